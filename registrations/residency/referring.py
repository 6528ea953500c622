"""What a registration opens: a newcomer is referred to a service, and the answer comes back to the village."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from registrations.residency.models import Referral, Service, Stay

ASKED, ANSWERED = "residency.referral", "residency.referral_answer"
ANSWER_WITHIN = datetime.timedelta(days=7)


@transaction.atomic
def refer(*, stay: Stay, service: Service, need: str, by: User) -> Referral:
    """Asks the regency, with the person's agreement; it has seven days. Raises MoveRefused without the right."""
    if not by.may_at(Permission.STAY_CHANGE, stay.place):
        raise MoveRefused(_("Rujukan dibuat oleh petugas desa adatnya."))
    due = timezone.localdate() + ANSWER_WITHIN
    new = Referral.objects.create(stay=stay, service=service, need=need, made_by=by, due_on=due)
    record_act("rujuk", by=by, subjects=new.subjects, place=new.place, after=new.status)
    question_of(new).save(force_insert=True)
    return new


@transaction.atomic
def answer(*, referral: Referral, by: User, answer: str) -> None:
    """The regency says what became of it; the task is done, and the village is told."""
    referral.move("jawab", by=by, answer=answer, answered_by=by, answered_at=timezone.now())
    Notice.objects.open().filter(kind=ASKED, record=referral.pk).update(done_at=timezone.now(), done_by=by)
    answer_of(referral).save(force_insert=True)


def question_of(referral: Referral) -> Notice:
    """The unsaved row in the inbox of the regency."""
    title = _("Rujukan %(service)s menunggu jawaban")
    return _told(referral, ASKED, Permission.REFERRAL_ANSWER, title, referral.due_on)


def answer_of(referral: Referral) -> Notice:
    """The unsaved row in the inbox of the village."""
    return _told(referral, ANSWERED, Permission.STAY_CHANGE, _("Rujukan %(service)s sudah dijawab: sampaikan"), None)


def _told(referral, kind, permission, title, due):
    return Notice(
        place=referral.place,
        permission=permission,
        kind=kind,
        title=title % {"service": referral.get_service_display()},
        record=referral.pk,
        path=referral.get_absolute_url(),
        due_on=due,
        dedupe_key=f"{kind}/{referral.pk}",
    )
