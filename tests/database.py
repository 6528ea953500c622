"""The test database: made and emptied by the owner, used through the application's own login, like the real one."""

import contextlib
import os
import time

import environ
import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg2.errors import InsufficientPrivilege

NAME = "test_harmoni"
KEPT = {
    "regions_loadedfile",
    "django_migrations",
    "regions_region",
    "regions_customaryvillage",
    "regions_customaryvillage_villages",
    "notices_rule",
    "notices_wording",
}


def owner_settings():
    return environ.Env().db("DATABASE_OWNER_URL")


@contextlib.contextmanager
def owner_cursor(database):
    owner = owner_settings()
    connection = psycopg2.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=database,
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def make():
    """A database of its own beside the given one, migrated by the owner, with the whole reference data."""
    owner = owner_settings()
    with owner_cursor(owner["NAME"]) as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME}")
        cursor.execute(f'GRANT CONNECT ON DATABASE {NAME} TO "{settings.DATABASE_APP["USER"]}"')
    _use(owner)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_reference", verbosity=0)
    _use(settings.DATABASE_APP)
    os.environ["DATABASE_URL"] = _renamed(os.environ["DATABASE_URL"])
    os.environ["DATABASE_OWNER_URL"] = _renamed(os.environ["DATABASE_OWNER_URL"])


def drop():
    """A worker that was killed a moment ago may still open a connection; then once more."""
    for again in range(20):
        _end_connections()
        try:
            with owner_cursor("postgres") as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            return
        except InsufficientPrivilege:
            time.sleep(0.2 * (again + 1))
    raise AssertionError(f"{NAME} is still in use and could not be dropped")


def _end_connections():
    """What a killed worker left open, only its own login may end."""
    connections.close_all()  # a proof may have restarted the server since
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE usename = current_user AND pid <> pg_backend_pid()"
        )
    connections.close_all()


def empty():
    """After a test that really committed: every table but the reference data."""
    with owner_cursor(NAME) as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = ", ".join(f'"{name}"' for (name,) in cursor.fetchall() if name not in KEPT)
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY")


@contextlib.contextmanager
def as_owner():
    """For a migration in the middle of a test; afterwards the application's own login is used again."""
    mine = dict(connections["default"].settings_dict)
    _use(owner_settings())
    try:
        yield
    finally:
        _use(mine)


def _use(login):
    default = connections["default"]
    default.close()
    default.settings_dict.update(NAME=NAME, USER=login["USER"], PASSWORD=login["PASSWORD"])


def _renamed(url):
    return url.rpartition("/")[0] + f"/{NAME}"
