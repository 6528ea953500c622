"""What one page of the dashboard says: totals of the minute, and the week's breakdowns by place, month and kind."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.models import User
from harmoni.dashboard import charts
from harmoni.dashboard.disclosure import STEP
from harmoni.dashboard.figures import months
from harmoni.dashboard.kinds import HOW, MOVES, Split, quarters_of, splits_of
from harmoni.dashboard.lists import Lists
from harmoni.dashboard.models import Week
from harmoni.dashboard.standing import frozen_of, standing_of
from harmoni.dashboard.telling import ACTIVE, ORIGINS, OVERDUE, TOTAL, UNKNOWN, tells_zero
from harmoni.dashboard.tiles import Group, groups
from harmoni.dashboard.viewpoint import BALI, Viewpoint, viewpoints
from harmoni.regions.models import CustomaryVillage, Region

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

    @property
    def is_silent(self):
        return charts.is_silent(self.bars)


@dataclass(frozen=True)
class Months:
    """Twelve months of arrivals or of departures."""

    moves: str
    title: str
    columns: list[charts.Column]

    @property
    def busiest(self):
        """The month that saw most, where one alone did."""
        told = sorted((month for month in self.columns if month.value), key=lambda month: -month.value)
        return told[0] if len(told) > 1 and told[0].value > told[1].value else None

    @property
    def has_running(self):
        return any(month.is_running and month.value for month in self.columns)

    @property
    def is_silent(self):
        return not any(month.value for month in self.columns)


@dataclass(frozen=True)
class Page:
    view: Viewpoint
    name: str
    up: tuple[str, str]
    others: list[tuple[str, str]]
    groups: list[Group]
    as_of: datetime.datetime
    frozen_at: datetime.datetime
    places: Breakdown | None
    months: list[Months]
    origins: Breakdown
    splits: list[Split]
    quarters: list[charts.Bar]

    @property
    def spread(self):
        """(section, name, how it is counted) of what stands in the spread of this page."""
        absent = {"tempat" if not self.places else "", "perkara" if not self.quarters else ""}
        return [told for told in HOW if told[0] not in absent]


def board(view: Viewpoint, user: User) -> Page | None:
    """None when there is no such place. Three queries: state, figures, names; one more where desa adat are named."""
    own = {a.path: a.place_name for a in user.current_assignments}
    mine = list(viewpoints(user.current_assignments))
    standing = standing_of(view, timezone.localdate())
    others = [(other.code, own[other.path]) for other in mine if not other.holds(view.code)]
    may_go_up = any(seen.holds(_above(view)) for seen in mine)
    return _page(view, standing, own, Lists.of(view, user), others, may_go_up=may_go_up)


def public_board(view: Viewpoint) -> Page | None:
    """The week's figures for anybody, down to a kabupaten; None for any other place."""
    if not view.is_wide:
        return None
    return _page(view, frozen_of(view), {}, Lists(view), [], may_go_up=len(view.path) == 4, route="open_data:place")


def board_of_week(view: Viewpoint, week: Week) -> Page | None:
    """One week's figures of any viewpoint, as they were frozen; None when there is no such place."""
    return _page(view, frozen_of(view, week), {}, Lists(view), [], may_go_up=False)


def _page(view, standing, own, lists, others, *, may_go_up, route="dashboard:place"):
    names = _names(view, standing, own)
    if view.path not in names:
        return None
    return Page(
        view=view,
        name=own.get(view.path) or names[view.path],
        up=(_above(view), names.get(_above(view), "")) if may_go_up else ("", ""),
        others=others,
        groups=groups(view, standing, lists),
        as_of=standing.as_of,
        frozen_at=standing.frozen_at,
        places=_places(view, standing, names, route),
        months=[_months(view, standing, moves, title, lists) for moves, title in MOVES],
        origins=_origins(view, standing, names, route, lists),
        splits=splits_of(view, standing, lists),
        quarters=quarters_of(view, standing),
    )


def _above(view):
    """The address of the place that holds this one: '' above a province."""
    return view.path.partition("/")[0] if view.is_village else view.path[:-2]


def _names(view, standing, own):
    """{code or path: name} of every place on the page, those of the own assignments given."""
    cells = {cell for name in (ORIGINS, ACTIVE) for cell in standing.of(name) if cell.isdigit()}
    parents = [BALI if not view.stays_at else view.code, view.code]
    children = Q(parent__in=parents, retired=False, level__lte=Region.Level.DISTRICT)
    wanted = Q(code__in=cells | {view.code, _above(view)}) | children
    names = own | dict(Region.objects.filter(wanted).values_list("code", "name"))
    if view.stays_at and len(view.path) >= 6 and view.path not in own:
        inside = CustomaryVillage.objects.within(view.path).order_by()
        names |= {path: f"Desa Adat {name}" for path, name in inside.values_list("path", "name")}
    return names


def _places(view, standing, names, route):
    """Active stays and those past their plan, by place of stay; a village has no smaller places."""
    if view.is_village:
        return None
    parent = view.code if view.stays_at else BALI
    active, late = standing.of(ACTIVE), standing.of(OVERDUE)
    zero = 0 if len(view.path) == 2 and tells_zero(view.key, ACTIVE) else None
    rows = [
        charts.Bar(
            code=code,
            name=_name(code, names),
            number=_number(code, parent),
            url=_url(code, route) if _leads(view, code, route) else "",
            metric=f"stays.active.{code.strip('/')}",
            value=active.get(code, zero),
            late_metric=f"stays.overdue.{code.strip('/')}",
            late=late.get(code, zero),
        )
        for code in _cells(parent, names, active)
    ]
    bars = charts.bars(rows)
    return Breakdown(bars, charts.map_of(parent, bars))


def _origins(view, standing, names, route, lists):
    """Active stays by place of origin: every place of one's own map, or else the largest ten and the rest."""
    told = standing.of(ORIGINS)
    if view.stays_at or view.code not in charts.measures():
        return Breakdown(_largest(told, standing.of(TOTAL).get(ACTIVE), names, lists, is_wide=view.is_wide), None)
    zero = 0 if len(view.path) == 2 and tells_zero(view.key, ORIGINS) else None
    rows = [
        charts.Bar(
            code=code,
            name=_name(code, names),
            number=_number(code, view.code),
            url=_url(code, route) if view.holds(code) else "",
            metric=f"stays.active.from.{code}",
            value=told.get(code, zero),
        )
        for code in _cells(view.code, names, told)
    ]
    bars = charts.bars(rows)
    return Breakdown(bars, charts.map_of(view.code, bars))


def _largest(told, total, names, lists, *, is_wide) -> list[charts.Bar]:
    """Ranked by told numbers, so that the order betrays nothing; the rest is what the told total leaves."""
    ranked = sorted((code for code in told if told[code]), key=lambda code: (-told[code], code))
    first, rest = ranked[:LONGEST_LIST], set(told) - set(ranked[:LONGEST_LIST])
    rows = [
        charts.Bar(
            code=code,
            name=_name(code, names),
            metric=f"stays.active.from.{code}",
            value=told[code],
            url=lists.url(ORIGINS, code),
        )
        for code in first
    ]
    bars = charts.bars(rows)
    if rest or not is_wide:  # beneath a kabupaten there is always a rest: its absence would tell
        left = None if total is None else total - sum(told[code] for code in first)
        value = left if left and left >= 2 * STEP else None
        bars.append(charts.Bar(code="lain", name=str(_("Daerah lain")), metric="stays.active.from.lain", value=value))
    return bars


def _months(view, standing, moves, title, lists):
    told = standing.of(moves)
    running = f"{standing.frozen_at:%Y-%m}"
    return Months(
        moves,
        title,
        charts.columns(
            [
                charts.Column(
                    month=month,
                    label=date_format(day := datetime.date.fromisoformat(f"{month}-01"), "M"),
                    name=date_format(day, "F Y"),
                    value=told.get(month, 0 if tells_zero(view.key, moves) else None),
                    is_running=month == running,
                    moves=moves,
                    url=lists.url(moves, month),
                )
                for month in months(standing.frozen_at.date())
            ]
        ),
    )


def _cells(parent, names, told):
    """The places beneath, whether they hold anyone or not, and what could not be placed."""
    digits = len(parent) + 2
    if len(parent) == 6:
        beneath = [path for path in names if path.startswith(f"{parent}/")]
    else:
        beneath = [code for code in names if len(code) == digits and code.startswith(parent)]
    return beneath + ([UNKNOWN] if UNKNOWN in told else [])


def _name(code, names):
    return names[code].removeprefix("Kabupaten ") if code in names else _("Belum tercatat")


def _number(code, map_code):
    """The number that stands on the map for this row, if there is a map with numbers."""
    return code[-2:] if map_code != NAMED and map_code in charts.measures() and code != UNKNOWN else ""


def _url(code, route):
    return reverse(route, args=[code.strip("/")])


def _leads(view, code, route):
    """Whether a row by place has a page of its own: in public no further than a kabupaten."""
    return view.stays_at and code != UNKNOWN and (route == "dashboard:place" or len(code) == 4)
