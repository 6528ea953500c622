"""The chain of the history: sealed every few seconds by one sealer, walked by `manage.py verify_history`.

Rows commit unchained (one head lock per request would cost most of the throughput); the sealer takes an advisory
lock, so that there is one chain however many workers run it.
"""

import datetime
import hashlib
import json
from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from harmoni.history.models import Event, Seal

LOCK = 7_202_601
GENESIS = bytes(32)
BATCH = 5000
WINDOW = 100_000  # ids: how far behind the head a slow transaction may still commit
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
LATE = datetime.timedelta(minutes=15)


def canonical(event: Event) -> bytes:
    """Every column of the event as bytes that mean only this event."""
    columns = [
        event.pk,
        event.at.astimezone(datetime.UTC).isoformat(),
        event.kind,
        event.verb,
        event.actor_id,
        event.actor_name,
        event.place,
        [str(subject) for subject in event.subjects],
        event.before,
        event.after,
        event.reason,
        bytes(event.detail).hex() if event.detail else None,
    ]
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode()


def link(previous: bytes, at: datetime.datetime, event: Event) -> bytes:
    """The digest of an event that was sealed at this time behind this digest."""
    sealed = at.astimezone(datetime.UTC).isoformat().encode()
    return hashlib.sha256(previous + sealed + canonical(event)).digest()


def seal(*, wait: bool = False) -> int:
    """Chains all that is committed and not yet sealed; returns how many.

    While another sealer works, one that does not `wait` does nothing.
    """
    total = 0
    while done := _seal_some(wait):
        total += done
    return total


@transaction.atomic
def _seal_some(wait):
    if not _take_turn(wait):
        return 0
    head, at, seals = Seal.objects.last(), timezone.now(), []
    number, digest = (head.number, bytes(head.digest)) if head else (0, GENESIS)
    recent = Event.objects.unsealed().filter(pk__gt=(head.event_id if head else 0) - WINDOW)
    for event in recent[:BATCH]:
        number, digest = number + 1, link(digest, at, event)
        seals.append(Seal(number=number, event_id=event.pk, digest=digest, at=at))
    Seal.objects.bulk_create(seals)
    return len(seals)


def _take_turn(wait):
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def faults() -> Iterator[str]:
    """Walks the chain from its beginning and names every row that does not fit."""
    previous, expected, latest = GENESIS, 1, EPOCH
    for row in Seal.objects.prefetch_related("event").order_by("number").iterator(BATCH):
        if row.number != expected:
            yield f"seals {expected} to {row.number - 1} are missing: the chain was cut"
            previous = None
        fault = _fault(row, previous, latest)
        if fault:
            yield fault
        previous, expected = bytes(row.digest), row.number + 1
        latest = max(latest, min(row.at, _time_of(row)))
    yield from _left_over()


def _fault(row, previous, latest):
    """What is wrong with one link; behind a gap (`previous` None) its digest cannot be judged.

    Rows are chained as they come, so one that is much older than one before it came after its time.
    """
    try:
        event = row.event
    except Event.DoesNotExist:
        return f"event {row.event_id} (seal {row.number}) was deleted"
    name = f"event {event.pk} ({event.verb}, seal {row.number})"
    if previous is not None and link(previous, row.at, event) != bytes(row.digest):
        return f"{name} was edited, inserted or reordered"
    if event.at < latest - LATE:
        return f"{name} was inserted later than its time says"
    if event.at > row.at + LATE:
        return f"{name} bears a time that had not come"
    return None


def _time_of(row):
    try:
        return row.event.at
    except Event.DoesNotExist:
        return EPOCH


def _left_over():
    """What the sealer will never reach; a row of this very second is only not yet sealed."""
    last = Seal.objects.last()
    if last:
        for event in Event.objects.unsealed().filter(pk__lte=last.event_id - WINDOW)[:20]:
            yield f"event {event.pk} ({event.verb}) stands outside the chain: it was inserted later"


def head() -> tuple[int, str]:
    """Number and hex digest of the last link; (0, zeros) before the first."""
    last = Seal.objects.last()
    return (last.number, bytes(last.digest).hex()) if last else (0, GENESIS.hex())


def missing_witnesses(lines: list[str]) -> Iterator[str]:
    """Heads seen earlier (`number digest`) that the chain no longer holds: a cut tail or a chain written anew."""
    for line in filter(None, map(str.strip, lines)):
        number, _, digest = line.partition(" ")
        row = Seal.objects.filter(number=number).first() if number.isdecimal() else None
        if number != "0" and (row is None or bytes(row.digest).hex() != digest):
            yield f"the head {number} witnessed earlier is no longer in the chain"
