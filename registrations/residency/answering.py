"""An answer to "still here?": kept as it was given, and acted on by the officer alone."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.notices.messages import withdraw
from registrations.residency.models import Answer, Question, a_year_after
from registrations.residency.reminders import STILL_HERE


def day_fault(question: Question, answer: str, day: datetime.date | None) -> str:
    """What is wrong with the day of this answer, as a sentence; '' when nothing is."""
    today = timezone.localdate()
    if answer == Answer.STAYING and not (day and today < day <= a_year_after(today)):
        return _("Sampai kapan? Isi tanggal sesudah hari ini, paling lama satu tahun lagi.")
    if answer == Answer.LEFT and not (day and question.stay.arrived_on <= day <= today):
        return _("Sejak kapan? Isi tanggal sesudah tiba, paling akhir hari ini.")
    return ""


@transaction.atomic
def answer(*, question: Question, answer: Answer, day: datetime.date | None = None) -> bool:
    """Keeps the first answer, whoever gave it by the link; False when there was one or the time is over.

    Raises ValidationError for a day that cannot be.
    """
    mine = Question.objects.select_for_update(of=("self",)).open().filter(pk=question.pk).select_related("stay").first()
    if mine is None:
        return False
    day = None if answer == Answer.UNKNOWN else day
    if fault := day_fault(mine, answer, day):
        raise ValidationError({"day": fault})
    mine.answer, mine.day, mine.answered_at = answer, day, timezone.now()
    mine.save(update_fields=["answer", "day", "answered_at"])
    about = {"subjects": mine.stay.subjects, "place": mine.place, "after": str(answer)}
    withdraw(STILL_HERE, mine.stay_id, receiver=mine.asked)
    record_act("jawab-tanya", by=None, detail={"asked": mine.asked, "day": str(day or "")}, **about)
    return True


@transaction.atomic
def set_aside(*, question: Question, by: User) -> bool:
    """The officer has seen the answer and has done what there was to do; False when somebody was quicker."""
    now = timezone.now()
    done = Question.objects.answered().filter(pk=question.pk).update(handled_at=now, handled_by=by)
    if done:
        record_act("selesai-tanya", by=by, subjects=question.stay.subjects, place=question.place)
    return bool(done)
