"""What a community organisation enters, and how its quarterly evaluation is answered."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.prevention.models import CommunityActivity, Evaluation, Organisation
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from harmoni.notices.word import send_word_of
from harmoni.regions.models import Region

NOTE, ANSWERED = "prevention.evaluation", "prevention.evaluation_answered"
ASKED = "prevention.evaluation_asked"
ANSWER_WITHIN = datetime.timedelta(days=14)


@transaction.atomic
def enter_organisation(*, host: Region, by: User, values: Mapping[str, Any]) -> Organisation:
    """One for each home regency."""
    if Organisation.objects.filter(host=host, home=values["home"]).exists():
        raise MoveRefused(_("Paguyuban dari daerah ini sudah terdaftar."))
    new = Organisation.objects.create(host=host, entered_by=by, **values)
    record_act("daftar-paguyuban", by=by, subjects=new.subjects, place=host.path)
    return new


@transaction.atomic
def record_activity(*, organisation: Organisation, by: User, values: Mapping[str, Any]) -> CommunityActivity:
    _own(organisation, by)
    new = CommunityActivity.objects.create(organisation=organisation, entered_by=by, **values)
    record_act("kegiatan-paguyuban", by=by, subjects=[organisation.pk, new.pk], place=organisation.home_id)
    return new


@transaction.atomic
def submit(*, organisation: Organisation, by: User, values: Mapping[str, Any]) -> Evaluation:
    """One a quarter; the office of the host province answers within a fortnight."""
    _own(organisation, by)
    if organisation.evaluations.filter(year=values["year"], quarter=values["quarter"]).exists():
        raise MoveRefused(_("Evaluasi triwulan ini sudah dikirim."))
    new = Evaluation.objects.create(organisation=organisation, submitted_by=by, **values)
    asked = f"{ASKED}/{organisation.pk}/{values['year']}-{values['quarter']}"
    Notice.objects.open().filter(dedupe_key=asked).update(done_at=timezone.now(), done_by=by)
    record_act("kirim-evaluasi", by=by, subjects=new.subjects, place=new.place, after=new.status)
    _note(new, NOTE, organisation.host_id, Permission.COMMUNITY_KEEP, _("Evaluasi paguyuban menunggu jawaban"))
    return new


@transaction.atomic
def remind(today: datetime.date) -> int:
    """After a quarter's end, each organisation that has not sent its evaluation: one row, due within a fortnight."""
    first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    ended = first - datetime.timedelta(days=1)
    quarter = {"year": ended.year, "quarter": (ended.month + 2) // 3}
    sent = Evaluation.objects.filter(**quarter).values("organisation")
    late = Organisation.objects.filter(created_at__date__lt=first).exclude(pk__in=sent)
    new = [_asked(one, quarter, first) for one in late]
    there = Notice.objects.filter(dedupe_key__in=[row.dedupe_key for row in new])
    known = set(there.values_list("dedupe_key", flat=True))
    new = [row for row in new if row.dedupe_key not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    send_word_of(new)
    return len(new)


def _asked(organisation, quarter, first):
    return Notice(
        place=organisation.home_id,
        permission=Permission.COMMUNITY_SPEAK,
        kind=ASKED,
        title=_("Evaluasi triwulan %(quarter)d %(year)d belum dikirim") % quarter,
        record=organisation.pk,
        path=reverse("prevention:evaluation_new", args=[organisation.pk]),
        due_on=first + ANSWER_WITHIN,
        dedupe_key=f"{ASKED}/{organisation.pk}/{quarter['year']}-{quarter['quarter']}",
    )


@transaction.atomic
def answer(*, evaluation: Evaluation, by: User, text: str) -> None:
    """Its representative reads it, and both inboxes are told."""
    now = timezone.now()
    evaluation.move("jawab-evaluasi", by=by, answer=text.strip(), answered_by=by, answered_at=now)
    Notice.objects.open().filter(kind=NOTE, record=evaluation.pk).update(done_at=now, done_by=by)
    _note(evaluation, ANSWERED, evaluation.place, Permission.COMMUNITY_SPEAK, _("Evaluasi Anda dijawab"))


def _own(organisation, by):
    if not by.may_at(Permission.COMMUNITY_SPEAK, organisation.home_id):
        raise MoveRefused(_("Paguyuban ini bukan yang Anda wakili."))


def _note(evaluation, kind, place, permission, title):
    due = timezone.localdate() + ANSWER_WITHIN if kind == NOTE else None
    row = Notice.objects.create(
        place=place,
        permission=permission,
        kind=kind,
        title=title,
        record=evaluation.pk,
        path=evaluation.get_absolute_url(),
        due_on=due,
        dedupe_key=f"{kind}/{evaluation.pk}",
    )
    send_word_of([row])
