"""The application's own login adds to the past and reads it; it cannot change it, whatever the code above does."""

import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg2.errors import InsufficientPrivilege

from harmoni.history.chain import seal
from harmoni.history.grants import APPEND_ONLY, forbidden
from harmoni.history.models import Event, Seal
from harmoni.history.record import record_act
from tests.cast import arrive
from tests.database import owner_settings

pytestmark = pytest.mark.django_db
OF_THE_OWNER = [
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "ALTER TABLE {} OWNER TO CURRENT_USER",
    "GRANT UPDATE ON {} TO CURRENT_USER",
    "DROP TABLE {}",
    "CREATE RULE none AS ON INSERT TO {} DO INSTEAD NOTHING",
]


@pytest.fixture(autouse=True)
def _something_happened(petugas_kuta):
    arrive(petugas_kuta)
    seal()


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "sql", ["UPDATE {0} SET at = at", "DELETE FROM {0}", "TRUNCATE {0}", "SELECT * FROM {0} FOR UPDATE"]
)
def test_the_past_is_refused(table, sql):
    with pytest.raises(ProgrammingError) as refused, transaction.atomic():
        asked(sql.format(table))
    assert type(refused.value.__cause__) is InsufficientPrivilege


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("sql", OF_THE_OWNER)
def test_nor_may_it_give_itself_the_right(table, sql):
    if sql.startswith("GRANT"):
        asked_without_answer(sql.format(table))  # Postgres only warns that nothing was granted
    else:
        with pytest.raises(ProgrammingError) as refused, transaction.atomic():
            asked_without_answer(sql.format(table))
        assert type(refused.value.__cause__) is InsufficientPrivilege
    assert forbidden(connection) == []


def asked_without_answer(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("model", [Event, Seal])
def test_the_past_is_read_and_added_to(model):
    before = model.objects.count()
    assert before > 0
    with transaction.atomic():
        record_act("baru", by=None, subjects=[])
    seal()
    assert model.objects.count() == before + 1


def test_the_login_is_nobody_special():
    rights = "rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
    [(name, *special)] = asked(f"SELECT rolname, {rights} FROM pg_roles WHERE rolname = current_user")  # noqa: S608
    assert name != owner_settings()["USER"]
    assert special == [False] * 5
    member_of = "SELECT roleid::regrole FROM pg_auth_members WHERE member = current_user::regrole"
    assert asked(member_of) == []


def test_the_login_owns_nothing():
    owned = "SELECT relname FROM pg_class WHERE relowner = current_user::regrole AND relpersistence <> 't'"
    assert asked(owned) == []
    assert asked("SELECT proname FROM pg_proc WHERE proowner = current_user::regrole") == []
    assert asked("SELECT datname FROM pg_database WHERE datdba = current_user::regrole") == []
    assert asked("SELECT has_schema_privilege('public', 'CREATE')") == [(False,)]
