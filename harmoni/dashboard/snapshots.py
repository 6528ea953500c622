"""Breakdowns stand still from Monday to Monday: no two pages of a week can be subtracted down to a person."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from hashlib import blake2s

from django.db import transaction
from django.db.models import Subquery
from django.utils import timezone

from harmoni.dashboard import figures
from harmoni.dashboard.models import Snapshot
from harmoni.dashboard.viewpoint import Viewpoint, every
from harmoni.notices.slots import first_in

JOB = "dashboard.freeze"


@dataclass(frozen=True)
class Frozen:
    """One viewpoint's newest breakdowns: true counts by breakdown and cell, and when they were counted."""

    at: datetime.datetime
    counts: dict[str, dict[str, int]]


def monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


@transaction.atomic
def freeze(week: datetime.date | None = None) -> int:
    """Counts what this week's snapshot lacks, and says how many viewpoints; a second call does nothing."""
    week = week or monday(timezone.localdate())
    done = set(Snapshot.objects.filter(week=week).values_list("scope", flat=True).distinct())
    missing = [view for view in every() if view.key not in done and first_in(JOB, _slot(week, view))]
    if missing:
        counted = figures.tally(missing, timezone.localdate())
        Snapshot.objects.bulk_create(_rows(week, counted), batch_size=2000)
    return len(missing)


def _slot(week, view):
    """A village's path may be longer than a slot's name."""
    return f"{week} {blake2s(view.key.encode(), digest_size=12).hexdigest()}"


def _rows(week, counted):
    for view, tally in counted.items():
        for (breakdown, cell), count in tally.items():
            yield Snapshot(week=week, scope=view.key, breakdown=breakdown, cell=cell, count=count)


def newest(view: Viewpoint) -> Frozen | None:
    mine = Snapshot.objects.filter(scope=view.key)
    rows = list(mine.filter(week=Subquery(mine.order_by("-week").values("week")[:1])))
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        counts[row.breakdown][row.cell] = row.count
    return Frozen(rows[0].at, counts) if rows else None


def newest_or_first(view: Viewpoint) -> Frozen | None:
    """One that was never frozen, as on an installation's first day, is frozen when it is first asked for."""
    if found := newest(view):
        return found
    freeze()
    return newest(view)
