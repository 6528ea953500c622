"""Whoever owns the database touches the past: `verify_history` must say so. Every trial is rolled back."""

import contextlib
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import environ
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from harmoni.history import chain
from harmoni.history.models import Seal
from harmoni.history.record import record_acts
from harmoni.measuring.faults import Proof

INSERT = (
    "INSERT INTO history_event (at, kind, verb, actor_name, place, subjects, before, after, reason)"
    " VALUES (now() - interval '2 days', 'act', 'palsu', '', '', '{}', '', '', '')"
)
OTHERWISE = "UPDATE history_event SET reason = 'lain' WHERE id = %s"


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """The default connection with the owner's login: the application's own cannot touch the past at all."""
    default, owner = connections["default"], environ.Env().db("DATABASE_OWNER_URL")
    login = {name: default.settings_dict[name] for name in ("USER", "PASSWORD")}
    default.close()
    default.settings_dict.update({name: owner[name] for name in login})
    try:
        yield
    finally:
        default.close()
        default.settings_dict.update(login)


def run(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# --- the kinds ---------------------------------------------------------------------------------------------
def edit(middle: Seal) -> str:
    run(OTHERWISE, middle.event_id)
    return f"event {middle.event_id} "


def delete(middle: Seal) -> str:
    run("DELETE FROM history_event WHERE id = %s", middle.event_id)
    return f"event {middle.event_id} (seal {middle.number}) was deleted"


def insert(middle: Seal) -> str:
    run(INSERT)
    return "(palsu, seal "


def swap(middle: Seal) -> str:
    pair = middle.number, middle.number + 1
    total = sum(Seal.objects.filter(number__in=pair).values_list("event_id", flat=True))
    run("UPDATE history_seal SET event_id = -event_id WHERE number IN (%s, %s)", *pair)
    run("UPDATE history_seal SET event_id = %s + event_id WHERE number IN (%s, %s)", total, *pair)
    return "was edited, inserted or reordered"


def redate(middle: Seal) -> str:
    run("UPDATE history_event SET at = at - interval '1 minute' WHERE id = %s", middle.event_id)
    return f"event {middle.event_id} "


def cut_tail(middle: Seal) -> str:
    run("DELETE FROM history_event WHERE id IN (SELECT event_id FROM history_seal WHERE number > %s)", middle.number)
    run("DELETE FROM history_seal WHERE number > %s", middle.number)
    return "is no longer in the chain"


def rewrite(middle: Seal) -> str:
    """Edits a row and computes every digest after it anew: the chain itself is then faultless."""
    run(OTHERWISE, middle.event_id)
    seals = list(Seal.objects.filter(number__gte=middle.number).select_related("event"))
    earlier = Seal.objects.filter(number=middle.number - 1).first()
    digest = bytes(earlier.digest) if earlier else chain.GENESIS
    for seal in seals:
        seal.digest = digest = chain.link(digest, seal.at, seal.event)
    Seal.objects.bulk_update(seals, ["digest"], batch_size=2000)
    return "is no longer in the chain"


def empty(middle: Seal) -> str:
    run("TRUNCATE history_event, history_seal")
    return "is no longer in the chain"


KINDS: tuple[Callable[[Seal], str], ...] = (edit, delete, insert, swap, redate, cut_tail, rewrite, empty)


# --- the proof ---------------------------------------------------------------------------------------------
def tampered_history(*, rows: int = 2000) -> Proof:
    """Each kind once, over a chain of at least so many rows; before and after, nobody is accused."""
    with transaction.atomic():
        record_acts({"verb": "uji", "by": None, "subjects": [], "detail": {"n": [number]}} for number in range(rows))
    with tempfile.TemporaryDirectory() as directory, as_owner():
        heads = Path(directory) / "heads"
        began = time.monotonic()
        honest_before = verified(heads)
        seconds = time.monotonic() - began
        middle = Seal.objects.select_related("event").get(number=Seal.objects.count() // 2)
        checks = {f"{kind.__name__} found": found(kind, middle, heads) for kind in KINDS}
        checks["an honest history accuses nobody"] = not honest_before and not verified(heads)
        number = chain.head()[0]
    seen = {"rows": number, "verify_s": seconds}
    return Proof("tampered-history", "whoever touches the past is found", f"{len(KINDS)} kinds", checks, seen)


def verified(heads: Path) -> str:
    """What `verify_history` says against the history; '' when nothing."""
    try:
        call_command("verify_history", head=str(heads), stdout=io.StringIO())
    except CommandError as faults:
        return str(faults)
    return ""


def found(kind: Callable[[Seal], str], middle: Seal, heads: Path) -> bool:
    """Whether this kind is found and told in the expected words."""
    with transaction.atomic():
        words = kind(middle)
        said = verified(heads)
        transaction.set_rollback(True)
    return words in said
