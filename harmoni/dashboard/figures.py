"""All counting of the dashboard. True counts; what may be told of them is `disclosure.py`'s to say.

Active is an active stay: one that waits for matching belongs to a person who has an active one elsewhere, so
that nobody is counted twice. A village counts everybody who lives there, as its list does: a difference between the
two would tell it that somebody has a stay elsewhere. Months are those of WITA.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Left

from harmoni.dashboard import journeys
from harmoni.dashboard.viewpoint import Side, Viewpoint, cell
from harmoni.regions.scope import territory
from registrations.residency.models import Stay
from registrations.residency.workflow import HERE, Status

ACTIVE, OVERDUE, ARRIVALS, ORIGINS = "active", "overdue", "arrivals", "origins"
MONTHS = 12
TOTALS = {
    "stays.active": "active",
    "stays.registered": "registered",
    "stays.overdue": "overdue",
    "arrivals.month": "arrivals",
    "departures.month": "departures",
    "stays.briefed": "briefed",
    "stays.letter": "lettered",
    "letters.issued": "letters",
    "candidates.expected": "expected",
    "candidates.arrived": "arrived",
    "wait": "wait",
}
Tally = Counter[tuple[str, str]]  # (breakdown, cell) -> count

_is_active = Q(status=Status.ACTIVE)
_is_here = Q(status__in=HERE)


def stays_of(view: Viewpoint) -> QuerySet[Stay]:
    field = "customary_village__path" if view.stays_at else "person__origin_village__code"
    return Stay.objects.that_count().filter(territory(field, [view.path])).order_by()


def totals(view: Viewpoint, today: datetime.date) -> dict[str, Any]:
    """The live counts by name and, as `wait`, the median time to a letter; all in one query."""
    month = (today.replace(day=1), today)
    lives = _is_here if view.is_village else _is_active
    letters = journeys.letters_of(view)
    counted: Mapping[str, Any] = (
        stays_of(view)
        .values(group=Value(1))
        .annotate(
            active=Count("pk", filter=lives),
            registered=Count("pk"),
            overdue=Count("pk", filter=lives & Q(planned_until__lt=today)),
            arrivals=Count("pk", filter=Q(arrived_on__range=month)),
            departures=Count("pk", filter=Q(departed_on__range=month)),
            briefed=Count("pk", filter=lives & Q(journeys.was_briefed())),
            lettered=Count("pk", filter=lives & Q(journeys.has_letter())),
            letters=journeys.number_of(letters),
            expected=journeys.number_of(journeys.expected_of(view)),
            arrived=journeys.number_of(journeys.arrived_of(view)),
            wait=journeys.usual_wait(letters),
        )
        .get()
    )
    return {metric: counted[name] for metric, name in TOTALS.items()}


def months(today: datetime.date) -> list[str]:
    """The last twelve, `2026-11` the current one and last."""
    number = today.year * 12 + today.month - 1
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(number - MONTHS + 1, number + 1)]


def tally(views: Iterable[Viewpoint], today: datetime.date) -> dict[Viewpoint, Tally]:
    """Every breakdown of every viewpoint from one pass over the stays; months are complete, with zeros."""
    wanted = {(view.side, view.path): view for view in views}
    shown_months = months(today)
    found = {view: Tally({(ARRIVALS, month): 0 for month in shown_months}) for view in wanted.values()}
    for row in _grouped(today):
        for view in _seen_by(row, wanted):
            _add(found[view], view, row, shown_months)
    return found


def _grouped(today):
    """(place of stay, origin to the kecamatan, month of arrival, living there, active, overdue, all) of every stay."""
    groups = (
        Stay.objects.that_count()
        .order_by()
        .values_list(
            "customary_village__path",
            Left("person__origin_village_id", 6),
            "arrived_on__year",
            "arrived_on__month",
        )
    )
    rows = groups.annotate(
        here=Count("pk", filter=_is_here),
        active=Count("pk", filter=_is_active),
        overdue=Count("pk", filter=_is_active & Q(planned_until__lt=today)),
        registered=Count("pk"),
    )
    for stay, origin, year, month, *counts in rows.iterator(chunk_size=5000):
        yield stay, origin or "", f"{year}-{month:02}", *counts


def _seen_by(row, wanted):
    for side, path in ((Side.STAY, row[0]), (Side.ORIGIN, row[1])):
        for place in {path[:2], path[:4], path[:6], path}:
            if view := wanted.get((side, place)):
                yield view


def _add(counted, view, row, shown_months):
    stay, origin, month, here, active, overdue, registered = row
    if active and not view.is_village:
        counted[ACTIVE, cell(stay, view.stay_level)] += active
        counted[OVERDUE, cell(stay, view.stay_level)] += overdue
    if lives := here if view.is_village else active:
        counted[ORIGINS, cell(origin, view.origin_level)] += lives
    if month in shown_months:
        counted[ARRIVALS, month] += registered
