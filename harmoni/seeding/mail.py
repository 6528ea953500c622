"""What has left the demo's first village: letters that arrived, one that came back, some to hand over, one stuck."""

import datetime
import uuid

from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.notices.messages import SEND, change, key_of
from harmoni.notices.models import Message, MessageState, Outbox, Receiver
from harmoni.notices.outbox import MOST_ATTEMPTS
from harmoni.notices.reminding import remind
from harmoni.notices.sources import steps
from harmoni.regions.models import CustomaryVillage
from registrations.residency.models import Stay
from registrations.residency.reminders import STAY_ENDS

REMINDED = 12  # stays of the village that end within a month
SENT = MessageState.SENT


def fill_mail(village: CustomaryVillage, officer: User, today: datetime.date) -> None:
    """By the same verbs as the worker's; what was sent is only marked so, since nobody is written to."""
    ending = Stay.objects.active().filter(customary_village=village).ending(days=30, day=today)
    for stay in ending.filter(planned_until__gte=today).order_by("planned_until", "pk")[:REMINDED]:
        for receiver in (Receiver.PERSON, Receiver.HOST):
            _remind(stay, receiver, today)
    letters = Message.objects.prepared().filter(event=STAY_ENDS.event).order_by("pk")
    sent = list(letters.filter(channel="email"))
    for row, state in zip(sent, [MessageState.BOUNCED, MessageState.FAILED] + [SENT] * len(sent), strict=False):
        change(row, state)
        stuck = state == MessageState.FAILED
        last = {"state": "dead", "attempts": MOST_ATTEMPTS, "last_error": "SMTPServerDisconnected"}
        Outbox.objects.filter(kind=SEND, dedupe_key=key_of(row.pk)).update(**last if stuck else {"state": "done"})
    for row in letters.by_hand()[:2]:
        change(row, MessageState.HANDED, by=officer)
        record_act("sampaikan_pesan", by=officer, subjects=_whose(row.record), place=row.place)


def _remind(stay, receiver, today):
    left = (stay.planned_until - today).days
    step = next((step for step in steps(STAY_ENDS.event, receiver) if step >= left), None)
    if step is not None:
        day = stay.planned_until.isoformat()
        remind(event=STAY_ENDS.event, receiver=receiver, record=str(stay.pk), day=day, step=step)


def _whose(record: uuid.UUID) -> list[uuid.UUID]:
    return list(Stay.objects.get(pk=record).subjects)
