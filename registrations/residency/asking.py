"""At the planned end the portal asks, and only asks: silence leaves a stay overdue, and never ends it.

Person and host are each written to as by a reminder: by e-mail, by the gateway, or in words that an officer sends.
Where neither address nor phone is known nobody is asked, and the record says so.
"""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.messages import BY_ITSELF, Letter, message, says, send_all
from harmoni.notices.models import Channel, Message, MessageState, Outbox, Receiver, Silence
from harmoni.notices.outbox import handles, post_all
from harmoni.notices.reminding import channel_of
from harmoni.notices.sources import LABELS, TELLS, Told
from registrations.residency.models import Asked, Question, Stay
from registrations.residency.models.question import last_day
from registrations.residency.reminders import STILL_HERE, told_of

ASK = "residency.ask"
LABELS[STILL_HERE] = _lazy("Masih di sini?")


@transaction.atomic
def post_questions(day: datetime.date) -> int:
    """One outbox row for each stay whose term ends on this day or has ended; returns how many are new."""
    key = Concat(
        *(Value(f"{ASK}/"), Cast("pk", CharField()), Value("/"), Cast("planned_until", CharField())),
        output_field=CharField(),
    )
    ended = Stay.objects.here().filter(planned_until__lte=day).annotate(key=key).only("planned_until")
    rows = [
        Outbox(kind=ASK, dedupe_key=stay.key, payload={"stay": str(stay.pk), "until": str(stay.planned_until)})
        for stay in ended.exclude(Exists(Outbox.objects.filter(dedupe_key=OuterRef("key"))))
    ]
    post_all(rows, wake=bool(rows))
    return len(rows)


@handles(ASK)
def ask_both(stay, until):
    """A question for the person and one for the host, each once a term; nothing when the stay has changed since."""
    stay = (
        Stay.objects.here().select_related("person", "customary_village").filter(pk=stay, planned_until=until).first()
    )
    if stay is None:
        return
    hosts = [Asked.HOST] if stay.responsible_name or stay.responsible_phone else []
    for asked in [Asked.PERSON, *hosts]:
        question_for(stay, asked, by=None)


def question_for(stay: Stay, asked: Asked, *, by: User | None) -> Question:
    """The question of this term, made where there is none yet, with the message that carries it."""
    question, is_new = Question.objects.get_or_create(stay=stay, until=stay.planned_until, asked=asked)
    if question.is_stale:  # nobody answered in time: the old link stays dead, a new one is given
        question.expires_on = last_day()
        question.give_link()
        question.save(update_fields=["token_sealed", "token_digest", "expires_on"])
    if is_new or by:
        _prepare(question, by)
    return question


def _prepare(question, by):
    """The message that carries it; one that was withdrawn is ready again, for the officer's own hand."""
    new, stay = _message(question, by), question.stay
    if new is None:
        return
    earlier = Message.objects.filter(pk=new.pk)
    if earlier.exclude(state=MessageState.WITHDRAWN).exists():
        return
    by_hand = Channel.PAPER if new.channel in BY_ITSELF else new.channel
    if not earlier.update(state=MessageState.PREPARED, channel=by_hand, changed_at=Now()):
        send_all([new])
    record_act("tanya", by=by, subjects=stay.subjects, place=stay.place, detail={"asked": str(question.asked)})


def with_messages(questions: Iterable[Question]) -> list[Question]:
    """Each with the `message` that carries it; None where nobody could be written to."""
    found = {message(event=STILL_HERE, key=str(question.pk)).pk: question for question in questions}
    rows = Message.objects.in_bulk(found)
    for pk, question in found.items():
        question.message = rows.get(pk)
    return list(found.values())


@transaction.atomic
def ask_now(*, stay: Stay, asked: Asked, by: User) -> Question:
    """The officer asks of an own accord, at the end of a term or before. Raises MoveRefused without the right."""
    if "perpanjang" not in stay.open_moves(by):
        raise MoveRefused(_("Pertanyaan dikirim oleh petugas desa adatnya, selama orangnya tercatat tinggal."))
    return question_for(stay, asked, by=by)


def _message(question, by):
    """By the first way that reaches the receiver; None without a way, or for who does not wish it.

    Where an officer asks, there is always paper.
    """
    stay = question.stay
    told = told_of(stay, question.until)
    channel = channel_of(told.contacts[Receiver(question.asked)]) or (Channel.PAPER if by else None)
    if channel is None or Silence.objects.filter(person=stay.person_id).exists():
        return None
    return message(
        event=STILL_HERE,
        key=str(question.pk),
        channel=channel,
        receiver=Receiver(question.asked),
        place=stay.place,
        permission=Permission.STAY_CHANGE,
        record=stay.pk,
        day=question.until,
        path=stay.get_absolute_url(),
        about=f"{stay.person.initials} · {stay.registration_number}",
    )


def _asked_by(row):
    """The question that this message carries, while it is open."""
    asked = Question.objects.open().select_related("stay__person", "stay__customary_village")
    return asked.filter(stay=row.record, until=row.day, asked=row.receiver).first()


def tell_question(row: Message) -> Told | None:
    """The facts of the stay, with the question's link; None once it was answered."""
    asked = _asked_by(row)
    return asked and replace(told_of(asked.stay, asked.until), public=asked.link)


TELLS[STILL_HERE] = tell_question


@says(STILL_HERE)
def still_here(row: Message) -> Letter | None:
    """The words and the link; None when it was answered, or when the person does not wish to be written to."""
    asked = _asked_by(row)
    if asked is None or Silence.objects.filter(person=asked.stay.person_id).exists():
        return None
    contact = told_of(asked.stay, asked.until).contacts[Receiver(row.receiver)]
    about = {"who": asked.stay.person.initials, "place": asked.stay.customary_village}
    if asked.asked == Asked.PERSON:
        subject = _("Apakah Anda masih tinggal di %(place)s?") % about
    else:
        subject = _("Apakah %(who)s masih tinggal di %(place)s?") % about
    return Letter(contact.email if row.channel == Channel.EMAIL else contact.phone, subject, words_of(asked))


def words_of(question: Question) -> str:
    """What is sent by e-mail or from the officer's own phone: initials, place, day and the link; no number."""
    stay = question.stay
    said = {
        "who": stay.person.initials,
        "place": stay.customary_village,
        "until": date_format(question.until, "j F Y"),
        "link": settings.BASE_URL + question.link,
        "last": date_format(question.expires_on, "j F Y"),
    }
    if question.asked == Asked.PERSON:
        greeting = _("Rencana tinggal Anda (%(who)s) di %(place)s tercatat sampai %(until)s.\nMasih tinggal di sini?")
    else:
        greeting = _("Rencana tinggal %(who)s di %(place)s tercatat sampai %(until)s.\nMasih tinggal di tempat Anda?")
    rest = _("Jawab di sini, tanpa akun, sebelum %(last)s:\n%(link)s\n\nLayanan ini tidak dipungut biaya.\n")
    return f"{greeting % said} {rest % said}"
