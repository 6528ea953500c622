"""Which dates people are reminded of. Each book registers its own; what lies here knows none of them."""

import datetime
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from harmoni.notices.models import Receiver, Rule


@dataclass(frozen=True)
class Contact:
    """Where somebody can be reached. Without an address and a phone nobody is written to."""

    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Told:
    """What a record says of itself when it is reminded of: facts for the texts, its page, who can be reached.

    `public` is the page for those without an account. `person` and `subjects`: whom it is about.
    """

    place: str
    permission: str
    path: str
    facts: Mapping[str, str]
    record: uuid.UUID
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    public: str = "/"
    person: uuid.UUID | None = None
    subjects: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True)
class Source:
    """One kind of date. `rows()` are the records whose `date` counts; `told` reads one, None when it has changed since.

    `kind` begins the keys of its inbox rows; `keeps` is for how many days after the date it is still worth a word.
    `reach` leaves out records whose receiver cannot be reached anyhow.
    A sealed one only ever says that there is word: `rows` and `told` are its book's own business.
    """

    event: str
    label: Any
    receivers: tuple[Receiver, ...]
    facts: tuple[str, ...] = ()
    rows: Callable[[], QuerySet] | None = None
    date: str = ""
    told: Callable[[uuid.UUID, datetime.date], Told | None] | None = None
    kind: str = ""
    keeps: int | None = None
    reach: Mapping[str, Q] = field(default_factory=dict)
    sealed: bool = False

    @property
    def inbox_kind(self) -> str:
        return self.kind or self.event

    @property
    def is_generic(self) -> bool:
        return self.told is not None


SOURCES: dict[str, Source] = {}

LABELS: dict[str, Any] = {}  # of messages that follow no date: `LABELS["report_ready"] = _("Laporan siap")`

TELLS: dict[str, Callable[[Any], Told | None]] = {}  # of those among them that speak of a record: by the message's row


def told_of(row) -> Told | None:
    """What the record of a message says now; None when it has changed since, or when none is spoken of."""
    if row.event in SOURCES:
        return SOURCES[row.event].told(row.record, row.day)
    return TELLS[row.event](row) if row.event in TELLS else None


def label_of(event: str) -> Any:
    """What an office calls this kind of message."""
    return SOURCES[event].label if event in SOURCES else LABELS.get(event, event)


def steps(event: str, receiver: str = Receiver.OFFICER) -> list[int]:
    """Days before the date (less than 0: after it) on which the rules in force remind this receiver, ascending."""
    found = Rule.objects.active().filter(event=event, receiver=receiver)
    return sorted(found.values_list("step", flat=True))
