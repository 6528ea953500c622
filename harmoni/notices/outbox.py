"""One way out of the house: a row in the business transaction, a relay that claims it, a handler that does it once.

Redis and Celery only wake the relay. When they are gone the row waits; the sweep of every minute finds it.
"""

import datetime
import logging
import threading
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from harmoni.copying import insert
from harmoni.history.atomicity import demand_transaction
from harmoni.notices.models import Outbox

log = logging.getLogger(__name__)
HANDLERS: dict[str, Callable[..., None]] = {}
LAST_WORDS: dict[str, Callable[..., None]] = {}
MOST_ATTEMPTS = 8
AT_ONCE = 200  # rows that one task does before others get their turn
LEASE = datetime.timedelta(seconds=30)  # only from claim to lock: a row at work is locked, which no lease outlasts
_wanted, _knocking = threading.Event(), threading.Lock()


def handles(kind: str):
    """Registers the handler of one kind: called with the payload, inside the transaction that marks it done."""

    def register(handler):
        HANDLERS[kind] = handler
        return handler

    return register


def gives_up(kind: str):
    """Registers what happens when a row of this kind is given up: called with the payload, in the same transaction."""

    def register(handler):
        LAST_WORDS[kind] = handler
        return handler

    return register


class NotYet(Exception):
    """Raised by a handler whose hour has not come: the row waits until `at`, and the try is not counted."""

    def __init__(self, at: datetime.datetime) -> None:
        super().__init__(at)
        self.at = at


def post(kind: str, dedupe_key: str, *, payload: dict[str, Any] | None = None, wake: bool = True) -> None:
    """Puts work into the outbox of the surrounding transaction; the same key twice is one row."""
    demand_transaction("a row of the outbox")
    post_all([Outbox(kind=kind, dedupe_key=dedupe_key, payload=payload or {})], wake=wake)


def post_all(rows: list[Outbox], *, wake: bool = True) -> None:
    Outbox.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    if wake:
        transaction.on_commit(wake_relay, robust=True)


def post_new(rows: list[Outbox]) -> None:
    """The same for keys that cannot be there yet, since they name what was made in this very transaction."""
    demand_transaction("a row of the outbox")
    insert(rows)
    transaction.on_commit(wake_relay, robust=True)


def revive(dedupe_key: str) -> None:
    """A row that was given up after its last attempt waits again."""
    dead = Outbox.objects.filter(dedupe_key=dedupe_key, state=Outbox.State.DEAD)
    dead.update(state=Outbox.State.WAITING, attempts=0, next_at=timezone.now())


def try_again(pk: int) -> bool:
    """A row that was given up waits again, and is looked for at once; False when somebody was quicker."""
    dead = Outbox.objects.filter(pk=pk, state=Outbox.State.DEAD)
    revived = dead.update(state=Outbox.State.WAITING, attempts=0, next_at=timezone.now())
    transaction.on_commit(wake_relay, robust=True)
    return bool(revived)


def put_aside(pk: int, why: str) -> bool:
    """A row that was given up is not tried any more, for this reason; False when somebody was quicker."""
    return bool(
        Outbox.objects.filter(pk=pk, state=Outbox.State.DEAD).update(state=Outbox.State.ASIDE, put_aside_why=why)
    )


def forget_done(before: datetime.datetime) -> int:
    """Deletes what was done or put aside earlier; what waits or was given up is kept. Returns how many.

    A handler whose work must never happen again, though its key is free, asks for what it left behind.
    """
    over = Q(state=Outbox.State.DONE, done_at__lt=before) | Q(state=Outbox.State.ASIDE, created_at__lt=before)
    return Outbox.objects.filter(over).delete()[0]


def wake_relay() -> None:
    """A knock at the worker's door, beside the request: a dead or hung Redis delays nobody and loses nothing."""
    _wanted.set()
    if _knocking.acquire(blocking=False):
        threading.Thread(target=_knock, daemon=True).start()


def _knock() -> None:
    try:
        while _wanted.is_set():
            _wanted.clear()
            current_app.send_task("notices.relay", retry=False)
    except Exception as fault:  # noqa: BLE001 - whatever the broker throws, the row is committed and will be swept
        log.warning("the worker could not be woken (%s); the sweep will find the row", type(fault).__name__)
    finally:
        _knocking.release()


def drain(limit: int = AT_ONCE, *, kind: str = "") -> int:
    """Does what is due (of kinds that begin so), one row at a time, until none is left; returns how many were done."""
    done = 0
    while done < limit and (row := _claim(kind)):
        done += _do(row)
    return done


@transaction.atomic
def _claim(kind) -> Outbox | None:
    """Takes one due row for the time of the lease; another worker skips it."""
    row = (
        Outbox.objects.select_for_update(skip_locked=True)
        .filter(state=Outbox.State.WAITING, next_at__lte=timezone.now(), kind__startswith=kind)
        .order_by("next_at")
        .first()
    )
    if row:
        row.attempts += 1
        row.next_at = timezone.now() + LEASE
        row.save(update_fields=["attempts", "next_at"])
    return row


def _do(row: Outbox) -> bool:
    try:
        with transaction.atomic():
            mine = Outbox.objects.select_for_update().get(pk=row.pk)
            if mine.state != Outbox.State.WAITING or mine.attempts != row.attempts:
                return False
            HANDLERS[row.kind](**row.payload)
            Outbox.objects.filter(pk=row.pk).update(state=Outbox.State.DONE, done_at=timezone.now(), last_error="")
    except NotYet as later:
        Outbox.objects.filter(pk=row.pk, attempts=row.attempts).update(attempts=row.attempts - 1, next_at=later.at)
        return False
    except Exception as fault:  # noqa: BLE001 - one bad row must not stop the others; it is kept and shown
        _put_back(row, fault)
        return False
    return True


@transaction.atomic
def _put_back(row: Outbox, fault: Exception) -> None:
    log.warning("outbox %s (%s), attempt %s: %s", row.pk, row.kind, row.attempts, type(fault).__name__)
    dead = row.attempts >= MOST_ATTEMPTS
    pause = datetime.timedelta(seconds=min(5 * 2**row.attempts, 3600))
    mine = Outbox.objects.filter(pk=row.pk, attempts=row.attempts).update(
        state=Outbox.State.DEAD if dead else Outbox.State.WAITING,
        next_at=timezone.now() + pause,
        last_error=type(fault).__name__,
    )
    if mine and dead and row.kind in LAST_WORDS:
        LAST_WORDS[row.kind](**row.payload)
