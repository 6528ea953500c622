"""Published tariffs side by side: the median of each regency, and which village asks for much more. Nobody's data."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from adat.villages.models import Per, Tariff
from harmoni.regions.models import Region

FAR = 2  # times the regency's median


@dataclass(frozen=True)
class Row:
    """One regency and one way to count; `outliers` are (tariff, how many times the median)."""

    regency: str
    per: str
    villages: int
    middle: float
    highest: int
    outliers: list


def medians() -> list[Row]:
    """By regency and way to count, over the tariffs that are in force today."""
    groups = defaultdict(list)
    for tariff in Tariff.objects.in_force().select_related("pararem__customary_village"):
        groups[tariff.place[:4], tariff.per].append(tariff)
    names = dict(Region.objects.filter(code__in={code for code, _ in groups}).values_list("code", "name"))
    return [_row(names[code], per, groups[code, per]) for code, per in sorted(groups)]


def _row(regency, per, tariffs):
    middle = median(tariff.amount for tariff in tariffs)
    far = [one for one in tariffs if middle and one.amount > FAR * middle]
    return Row(
        regency,
        Per(per).label,
        len({tariff.pararem.customary_village_id for tariff in tariffs}),
        middle,
        max(tariff.amount for tariff in tariffs),
        sorted(far, key=lambda one: -one.amount),
    )
