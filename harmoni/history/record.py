"""How a line gets into the history: in the transaction of the act or the reading itself, or neither happens."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from harmoni import cipher
from harmoni.copying import fresh, insert
from harmoni.history.atomicity import demand_transaction
from harmoni.history.models import Event


def _event(kind, verb, by, subjects, place="", before="", after="", reason="", detail=None):
    return fresh(
        Event,
        kind=kind,
        verb=verb,
        actor_id=getattr(by, "pk", None),
        actor_name=str(by)[:120] if by else "",
        place=place,
        subjects=list(dict.fromkeys(subjects)),
        before=before,
        after=after,
        reason=reason[:500],
        detail=cipher.seal_json(detail, about="history.event") if detail else None,
    )


def record_act(verb: str, *, by: Any, subjects: Iterable[UUID], **facts: Any) -> Event:
    """An act, with its place path, `before`, `after`, `reason` and `detail` where there are any."""
    demand_transaction("a line of the history")
    event = _event(Event.Kind.ACT, verb, by, subjects, **facts)
    event.save(force_insert=True)
    return event


def record_acts(rows: Iterable[dict[str, Any]]) -> None:
    """Many acts at once (import, seed): each row holds the arguments of `record_act`."""
    insert([_event(Event.Kind.ACT, **row) for row in rows])


def record_reading(verb: str, *, by: Any, subjects: Iterable[UUID], **facts: Any) -> None:
    """A reading; one row however many people it showed, none when it showed nobody."""
    demand_transaction("a line of the history")
    subjects = list(subjects)
    if subjects:
        _event(Event.Kind.READING, verb, by, subjects, **facts).save(force_insert=True)
