"""The clock looks for dates that a rule speaks of: an inbox row for an office, one message for everybody else.

Each is posted once for its event, record, date, step and receiver. After days of absence only the latest step is due.
"""

import datetime
import uuid

from django.db import connection, transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.notices import gateway
from harmoni.notices.messages import SAYS, Letter, address, message, send_all, withdraw
from harmoni.notices.models import Channel, Message, Notice, Outbox, Receiver, Rule, Silence
from harmoni.notices.outbox import handles, post_all
from harmoni.notices.sources import SOURCES, Contact, Source, Told, steps
from harmoni.notices.wording import LINK, current, filled

REMIND = "notices.remind"
IN_THE_HOUSE = (Receiver.OFFICER, Receiver.ORIGIN)


@transaction.atomic
def post_due(source: Source, day: datetime.date) -> int:
    """Puts an outbox row for each record, step and receiver that is due on this day; returns how many are new."""
    if not _alone_with(source):
        return 0
    found = [row for receiver in source.receivers for row in _rows(source, receiver, day)]
    post_all(found, wake=bool(found))
    return len(found)


def _alone_with(source):
    """Whether nobody else looks through this source just now; whoever comes second has nothing to add, and no wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"{REMIND}/{source.event}"])
        return cursor.fetchone()[0]


def post_all_due(day: datetime.date) -> int:
    """Every source; each in a transaction of its own."""
    return sum(post_due(source, day) for source in SOURCES.values() if source.is_generic)


def _rows(source, receiver, day):
    days = steps(source.event, receiver)
    for record in _due(source, receiver, days, day) if days else ():
        about = {"event": source.event, "receiver": receiver, "record": str(record.pk)}
        yield Outbox(kind=REMIND, dedupe_key=record.key, payload={**about, "day": str(record.on), "step": record.step})


def _due(source, receiver, days, today):
    """The records with their date `on`, the `step` that is due and the `key` under which nothing was posted yet."""
    due = [_when(step, today) for step in days]
    parts = [Value(f"{REMIND}/{source.event}/{receiver}")]
    for name in ("pk", "on", "step"):
        parts += [Value("/"), Cast(name, CharField())]
    reached = source.rows().filter(source.reach.get(receiver, Q()))
    found = reached.annotate(on=F(source.date), step=Case(*due)).exclude(step=None)
    if source.keeps is not None:
        found = found.filter(on__gte=today - datetime.timedelta(source.keeps))
    found = found.order_by().annotate(key=Concat(*parts, output_field=CharField())).only("pk")
    return found.exclude(Exists(Outbox.objects.filter(dedupe_key=OuterRef("key"))))


def _when(step, today):
    """A step before the date is due until the date has come; one after it, from then on."""
    reached = {"on__lte": today + datetime.timedelta(step)}
    return When(**reached, then=step) if step < 0 else When(**reached, on__gte=today, then=step)


@handles(REMIND)
def remind(event, receiver, record, day, step):
    """Writes what this reminder is; nothing when the record or the rule has changed since."""
    source, day = SOURCES[event], datetime.date.fromisoformat(day)
    rule = Rule.objects.active().filter(event=event, receiver=receiver, step=step).first()
    told = rule and source.told(uuid.UUID(record), day)
    if not told:
        return
    if receiver in IN_THE_HOUSE:
        _put_in_inbox(source, rule, record, day, told)
    else:
        _prepare(source, receiver, record, day, step, told)


def _put_in_inbox(source, rule, record, day, told):
    """One open row for a record: that of the latest step. The outbox forgets, the inbox does not."""
    stem = f"{source.inbox_kind}/{record}/"
    key = f"{stem}{day}/{rule.step}"
    if Notice.objects.filter(dedupe_key=key).exists():
        return
    Notice.objects.open().filter(dedupe_key__startswith=stem).delete()
    row = Notice(
        place=told.place,
        permission=told.permission,
        kind=source.inbox_kind,
        title=filled(current(rule.wording, rule.language).subject, told.facts)[:160],
        record=told.record,
        path=told.path,
        due_on=day,
        dedupe_key=key,
    )
    Notice.objects.bulk_create([row], ignore_conflicts=True)


def _prepare(source, receiver, record, day, step, told):
    """One message by the first way that reaches the receiver; none without one, and none to who does not wish it."""
    channel = channel_of(told.contacts.get(receiver, Contact()))
    if channel is None or Silence.objects.filter(person=told.person).exists():
        return
    key = f"{receiver}/{record}/{day}/{step}/{channel}"
    where = {"place": told.place, "permission": told.permission, "path": told.path}
    about = {"receiver": receiver, "record": uuid.UUID(record), "day": day, "step": step}
    about["about"] = " · ".join(filter(None, (told.facts.get("siapa"), told.facts.get("nomor"))))[:60]
    new = message(event=source.event, key=key, channel=channel, **where, **about)
    withdraw(source.event, new.record, receiver=receiver)
    send_all([new], wake=False)  # the worker that does this row takes the next one anyhow


def channel_of(contact: Contact) -> Channel | None:
    """E-mail where there is an address; else WhatsApp, by the gateway or by the officer's own phone."""
    if contact.email:
        return Channel.EMAIL
    if contact.phone:
        return Channel.GATEWAY if gateway.is_on() else Channel.WHATSAPP
    return None


def say_reminder(row: Message) -> Letter | None:
    """The message as its text and its record stand now; None when either has gone."""
    told = SOURCES[row.event].told(row.record, row.day)
    rule = Rule.objects.active().filter(event=row.event, receiver=row.receiver, step=row.step).first()
    if told is None or rule is None or Silence.objects.filter(person=told.person).exists():
        return None
    contact = told.contacts.get(row.receiver, Contact())
    return letter_of(rule, told, to=contact.email if row.channel == Channel.EMAIL else contact.phone)


def letter_of(rule: Rule, told: Told, *, to: str = "") -> Letter:
    """What the rule says of this record: an office is led to the record's page, everybody else to a public one."""
    text, facts = current(rule.wording, rule.language), facts_of(rule, told)
    return Letter(to, filled(text.subject, facts), filled(text.text, facts), text.pk)


def facts_of(rule: Rule, told: Told) -> dict[str, str]:
    """What the placeholders of a rule's text stand for."""
    return {**told.facts, LINK: address(told.path if rule.receiver in IN_THE_HOUSE else told.public)}


def speak_for(source: Source) -> Source:
    """Registers a source whose messages are written by its rules' texts."""
    SOURCES[source.event] = source
    SAYS[source.event] = say_reminder
    return source


def settle(source: Source, record: uuid.UUID, *, by: User | None) -> None:
    """What was reminded of is done: its open inbox rows by whoever did it, and what was still to be said is not."""
    stem = f"{source.inbox_kind}/{record}/"
    Notice.objects.open().filter(dedupe_key__startswith=stem).update(done_at=timezone.now(), done_by=by)
    withdraw(source.event, record)


def step_told(step: int) -> str:
    """`14 hari sebelumnya`."""
    if step > 0:
        return _("%(n)d hari sebelumnya") % {"n": step}
    return _("%(n)d hari sesudahnya") % {"n": -step} if step else _("pada harinya")
