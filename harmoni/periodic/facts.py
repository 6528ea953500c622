"""What a report says: told figures of a frozen week, beside those of the period before, in plain sentences.

A report never tells a number that the week does not tell. The facts are JSON: every file and page is made of them.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from harmoni.dashboard.board import Breakdown, Page, board_of_week
from harmoni.dashboard.charts import percent
from harmoni.dashboard.models import Week
from harmoni.dashboard.viewpoint import Viewpoint
from harmoni.periodic.periods import Kind, Period

DAY = datetime.timedelta(days=1)
LONGEST_WAIT = datetime.timedelta(days=31)  # figures frozen later than that after a period's end speak of another
MONTHS_BACK = 11  # a week knows twelve months, the running one among them
MOVES = (("arrivals", "arrivals.month"), ("departures", "departures.month"))
MONTHLY = dict(MOVES).values()


class NotCounted(Exception):
    """The figures of this period are not frozen yet, or there is no such place."""


@dataclass(frozen=True)
class Stand:
    """How a viewpoint stood when the week after a period was frozen."""

    period: Period
    page: Page

    @property
    def told(self) -> dict[str, float | None]:
        """{metric: number} of all tiles, those of the month being the period's own."""
        told = {tile.metric: tile.value for group in self.page.groups for tile in group.tiles}
        return told | {metric: self.moved(breakdown) for breakdown, metric in MOVES}

    def moved(self, breakdown: str) -> int | None:
        """Arrivals or departures of the month in which the period began."""
        columns = next(months.columns for months in self.page.months if months.moves == breakdown)
        return next((column.value for column in columns if column.month == f"{self.period.first:%Y-%m}"), None)


def week_of(period: Period, weeks: Iterable[Week] | None = None) -> Week | None:
    """The first week (of these, in their order) that was frozen when the period was over."""
    latest = period.end + (DAY if period.kind == Kind.WEEKLY else LONGEST_WAIT)
    known = Week.objects.order_by("week").filter(week__gte=period.end) if weeks is None else weeks
    return next((week for week in known if period.end <= week.week < latest), None)


def periods_for(kind: str, today: datetime.date | None = None) -> list[Period]:
    """Those that can be reported now, the newest first; of the desk's queues only today."""
    period = Period.of(Kind(kind), today or timezone.localdate())
    if kind == Kind.DAILY:
        return [period]
    found, weeks = [], list(Week.objects.order_by("week"))
    for _back in range(MONTHS_BACK):
        period = period.before
        found.append(period)
    return [period for period in found if week_of(period, weeks)]


def facts_of(view: Viewpoint, period: Period) -> dict[str, Any]:
    """The facts of a monthly or weekly report; raises NotCounted."""
    now = _stand(view, period)
    if now is None:
        raise NotCounted(str(period))
    before = _stand(view, period.before)
    return {
        "kind": period.kind,
        "title": str(period.kind.label),
        "office": office_of(view, now.page.name),
        "place": now.page.name,
        "period": period.said,
        "as_of": day_in_words(now.page.frozen_at),
        "before_as_of": day_in_words(before.page.frozen_at) if before else "",
        "lead": lead_of(now, before),
        "tiles": _tiles(now, before),
        "tables": _tables(now.page, before and before.page),
        "map": _map(now.page),
        "notes": _notes(now, before),
        "hidden": _hidden(),
    }


def _stand(view, period):
    week = week_of(period)
    page = week and board_of_week(view, week)
    return page and Stand(period, page)


def office_of(view: Viewpoint, name: str) -> str:
    """Whose report it is, as its head says it."""
    if view.is_village:
        return name
    levels = {2: _("Pemerintah Provinsi %s"), 4: _("Pemerintah %s"), 6: _("Kecamatan %s")}
    return levels[len(view.path)] % name


# --- words -------------------------------------------------------------------------------------------------
def day_in_words(moment: datetime.datetime) -> str:
    return date_format(moment, "l, j F Y")


def number(value: float | None) -> str:
    return _("tidak ditampilkan") if value is None else number_format(value, force_grouping=True)


def change(now: float | None, before: float | None, unit: str = "") -> str:
    """What a reader sees at once; told numbers are rounded, so it is about so much. '' where one is hidden."""
    if now is None or before is None:
        return ""
    if now == before:
        return _("tetap")
    much = number_format(round(abs(now - before), 1), force_grouping=True) + (_(" poin") if unit == "%" else "")
    return (_("naik sekitar %s") if now > before else _("turun sekitar %s")) % much


def lead_of(now: Stand, before: Stand | None) -> list[str]:
    """What changed, in the order in which a head of office asks."""
    told, was = now.told, before.told if before else {}
    return [
        sentence
        for sentence in (_living(now, told, was), _moving(now, told), _late(told), *_prepared(told), _most(now))
        if sentence
    ]


def _living(now, told, was):
    lives = _("%(n)s orang tinggal di %(place)s per %(day)s%(change)s.")
    if not now.page.view.stays_at:
        lives = _("%(n)s orang asal %(place)s tinggal di Bali per %(day)s%(change)s.")
    changed = change(told["stays.active"], was.get("stays.active"))
    return lives % {
        "n": number(told["stays.active"]),
        "place": now.page.name,
        "day": day_in_words(now.page.frozen_at),
        "change": f", {changed}" if changed else "",
    }


def _moving(now, told):
    is_over = f"{now.page.frozen_at:%Y-%m}" > f"{now.period.first:%Y-%m}"
    said = _("Selama %(month)s: tiba %(arrived)s, pulang %(left)s.")
    return (said if is_over else _("Dalam %(month)s sampai hari itu: tiba %(arrived)s, pulang %(left)s.")) % {
        "month": _month(now.period),
        "arrived": number(told["arrivals.month"]),
        "left": number(told["departures.month"]),
    }


def _late(told):
    if not told["stays.overdue"]:
        return ""
    late = _("%s orang masih tinggal sesudah rencananya lewat: perlu diperpanjang atau dicatat pulang.")
    return late % number(told["stays.overdue"])


def _prepared(told):
    """The agreement's own questions: who was briefed, and who came with a letter."""
    words = {
        "share.briefed": _("Dari yang tinggal, %s%% sudah dibekali di daerah asal."),
        "share.letter": _("Dari yang tinggal, %s%% membawa surat rekomendasi."),
    }
    return [said % number_format(told[metric]) for metric, said in words.items() if told.get(metric) is not None]


def _most(now):
    found = (now.page.places or now.page.origins).most
    if found is None:
        return ""
    bar, part = found
    words = {"place": bar.name, "n": number(bar.value), "part": number_format(part)}
    return _("Terbanyak: %(place)s, %(n)s orang (%(part)s%% dari angka yang tampil).") % words


def _notes(now, before):
    """How it was counted: each tile's own words, and what holds for all of them."""
    said = [
        _("Keadaan adalah yang dibekukan pada %(day)s.") % {"day": day_in_words(now.page.frozen_at)},
        _("Tiba dan pulang: menurut tanggalnya, dalam bulan %(month)s (WITA), tanpa pindah dan menetap.")
        % {"month": _month(now.period)},
        _("Angka dibulatkan ke kelipatan lima; selisih dua angka bulat karena itu ditulis “sekitar”."),
    ]
    if before is None:
        said.append(_("Keadaan sebelumnya belum ada: angka portal ini belum dibekukan waktu itu."))
    return said + [f"{tile.label}: {tile.how}" for tile in _all(now) if tile.metric not in MONTHLY]


def _month(period):
    return date_format(period.first, "F Y")


def _all(stand):
    return [tile for group in stand.page.groups for tile in group.tiles]


def _hidden():
    return [
        _("Jumlah 1 sampai 7 tidak ditampilkan, supaya tidak ada orang yang dapat dikenali dari angkanya."),
        _("Angka di sebelahnya kadang ikut ditutup, bila yang kecil dapat dihitung dari selisihnya."),
        _("Tidak ada angka tentang suku, agama, atau pelanggaran menurut daerah asal, dan tidak ada satu nama pun."),
    ]


# --- figures -----------------------------------------------------------------------------------------------
def _tiles(now, before):
    told, was = now.told, before.told if before else {}
    return [_tile(tile, told[tile.metric], was.get(tile.metric), now.period) for tile in _all(now)]


def _tile(tile, value, before, period):
    months = {metric: f"{breakdown}.month.{period.first:%Y-%m}" for breakdown, metric in MOVES}
    label = {"arrivals.month": _("Tiba"), "departures.month": _("Pulang")}.get(tile.metric, str(tile.label))
    if tile.metric in months:
        label = f"{label} ({_month(period)})"
    return {
        "metric": months.get(tile.metric, tile.metric),
        "label": label,
        "value": value,
        "before": before,
        "unit": str(tile.unit),
        "change": change(value, before, str(tile.unit)),
    }


def _tables(page, before):
    """Every breakdown of the page with its own shape; `columns` are drawn as columns, `bars` as bars."""
    was = _values(before) if before else {}
    found = [_months(page)]
    if page.places:
        found.append(_table("places", _("Di mana mereka tinggal"), _("Tempat"), page.places.bars, was, late=True))
    found.append(_table("origins", _("Dari mana asalnya"), _("Daerah asal"), page.origins.bars, was))
    found += [_table(split.slug, str(split.title), str(split.title), split.bars, was) for split in page.splits]
    if page.quarters:
        cases = _table("cases", _("Perkara yang dibawa ke mediasi"), _("Triwulan"), page.quarters, was)
        found.append(cases | {"what": _("Perkara")})
    return [table for table in found if table["rows"]]


def _values(page):
    bars = [*(page.places.bars if page.places else ()), *page.origins.bars, *page.quarters]
    bars += [bar for split in page.splits for bar in split.bars]
    return {bar.metric: bar.value for bar in bars}


def _table(slug, title, heading, bars, was, *, late=False):
    rows = [
        {
            "name": str(bar.name),
            "number": bar.number,
            "metric": bar.metric,
            "value": bar.value,
            "before": was.get(bar.metric),
            "length": bar.length,
        }
        | ({"late_metric": bar.late_metric, "late": bar.late, "late_length": bar.late_length} if late else {})
        for bar in bars
    ]
    words = {
        "title": title,
        "heading": heading,
        "what": _("Masih tinggal"),
        "beside": _("Lewat rencana") if late else "",
    }
    return {"slug": slug, "shape": "bars", **words, "rows": rows}


def _months(page):
    """Arrivals and departures of each month that has ended, side by side."""
    arrived, left = (months.columns for months in page.months)
    top = max([column.value or 0 for column in (*arrived, *left)], default=0)
    rows = [
        {
            "name": one.name,
            "label": str(one.label),
            "metric": one.metric,
            "value": one.value,
            "late_metric": other.metric,
            "late": other.value,
            "length": percent(one.value, top),
            "late_length": percent(other.value, top),
        }
        for one, other in zip(arrived, left, strict=True)
        if not one.is_running
    ]
    title = _("Kedatangan dan kepulangan per bulan")
    words = {"title": title, "heading": _("Bulan"), "what": _("Tiba"), "beside": _("Pulang")}
    return {"slug": "months", "shape": "columns", **words, "rows": rows}


def _map(page: Page) -> dict[str, Any] | None:
    """Of the places, or of the origins where people are looked at from there."""
    table = "places" if page.view.stays_at else "origins"
    shown: Breakdown | None = page.places if table == "places" else page.origins
    if shown is None or shown.map is None:
        return None
    return {
        "table": table,
        "sprite": shown.map.sprite,
        "size": shown.map.size,
        "areas": shown.map.areas,
        "key": [vars(shade) for shade in shown.map.key],
        "has_hidden": shown.map.has_hidden,
        "has_zero": shown.map.has_zero,
    }
