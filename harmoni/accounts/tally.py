"""How often somebody may do something within an hour, counted in Postgres: exact for any number of servers."""

from allauth.core.internal.httpkit import get_client_ip
from django.db import connection
from django.http import HttpRequest

from harmoni import cipher
from harmoni.accounts.models import Tally
from harmoni.history.atomicity import demand_transaction

USE_ONE = """
INSERT INTO accounts_tally (what, who, hour, used) VALUES (%s, %s, date_trunc('hour', now()), 1)
ON CONFLICT (what, who, hour) DO UPDATE SET used = accounts_tally.used + 1 WHERE accounts_tally.used < %s
RETURNING used
"""
USED = "SELECT used FROM accounts_tally WHERE what = %s AND who = %s AND hour = date_trunc('hour', now())"

USED_IN_A_DAY = (
    "SELECT coalesce(sum(used), 0) FROM accounts_tally"
    " WHERE what = %s AND who = %s AND hour > now() - interval '24 hours'"
)


def use_one(what: str, who: str, *, most: int) -> int:
    """The how-manieth use of this hour; 0, and nothing is counted, when `most` are used up. Waits for a rival's end."""
    demand_transaction("a use that is counted")
    return _asked(USE_ONE, [what, who, most])


def used(what: str, who: str) -> int:
    return _asked(USED, [what, who])


def used_in_a_day(what: str, who: str) -> int:
    """In the last twenty-four hours, to the full hour."""
    return _asked(USED_IN_A_DAY, [what, who])


def stranger(request: HttpRequest) -> str:
    """Who asks without an account, by the address, which nobody can read here."""
    return unread(get_client_ip(request) or "")


def unread(text: str) -> str:
    """A keyed digest, for what must not be read in this table."""
    return (cipher.digest(text or "-", use="limit") or b"").hex()


def forget(before) -> int:
    """Deletes the counts of earlier hours; returns how many."""
    return Tally.objects.filter(hour__lt=before).delete()[0]


def _asked(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return row[0] if row else 0
