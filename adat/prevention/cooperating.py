"""Agreements between provinces: entered with their source; their next steps are dated, reminded and done."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.prevention.models import Cooperation, NextStep
from adat.prevention.periods import step_of
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from harmoni.notices.word import send_word_of
from harmoni.regions.models import Region

KIND = "prevention.step_due"


@transaction.atomic
def enter(*, by: User, partners: Iterable[Region], values: Mapping[str, Any]) -> Cooperation:
    """One's own province is among the partners, or the row would be lost to whoever enters it."""
    partners = list(partners)
    if not any(by.may_at(Permission.COOPERATION_KEEP, region.path) for region in partners):
        raise MoveRefused(_("Provinsi Anda sendiri harus termasuk para pihak."))
    new = Cooperation.objects.create(entered_by=by, **values)
    new.partners.set(partners)
    record_act("catat-kerja-sama", by=by, subjects=new.subjects, place=partners[0].path)
    return new


@transaction.atomic
def add_step(*, cooperation: Cooperation, by: User, place: str, values: Mapping[str, Any]) -> NextStep:
    """`place`: the office that is reminded."""
    new = NextStep.objects.create(cooperation=cooperation, place=place, **values)
    record_act("langkah-kerja-sama", by=by, subjects=[cooperation.pk, new.pk], place=place)
    return new


@transaction.atomic
def finish_step(*, step: NextStep, by: User) -> None:
    locked = NextStep.objects.select_for_update().get(pk=step.pk)
    if locked.done_on:
        raise MoveRefused(_("Langkah ini sudah selesai."))
    locked.done_on, locked.done_by = timezone.localdate(), by
    locked.save(update_fields=["done_on", "done_by"])
    record_act("langkah-selesai", by=by, subjects=[step.cooperation_id, step.pk], place=step.place)
    Notice.objects.open().filter(kind=KIND, dedupe_key__startswith=f"{KIND}/{step.pk}/").update(
        done_at=timezone.now(), done_by=by
    )


@transaction.atomic
def remind(today: datetime.date) -> int:
    """14 and 3 days before a step is due, and on the day: one row for each; returns how many are new."""
    steps = NextStep.objects.filter(done_on=None).select_related("cooperation")
    rows = [_row(one, step) for one in steps if (step := step_of(one.due_on, today)) is not None]
    new = [row for row in rows if not Notice.objects.filter(dedupe_key=row.dedupe_key).exists()]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    send_word_of(new)
    return len(new)


def _row(one, step):
    return Notice(
        place=one.place,
        permission=Permission.COOPERATION_KEEP,
        kind=KIND,
        title=_("Langkah kerja sama: %(what)s") % {"what": one.what[:120]},
        record=one.cooperation_id,
        path=one.cooperation.get_absolute_url(),
        due_on=one.due_on,
        dedupe_key=f"{KIND}/{one.pk}/{step}",
    )
