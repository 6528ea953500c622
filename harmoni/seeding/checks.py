"""A real installation holds no account that opens with the published demo password."""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.checks import Error, Tags, register
from django.db import connections

from harmoni.accounts.models import User
from harmoni.seeding.accounts import ACCOUNTS

PUBLISHED = "harmoni-demo-2026"  # noqa: S105 - the demo's own, known to everyone


@register(Tags.database, deploy=True)
def no_demo_account(databases=None, **_kwargs):
    """Runs with `check --deploy --database default`, and only where HARMONI_DEMO is 0."""
    if settings.DEMO or not databases or User._meta.db_table not in connections["default"].introspection.table_names():
        return []
    opened = open_demo_accounts()
    advice = "Close these accounts or give them other passwords."
    found = Error(f"demo accounts with the demo password: {', '.join(opened)}", hint=advice, id="harmoni.E001")
    return [found] if opened else []


def open_demo_accounts() -> list[str]:
    """Names of active demo accounts that open with the demo password; equal hashes are tried once."""
    names = [account.username for account in ACCOUNTS]
    users = User.objects.filter(is_active=True, username__in=names).order_by("username")
    hashes = {user.password for user in users}
    passwords = {PUBLISHED, settings.DEMO_PASSWORD}
    known = {each for each in hashes if any(check_password(password, each) for password in passwords)}
    return [user.username for user in users if user.password in known]
