"""The dashboard of Bali beside the same figures counted in the books while somebody waits."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import ExtractYear, Left, TruncMonth
from django.utils import timezone

from harmoni.dashboard import figures
from harmoni.dashboard.people import MOVED
from harmoni.dashboard.viewpoint import BALI, Side, Viewpoint
from harmoni.dashboard.weekly import beside_people
from harmoni.measuring.goals import Judged
from registrations.residency.workflow import Status

TIMES = 40  # as fast as live queries, at a million
ROUNDS = 3
PAGE = "dashboard of Bali"


@dataclass(frozen=True)
class Beside:
    page_ms: float
    live_ms: float

    @property
    def times(self) -> float:
        return self.live_ms / self.page_ms

    @property
    def facts(self) -> dict[str, Any]:
        return {"page_ms": self.page_ms, "live_ms": self.live_ms, "times": self.times, "goal_times_at_1m": TIMES}

    def __str__(self) -> str:
        return (
            f"{PAGE}: {self.page_ms:.1f} ms, the same figures by live queries {self.live_ms:.0f} ms: {self.times:.0f} x"
        )


def beside_live(judged: Sequence[Judged], count: Callable[[], Any] | None = None) -> Beside:
    """The page's median of this run beside the median of three live counts of this run."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        (count or count_live)()
        seconds.append(time.perf_counter() - began)
    page = next(one.result.median for one in judged if one.result.work.name == PAGE)
    return Beside(page * 1000, median(seconds) * 1000)


def count_live() -> list[Any]:
    """Every figure of the page by one plain query each for the totals and each breakdown."""
    view, today = Viewpoint(Side.STAY, BALI), timezone.localdate()
    stays = figures.stays_of(view)
    here = Q(status=Status.ACTIVE)
    by = {
        "place": Left("customary_village__path", 4),
        "origin": Left("person__origin_village_id", 4),
        "sex": F("person__sex"),
        "age": ExtractYear("person__birth_date"),
        "work": Left("occupation_code", 1),
        "length": TruncMonth("arrived_on"),
    }
    found: list[Any] = [figures.totals(view, today), beside_people()]
    for name, cell in by.items():
        late = Count("pk", filter=Q(planned_until__lt=today))
        found.append(
            list(stays.filter(here).annotate(**{name: cell}).values_list(name).annotate(Count("pk"), late=late))
        )
    for day, which in MOVED.values():
        found.append(
            list(stays.filter(which).annotate(month=TruncMonth(day)).values_list("month").annotate(Count("pk")))
        )
    return found
