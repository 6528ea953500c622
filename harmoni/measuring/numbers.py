"""Letters issued by many at once, some given up and some killed after their number was taken: none double, no gap."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import OperationalError, connection, transaction

from harmoni.letters.models import Document, Kind, Series
from harmoni.measuring.faults import Proof
from harmoni.measuring.papers import any_letter

KIND = Kind.CERTIFICATE


class GivenUp(Exception):
    """The act failed after its letter was issued."""


def numbered_letters(*, letters: int = 1000, given_up: int = 200, kills: int = 20, threads: int = 12) -> Proof:
    """Each thread on a connection of its own, which a kill ends from the server's side."""
    ends = ["kept"] * letters + ["given up"] * given_up + ["killed"] * kills
    random.Random(2026).shuffle(ends)  # noqa: S311 - who fails when
    before, gate = Document.objects.filter(kind=KIND).count(), threading.Barrier(threads)
    with ThreadPoolExecutor(threads) as pool:
        failed = sum(pool.map(lambda mine: _issue_all(mine, gate), [ends[turn::threads] for turn in range(threads)]))
    numbers = Document.objects.filter(kind=KIND).values_list("number", flat=True)
    serials = sorted(int(number.split("/")[1]) for number in numbers)
    checks = {
        f"{given_up + kills} gave their number back": failed == given_up + kills,
        "0 lost": len(serials) - before == letters,
        "0 double, no gap": serials == list(range(1, len(serials) + 1)),
        "the series ends with the last": Series.objects.get(kind=KIND).last == len(serials),
    }
    n = f"{letters} + {given_up} given up + {kills} kills"
    promise = "letters issued at once have numbers without double or gap"
    return Proof("numbered-letters", promise, n, checks, {"letters": len(serials)})


def _issue_all(ends: list[str], gate: threading.Barrier) -> int:
    """How many did not become letters."""
    gate.wait()
    try:
        return sum(not _issue(end) for end in ends)
    finally:
        connection.close()


def _issue(end: str) -> bool:
    try:
        with transaction.atomic():
            any_letter(KIND)
            if end == "given up":
                raise GivenUp
            if end == "killed":
                _end_own_connection()
    except (GivenUp, OperationalError):
        connection.close_if_unusable_or_obsolete()
        return False
    return True


def _end_own_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
