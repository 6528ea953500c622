"""Geometry of bars, columns and map shades. Only told numbers come in; None is a hidden one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from harmoni.dashboard.disclosure import STEP, share
from harmoni.dashboard.maps import measures

SHADES = 5
COLUMNS_HIGH = 120
ABOVE = 22  # room for the number over a column


@dataclass(frozen=True)
class Bar:
    """One row: a name, its number, perhaps a second one, their lengths in per cent, and where it leads."""

    code: str
    name: str
    metric: str
    value: int | None
    late_metric: str = ""
    late: int | None = None
    number: str = ""
    url: str = ""
    length: str = ""
    late_length: str = ""


@dataclass(frozen=True)
class Column:
    """One month: where its column stands in per cent of the width, and how high it is."""

    month: str
    label: str
    name: str
    value: int | None
    is_running: bool
    moves: str = "arrivals"
    url: str = ""
    year: str = ""
    x: str = ""
    middle: str = ""
    y: int = 0
    height: int = 0

    @property
    def metric(self):
        return f"{self.moves}.month.{self.month}"

    @property
    def text_y(self):
        return self.y - 6

    @property
    def is_wide(self):
        return (self.value or 0) >= 1000


@dataclass(frozen=True)
class Shade:
    """A class of the map's key: from and to are told numbers."""

    number: int
    lowest: int
    highest: int


@dataclass(frozen=True)
class Map:
    sprite: str
    areas: dict[str, list[str]]
    key: list[Shade]
    has_hidden: bool
    has_zero: bool

    @property
    def size(self):
        return " ".join(str(side) for side in measures()[self.sprite])

    @property
    def is_tall(self):
        wide, high = measures()[self.sprite]
        return high > wide * 0.7


def bars(rows: Iterable[Bar]) -> list[Bar]:
    """The largest first; both numbers of a row are drawn to one scale."""
    return in_order(sorted(rows, key=lambda row: (-_weight(row.value), str(row.name))))


def in_order(rows: Sequence[Bar]) -> list[Bar]:
    """As they come, with their lengths."""
    top = max((row.value or 0 for row in rows), default=0)
    return [replace(row, length=percent(row.value, top), late_length=percent(row.late, top)) for row in rows]


def _weight(value):
    """Hidden stands between zero and the smallest told number, as it is."""
    return STEP if value is None else value


def percent(value: int | None, whole: int) -> str:
    """A length that never needs a decimal comma; the smallest told number is still seen."""
    return f"{max(100 * value / whole, 1):.0f}%" if value and whole else ""


def most(rows: Sequence[Bar]) -> tuple[Bar, float | None] | None:
    """The largest told row and its share of all that is told; None where no row alone is the largest."""
    told = [row for row in rows if row.value]
    if len(told) < 2 or told[0].value == told[1].value:
        return None
    return told[0], share(told[0].value, sum(row.value or 0 for row in told))


def is_silent(rows: Sequence[Bar]) -> bool:
    """Nothing of it can be told: a wall of hatches says less than a sentence."""
    return all(row.value is None for row in rows)


def limits(top: int) -> list[int]:
    """Upper limits of the shades, each about twice the one before, so that small places differ too.

    All are told numbers (multiples of 5); the last holds the largest value.
    """
    wished = [_round_up(top / 2**step) for step in range(SHADES - 1, -1, -1)]
    return sorted({*(limit for limit in wished if limit < top), top})


def _round_up(value):
    step = STEP if value < 50 else STEP * 2 if value < 100 else 50 if value < 1000 else 100
    return int(-(-value // step) * step)


def shades(values: Sequence[int | None]) -> list[Shade]:
    """The key of a map that shows these values."""
    told = [value for value in values if value]
    if not told:
        return []
    uppers = limits(max(told))
    lowers = [2 * STEP, *(upper + STEP for upper in uppers[:-1])]
    first = SHADES - len(uppers) + 1
    pairs = zip(lowers, uppers, strict=True)
    return [Shade(first + n, low, high) for n, (low, high) in enumerate(pairs) if low <= high]


def shade_of(value: int | None, key: Sequence[Shade]) -> str:
    """The class of an area."""
    if value is None:
        return "shade-hidden"
    return f"shade-{next((shade.number for shade in key if value and value <= shade.highest), 0)}"


def map_of(sprite: str, rows: Sequence[Bar]) -> Map | None:
    """The map of these rows, where there is a drawing of the place."""
    if sprite not in measures():
        return None
    values = [row.value for row in rows]
    key = shades(values)
    areas: dict[str, list[str]] = {}
    for row in rows:
        if row.code.isdigit():
            areas.setdefault(shade_of(row.value, key), []).append(row.code)
    return Map(sprite, areas, key, has_hidden=None in values, has_zero=0 in values)


def columns(months: Sequence[Column]) -> list[Column]:
    """From left to right, over the whole width."""
    top = max((month.value or 0 for month in months), default=0)
    wide = 100 / max(len(months), 1)
    return [_column(month, n, wide, top) for n, month in enumerate(months)]


def _column(month, n, wide, top):
    left = n * wide
    high = max(round(COLUMNS_HIGH * month.value / top), 2) if month.value else 0
    return replace(
        month,
        year=month.month[:4] if month.month.endswith("-01") else "",
        x=f"{left + wide * 0.14:.1f}%",
        middle=f"{left + wide / 2:.1f}%",
        y=ABOVE + COLUMNS_HIGH - high,
        height=high,
    )
