"""Links that need no account: nobody who reads the database can open one, and those sent before still work."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from registrations.residency.models import CorrectionRequest, CrewLink, OwnerMonth, Question
from registrations.residency.requesting import request_correction
from tests.cast import arrive
from tests.database import as_owner

BEFORE = "0012"


def columns(model):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - our own table's name
        return [bytes(cell) if isinstance(cell, memoryview) else str(cell).encode() for cell in cursor.fetchone()]


def both(officer):
    stay = arrive(officer)
    question = Question.objects.create(stay=stay, asked="person", until=stay.planned_until)
    asked = request_correction(stay=stay, asker="person", field="", value="Namanya salah", reason="Lihat KTP")
    return question, asked


def test_no_column_holds_a_link(petugas_kuta):
    for row in both(petugas_kuta):
        assert len(row.token) == 22  # 128 bits
        assert [column for column in columns(type(row)) if row.token.encode() in column] == []


def test_a_link_of_one_kind_opens_no_other(petugas_kuta):
    question, asked = both(petugas_kuta)
    models = (Question, CorrectionRequest, OwnerMonth, CrewLink)
    opened = [[model.objects.of_link(row.token).count() for model in models] for row in (question, asked)]
    assert opened == [[1, 0, 0, 0], [0, 1, 0, 0]]
    assert [Question.objects.of_link(odd).count() for odd in ("", "a\0b", "a" * 65)] == [0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_links_sent_before_the_seal_still_open(client, petugas_kuta):
    """A database of the state before, with rows, is brought to the present one."""
    question, asked = both(petugas_kuta)
    with as_owner():
        call_command("migrate", "residency", BEFORE, verbosity=0)
        try:
            clear = [row.token.encode() in columns(type(row)) for row in (question, asked)]
        finally:
            call_command("migrate", verbosity=0)
    assert clear == [True, True]
    assert client.get(question.link).context["question"] == question
    page = client.get(f"/salah/{asked.token}/")
    assert (page.context["asked"], asked.due_at > timezone.now()) == (asked, True)
    assert question.token.encode() not in b"".join(columns(Question))
