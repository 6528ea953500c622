"""The totals of a viewpoint counted in the books themselves: what the kept figures are compared with.

True counts; what may be told of them is `disclosure.py`'s to say.
Active is an active stay: one that waits for matching belongs to a person who has an active one elsewhere, so
that nobody is counted twice. A village counts everybody who lives there, as its list does: a difference between the
two would tell it that somebody has a stay elsewhere. Months are those of WITA.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from harmoni.dashboard import journeys
from harmoni.dashboard.viewpoint import Viewpoint
from harmoni.regions.scope import territory
from registrations.residency.models import Ending, Stay
from registrations.residency.workflow import HERE, Status

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
            arrivals=Count("pk", filter=Q(arrived_on__range=month, moved_from=None)),
            departures=Count("pk", filter=Q(departed_on__range=month, ended_as=Ending.HOME)),
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
