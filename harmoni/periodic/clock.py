"""Which schedules are due: a month or a week when its figures are frozen, a desk's day at six by its own clock."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.history.workflow import MoveRefused
from harmoni.notices.quiet import zone_of
from harmoni.periodic.asking import act, ask
from harmoni.periodic.facts import week_of
from harmoni.periodic.models import Report, Schedule
from harmoni.periodic.periods import Kind, Period
from harmoni.periodic.telling import say_it_stopped
from harmoni.periodic.workflow import ScheduleStatus

MORNING = 6


def due_period(schedule: Schedule, now: datetime.datetime) -> Period | None:
    """The newest period whose report could be made now; what was missed before it is left out."""
    there = now.astimezone(zone_of(schedule.path))
    today = Period.of(Kind(schedule.kind), there.date())
    if schedule.kind == Kind.DAILY:
        return today if there.hour >= MORNING else None
    return today.before if week_of(today.before) else None


def post_due(now: datetime.datetime | None = None) -> int:
    """Asks for the reports that are due, each once however many beats tick; returns how many."""
    now = now or timezone.now()
    active = Schedule.objects.filter(status=ScheduleStatus.ACTIVE).select_related("owner")
    return sum(_post(schedule, period) for schedule in active if (period := due_period(schedule, now)))


def _post(schedule, period):
    """A period that began before the schedule was set up is not made up for, unless it ended after."""
    if (
        period.end <= timezone.localdate(schedule.created_at)
        or Report.objects.filter(schedule=schedule, first=period.first).exists()
    ):
        return 0
    try:
        with transaction.atomic():
            ask(by=schedule.owner, view=schedule.view, period=period, place_name=schedule.place_name, schedule=schedule)
    except IntegrityError:  # another beat was quicker
        return 0
    except MoveRefused:
        with transaction.atomic():
            act("jadwal-berhenti", schedule, by=None, reason=_("Pemiliknya tidak lagi berhak atas angka wilayah ini."))
            say_it_stopped(schedule)
        return 0
    return 1
