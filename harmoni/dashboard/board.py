"""What one page of the dashboard says: live totals, and the week's breakdowns by place, month and origin."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.models import User
from harmoni.dashboard import charts, figures
from harmoni.dashboard.disclosure import shown
from harmoni.dashboard.snapshots import newest_or_first
from harmoni.dashboard.tiles import Group, groups
from harmoni.dashboard.viewpoint import BALI, UNKNOWN, Viewpoint, opened, viewpoints
from harmoni.regions.models import Region

LONGEST_LIST = 10
NAMED = "51"  # the map that carries names; on the others a number leads to the list


@dataclass(frozen=True)
class Breakdown:
    """Rows with a bar each, the map that shows the same, and the one that says most."""

    bars: list[charts.Bar]
    map: charts.Map | None

    @property
    def most(self):
        return charts.most(self.bars)


@dataclass(frozen=True)
class Page:
    view: Viewpoint
    name: str
    up: str
    others: list[tuple[str, str]]
    groups: list[Group]
    counted_at: datetime.datetime
    frozen_at: datetime.datetime
    places: Breakdown | None
    months: list[charts.Column]
    origins: Breakdown

    @property
    def busiest(self):
        """The month that saw most arrivals, when there is one."""
        told = [month for month in self.months if month.value]
        return max(told, key=lambda month: month.value) if len(told) > 1 else None

    @property
    def has_running_month(self):
        return any(month.is_running and month.value for month in self.months)


def board(view: Viewpoint, user: User) -> Page | None:
    """None when there is no such place. Three queries: totals, snapshot, names."""
    frozen = newest_or_first(view)
    if frozen is None:
        return None
    regions = _regions(view, frozen)
    own = {a.path: a.place_name for a in user.current_assignments}
    up = view.code[:2] if len(view.code) == 4 and opened(user, view.code[:2]) else ""
    others = [other for other in viewpoints(user.current_assignments) if other != view and other.code != up]
    return Page(
        view=view,
        name=own.get(view.path) or regions[view.code].name,
        up=up,
        others=[(other.code, own[other.path]) for other in others],
        groups=groups(view, timezone.localdate()),
        counted_at=timezone.localtime(),
        frozen_at=frozen.at,
        places=_places(view, frozen, regions),
        months=_months(view, frozen),
        origins=_origins(view, frozen, regions),
    )


def _regions(view, frozen):
    """Every place that the page names, in one query."""
    cells = set(frozen.counts[figures.ORIGINS]) | {view.code}
    parents = [BALI if not view.stays_at else view.code, view.code]
    children = Q(parent__in=parents, retired=False)
    return {region.code: region for region in Region.objects.filter(Q(code__in=cells) | children)}


def _places(view, frozen, regions):
    """Active stays and those past their plan, by place of stay; a village has no smaller places."""
    parent = view.code if view.stays_at else BALI
    if view.is_village:
        return None
    active, late = frozen.counts[figures.ACTIVE], frozen.counts[figures.OVERDUE]
    zero_ok = view.is_wide and view.stay_level <= 4
    rows = [
        charts.Bar(
            code=code,
            name=_name(code, regions),
            number=_number(code, parent),
            url=_url(code) if view.stays_at and code != view.code and view.holds(code) else "",
            metric=f"stays.active.{code}",
            value=shown(active.get(code, 0), zero_ok=zero_ok),
            late_metric=f"stays.overdue.{code}",
            late=shown(late.get(code, 0), zero_ok=zero_ok),
        )
        for code in _cells(parent, view.stay_level, regions, active)
    ]
    bars = charts.bars(rows)
    return Breakdown(bars, charts.map_of(parent, bars))


def _origins(view, frozen, regions):
    """Active stays by place of origin: every place of one's own map, or else the largest ten and the rest."""
    counts = frozen.counts[figures.ORIGINS]
    if view.stays_at or view.code not in charts.measures():
        return Breakdown(_largest(counts, regions, view.is_wide), None)
    zero_ok = view.is_wide and view.origin_level <= 4
    rows = [
        charts.Bar(
            code=code,
            name=_name(code, regions),
            number=_number(code, view.code),
            url=_url(code) if view.holds(code) else "",
            metric=f"stays.active.from.{code}",
            value=shown(counts.get(code, 0), zero_ok=zero_ok),
        )
        for code in _cells(view.code, view.origin_level, regions, counts)
    ]
    bars = charts.bars(rows)
    return Breakdown(bars, charts.map_of(view.code, bars))


def _largest(counts: Mapping[str, int], regions, zero_ok) -> list[charts.Bar]:
    """Ranked by told numbers, so that the order betrays nothing; the rest is one row that tells no number of places."""
    told = {code: shown(count, zero_ok=False) for code, count in counts.items()}
    ranked = sorted((code for code in told if told[code]), key=lambda code: (-told[code], code))
    first, rest = ranked[:LONGEST_LIST], set(counts) - set(ranked[:LONGEST_LIST])
    rows = [
        charts.Bar(code=code, name=_name(code, regions), metric=f"stays.active.from.{code}", value=told[code])
        for code in first
    ]
    bars = charts.bars(rows)
    if rest:
        total = shown(sum(counts[code] for code in rest), zero_ok=zero_ok)
        bars.append(charts.Bar(code="lain", name=str(_("Daerah lain")), metric="stays.active.from.lain", value=total))
    return bars


def _months(view, frozen):
    counts = frozen.counts[figures.ARRIVALS]
    running = f"{timezone.localtime(frozen.at):%Y-%m}"
    return charts.columns(
        [
            charts.Column(
                month=month,
                label=date_format(day := datetime.date.fromisoformat(f"{month}-01"), "M"),
                name=date_format(day, "F Y"),
                value=shown(counts[month], zero_ok=view.is_wide),
                is_running=month == running,
            )
            for month in sorted(counts)
        ]
    )


def _cells(parent, digits, regions, counts):
    """The places beneath, whether they hold anyone or not, and what could not be placed."""
    beneath = [code for code in regions if len(code) == digits and code.startswith(parent)]
    return beneath + ([UNKNOWN] if counts.get(UNKNOWN) else [])


def _name(code, regions):
    if code not in regions:
        return _("Belum tercatat")
    return regions[code].name.removeprefix("Kabupaten ")


def _number(code, map_code):
    """The number that stands on the map for this row, if there is a map with numbers."""
    return code[-2:] if map_code != NAMED and map_code in charts.measures() and code != UNKNOWN else ""


def _url(code):
    return reverse("dashboard:place", args=[code])
