"""At the planned end the portal asks, and only asks: silence leaves a stay overdue, and never ends it.

The person is written to where there is an e-mail address; for everybody else the officer sends the prepared words.
"""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.messages import Letter, message, says, send_all
from harmoni.notices.models import Message, Outbox, Receiver, Silence
from harmoni.notices.outbox import handles, post_all
from harmoni.notices.sources import LABELS
from registrations.residency.models import Asked, Question, Stay
from registrations.residency.models.question import last_day

ASK, STILL_HERE = "residency.ask", "still_here"
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
    """The question of this term, made where there is none yet; the person's goes out by e-mail where there is one."""
    question, is_new = Question.objects.get_or_create(stay=stay, until=stay.planned_until, asked=asked)
    if question.is_stale:  # nobody answered in time: the old link stays dead, a new one is given
        question.expires_on = last_day()
        question.give_link()
        question.save(update_fields=["token_sealed", "token_digest", "expires_on"])
    if is_new:
        record_act("tanya", by=by, subjects=stay.subjects, place=stay.place, detail={"asked": str(asked)})
        if asked == Asked.PERSON and stay.person.email:
            send_all([_letter(question)])
    return question


@transaction.atomic
def ask_now(*, stay: Stay, asked: Asked, by: User) -> Question:
    """The officer asks of an own accord, at the end of a term or before. Raises MoveRefused without the right."""
    if "perpanjang" not in stay.open_moves(by):
        raise MoveRefused(_("Pertanyaan dikirim oleh petugas desa adatnya, selama orangnya tercatat tinggal."))
    return question_for(stay, asked, by=by)


def _letter(question):
    stay = question.stay
    return message(
        event=STILL_HERE,
        key=str(question.pk),
        receiver=Receiver.PERSON,
        place=stay.place,
        permission=Permission.STAY_CHANGE,
        record=stay.pk,
        day=question.until,
        path=stay.get_absolute_url(),
        about=f"{stay.person.initials} · {stay.registration_number}",
    )


@says(STILL_HERE)
def still_here(row: Message) -> Letter | None:
    """The words and the link; None when it was answered, or when the person does not wish to be written to."""
    asked = Question.objects.open().select_related("stay__person", "stay__customary_village")
    found = asked.filter(stay=row.record, until=row.day, asked=Asked.PERSON).first()
    if found is None or Silence.objects.filter(person=found.stay.person_id).exists():
        return None
    subject = _("Apakah Anda masih tinggal di %(place)s?") % {"place": found.stay.customary_village}
    return Letter(found.stay.person.email, subject, words_of(found))


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
