"""A levy is reported, looked into and answered; the village never learns that anybody wrote."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.villages.models import Collector, LevyReport, due_after, report_code, report_digest
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from registrations.people.book import one_at_a_time

NOTE = "villages.levy_report"


@transaction.atomic
def report(*, key: uuid.UUID, values: Mapping[str, Any]) -> LevyReport:
    """The report; the same key gives the first one again. About the regency's own people it goes above the regency."""
    one_at_a_time(f"{NOTE}/{key}")
    if earlier := LevyReport.objects.filter(key=key).first():
        return earlier
    new = LevyReport(key=key, due_on=due_after(timezone.localdate()))
    for name, value in values.items():
        setattr(new, name, value)
    code = new.regency.code
    new.place = code[:2] if new.collector == Collector.REGENCY else code
    new.code = report_code()
    new.code_digest = report_digest(new.code)
    new.save(force_insert=True)
    record_act("lapor_pungutan", by=None, subjects=new.subjects, place=new.place, after=new.status)
    _note(new).save(force_insert=True)
    return new


def _note(new):
    """A row for whoever may answer at that place; its title tells nothing of what was written."""
    return Notice(
        place=new.place,
        permission=Permission.LEVY_REPORT_ANSWER,
        kind=NOTE,
        title=_("Laporan pungutan menunggu jawaban"),
        record=new.pk,
        path=new.get_absolute_url(),
        due_on=new.due_on,
        dedupe_key=f"{NOTE}/{new.pk}",
    )


def sent_with(code: str) -> LevyReport | None:
    """What the sender's code opens."""
    digest = report_digest(code)
    return LevyReport.objects.filter(code_digest=digest).first() if digest else None


@transaction.atomic
def handle(*, report: LevyReport, by: User) -> None:
    report.move("tangani", by=by)


@transaction.atomic
def answer(*, report: LevyReport, by: User, text: str) -> None:
    """What was found and done; the sender reads it with the code. The inbox row is done. Raises MoveRefused."""
    if not text.strip():
        raise MoveRefused(_("Tuliskan jawabannya."))
    now: datetime.datetime = timezone.now()
    report.move("jawab", by=by, answer=text.strip()[:1000], answered_at=now, answered_by=by)
    Notice.objects.open().filter(kind=NOTE, record=report.pk).update(done_at=now, done_by=by)
