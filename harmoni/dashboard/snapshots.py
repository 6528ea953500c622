"""Breakdowns stand still from Monday to Monday: no two pages of a week can be subtracted down to a person."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from harmoni.copying import insert
from harmoni.dashboard.figures import months
from harmoni.dashboard.models import Figure, Snapshot, Week
from harmoni.dashboard.rollups import fold, rebuild
from harmoni.dashboard.telling import WAIT, told_of
from harmoni.dashboard.weekly import beside_people
from harmoni.notices.slots import first_in

JOB = "dashboard.freeze"
BY_MONTH = ("arrivals", "departures")


def monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def freeze(week: datetime.date | None = None) -> int:
    """Counts what has happened, then freezes the figures of every viewpoint for this week, once; returns how many."""
    week = week or monday(timezone.localdate())
    if Week.objects.filter(pk=week).exists():
        return 0
    fold()
    return freeze_as_kept(week)


def recount_and_freeze(week: datetime.date | None = None) -> None:
    """After many came at once (a seed, the demo): every book counted anew, and the week frozen if it is not yet."""
    rebuild()
    freeze_as_kept(week or monday(timezone.localdate()))


@transaction.atomic
def freeze_as_kept(week: datetime.date) -> int:
    """The figures as they are kept just now; a week that stands is left as it is."""
    if not first_in(JOB, str(week)):
        return 0
    Week.objects.create(week=week)
    others = Q(breakdown__in=BY_MONTH) & ~Q(cell__in=months(timezone.localdate()))
    kept = Figure.objects.exclude(breakdown=WAIT).exclude(others)
    rows = kept.values_list("scope", "breakdown", "cell", "count")
    counts = {(scope, breakdown, cell): count for scope, breakdown, cell, count in rows}
    counts |= beside_people()
    told = told_of(counts, stay_hidden=_hidden_before(week))
    insert([_row(week, key, count, told[key]) for key, count in counts.items()])
    return len(counts)


def _row(week, key, count, told):
    scope, breakdown, cell = key
    return Snapshot(week=week, scope=scope, breakdown=breakdown, cell=cell, count=count, told=told)


def _hidden_before(week):
    """Months that had ended and were hidden a week ago: they are the same people still."""
    past = Snapshot.objects.filter(week=week - datetime.timedelta(days=7), breakdown__in=BY_MONTH, told=None)
    ended = past.filter(cell__lt=f"{week - datetime.timedelta(days=7):%Y-%m}")
    return {tuple(key) for key in ended.values_list("scope", "breakdown", "cell")}
