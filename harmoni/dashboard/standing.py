"""How the figures of one viewpoint stand: kept totals of the last minute, and the week's breakdowns, in two queries."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q, Subquery, Value
from django.utils import timezone

from harmoni.dashboard.disclosure import SMALLEST
from harmoni.dashboard.models import Figure, Fold, Snapshot, Week
from harmoni.dashboard.snapshots import freeze
from harmoni.dashboard.telling import TOTAL, WAIT
from harmoni.dashboard.viewpoint import Viewpoint

COLUMNS = ("is_live", "breakdown", "cell", "count", "told")


@dataclass
class Standing:
    """Told numbers by breakdown and cell (None: hidden, absent: zero); `waits` are true counts of letters by days."""

    as_of: datetime.datetime
    frozen_at: datetime.datetime
    live: dict[tuple[str, str], int | None] = field(default_factory=dict)
    week: dict[str, dict[str, int | None]] = field(default_factory=dict)
    waits: dict[int, int] = field(default_factory=dict)
    covers: set[tuple[str, str]] = field(default_factory=set)
    month: str = ""
    is_public: bool = False

    def now(self, breakdown: str, cell: str, *, zero_ok: bool) -> int | None:
        """A total of this minute; what the week hides as a cover for others stays hidden."""
        if (breakdown, cell) in self.covers:
            return None
        return self.live.get((breakdown, cell), 0 if zero_ok else None)

    def of(self, breakdown: str) -> Mapping[str, int | None]:
        return self.week.get(breakdown, {})


def standing_of(view: Viewpoint, today: datetime.date) -> Standing:
    """Totals of this minute, breakdowns of the week."""
    state = _state_or_first()
    found = Standing(timezone.localtime(state["at"]), timezone.localtime(state["frozen_at"]), month=f"{today:%Y-%m}")
    for is_live, breakdown, cell, count, told in _rows(view, state["week"], found.month):
        if breakdown == WAIT:
            found.waits[int(cell)] = count
        elif is_live:
            found.live[breakdown, cell] = told
        else:
            found.week.setdefault(breakdown, {})[cell] = told
            if told is None and count >= SMALLEST:
                found.covers.add((breakdown, cell))
    return found


def frozen_of(view: Viewpoint, week: Week | None = None) -> Standing:
    """Everything as this week (without one: the newest) was frozen, totals too: what anybody may see."""
    state: dict = {"week": week.pk, "frozen_at": week.at} if week else _state_or_first()
    at = timezone.localtime(state["frozen_at"])
    found = Standing(at, at, month=f"{at:%Y-%m}", is_public=True)
    rows = Snapshot.objects.filter(week=state["week"], scope=view.key)
    for breakdown, cell, told in rows.values_list("breakdown", "cell", "told"):
        found.week.setdefault(breakdown, {})[cell] = told
        found.live[breakdown, cell] = told
    return found


def _state_or_first():
    """A week that was never frozen, as on an installation's first day, is frozen when it is first asked for."""
    state = _state()
    if state is None or state["frozen_at"] is None:
        freeze()
        state = _state()
    return state


def _state():
    newest = Week.objects.order_by("-week")
    week, at = Subquery(newest.values("week")[:1]), Subquery(newest.values("at")[:1])
    return Fold.objects.filter(pk=1, at__isnull=False).values("at", week=week, frozen_at=at).first()


def _rows(view, week, month):
    """The page's figures, live and frozen, in one query."""
    this_month = Q(breakdown__in=("arrivals", "departures"), cell=month)
    live = Figure.objects.filter(Q(breakdown__in=(TOTAL, WAIT)) | this_month, scope=view.key).annotate(
        is_live=Value(value=True)
    )
    frozen = Snapshot.objects.filter(week=week, scope=view.key).annotate(is_live=Value(value=False))
    return live.values_list(*COLUMNS).union(frozen.values_list(*COLUMNS), all=True)


def usual_wait(waits: Mapping[int, int]) -> float | None:
    """The median of so many letters by whole days; None without letters."""
    last = sum(waits.values()) - 1
    return (_at(waits, last // 2) + _at(waits, last - last // 2)) / 2 if last >= 0 else None


def _at(waits, position):
    """The days of the letter that stands there when all are ordered."""
    for days, count in sorted(waits.items()):
        position -= count
        if position < 0:
            return days
    raise AssertionError("a position beyond the last letter")
