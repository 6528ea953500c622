"""The chain of the history: sealed every few seconds by one sealer, walked by `manage.py verify_history`.

Rows commit unchained (one head lock per request would cost most of the throughput); the sealer takes an advisory
lock, so that there is one chain however many workers run it.
"""

import datetime
import hashlib
import json
from collections.abc import Iterator

from django.db import connection, transaction

from harmoni.history.models import Event, Seal

LOCK = 7_202_601
GENESIS = bytes(32)
BATCH = 5000
WINDOW = 100_000  # ids: how far behind the head a slow transaction may still commit
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


def link(previous: bytes, event: Event) -> bytes:
    return hashlib.sha256(previous + canonical(event)).digest()


@transaction.atomic
def seal() -> int:
    """Chains what is committed and not yet sealed; returns how many. A second sealer at the same time does nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
    head = Seal.objects.last()
    number, digest = (head.number, bytes(head.digest)) if head else (0, GENESIS)
    seals = []
    recent = Event.objects.unsealed().filter(pk__gt=(head.event_id if head else 0) - WINDOW)
    for event in recent[:BATCH]:
        number, digest = number + 1, link(digest, event)
        seals.append(Seal(number=number, event_id=event.pk, digest=digest))
    Seal.objects.bulk_create(seals)
    return len(seals)


def seal_all() -> int:
    total = 0
    while done := seal():
        total += done
    return total


def faults() -> Iterator[str]:
    """Walks the chain from its beginning and names every row that does not fit."""
    previous, expected, sealed_until = GENESIS, 1, None
    for seal_row in Seal.objects.select_related("event").order_by("number").iterator(5000):
        while expected < seal_row.number:
            yield f"seal {expected} is missing: the chain was cut"
            expected += 1
        event = _event_of(seal_row)
        if event is None:
            yield f"event {seal_row.event_id} (seal {seal_row.number}) was deleted"
        elif link(previous, event) != bytes(seal_row.digest):
            yield f"event {event.pk} ({event.verb}, seal {seal_row.number}) was edited, inserted or reordered"
        elif sealed_until and event.at < sealed_until - LATE:
            yield f"event {event.pk} ({event.verb}) was inserted later than its time says"
        previous, expected = bytes(seal_row.digest), expected + 1
        sealed_until = seal_row.at
    yield from _left_over()


def _event_of(seal_row):
    try:
        return seal_row.event
    except Event.DoesNotExist:
        return None


def _left_over():
    for event in Event.objects.unsealed()[:20]:
        yield f"event {event.pk} ({event.verb}) stands outside the chain: it was inserted later"


def head() -> tuple[int, str]:
    """Number and hex digest of the last link; (0, zeros) before the first."""
    last = Seal.objects.last()
    return (last.number, bytes(last.digest).hex()) if last else (0, GENESIS.hex())


def missing_witnesses(lines: list[str]) -> Iterator[str]:
    """Heads seen earlier (`number digest`) that the chain no longer holds: a cut tail or a chain written anew."""
    for line in filter(None, map(str.strip, lines)):
        number, digest = line.split()
        row = Seal.objects.filter(number=number).first()
        if number != "0" and (row is None or bytes(row.digest).hex() != digest):
            yield f"the head {number} witnessed earlier is no longer in the chain"
