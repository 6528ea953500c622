"""Where early warnings lie in a kabupaten or in Bali, and the days on which many people come together there.

Counted by place alone; nothing here is of a person or of where anybody comes from, so small numbers are told.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from adat.prevention.models import EarlyWarning, Occasion
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.dashboard import charts
from harmoni.dashboard.maps import measures
from harmoni.dashboard.viewpoint import BALI
from harmoni.regions.models import Region

MONTHS = {1: 31, 3: 92, 12: 366}  # what may be chosen, in days
UPPERS = (1, 2, 4, 8, 10**6)  # the map's classes


@dataclass(frozen=True)
class Place:
    """One kecamatan or kabupaten: how many warnings, how many of them are open, urgent."""

    code: str
    name: str
    count: int
    open: int
    urgent: int


@dataclass(frozen=True)
class Page:
    name: str
    months: int
    places: list[Place]
    map: charts.Map | None
    occasions: list[Occasion]

    @property
    def warned(self):
        return [place for place in self.places if place.count]

    @property
    def quiet(self):
        """The names of the others."""
        return ", ".join(place.name for place in self.places if not place.count)


def page_of(user: User, months: int) -> Page | None:
    """Of the first place where this person reads warnings; None where there is none in Bali."""
    here = next((path for path in user.places(Permission.WARNING_ANSWER) if path.startswith(BALI)), None)
    if here is None:
        return None
    today = timezone.localdate()
    since = today - datetime.timedelta(days=MONTHS[months])
    found = EarlyWarning.objects.visible_to(user, Permission.WARNING_ANSWER).filter(made_at__date__gte=since)
    places = _places(found, here)
    until = today + datetime.timedelta(days=MONTHS[months])
    days = Occasion.objects.filter(Q(region__code__startswith=here) | Q(region__code=here[:2]), ends_on__gte=since)
    occasions = list(days.filter(starts_on__lte=until).select_related("region").order_by("starts_on"))
    return Page(Region.objects.get(code=here).name, months, places, _map(here, places), occasions)


def _places(found, here):
    """The places one level beneath, those without a warning too; the most first."""
    digits = len(here) + 2
    counts = (
        found.order_by()
        .values("district_id")
        .annotate(
            n=Count("pk"), open=Count("pk", filter=~Q(status="answered")), urgent=Count("pk", filter=Q(urgent=True))
        )
    )
    sums: dict[str, list[int]] = {}
    for row in counts:
        held = sums.setdefault(row["district_id"][:digits], [0, 0, 0])
        sums[row["district_id"][:digits]] = [held[0] + row["n"], held[1] + row["open"], held[2] + row["urgent"]]
    regions = Region.objects.filter(parent=here, retired=False)
    rows = [Place(one.code, one.name.removeprefix("Kabupaten "), *sums.get(one.code, (0, 0, 0))) for one in regions]
    return sorted(rows, key=lambda place: (-place.count, place.name))


def _map(here, places):
    if here not in measures():
        return None
    areas: dict[str, list[str]] = {}
    for place in places:
        areas.setdefault(f"shade-{shade_of(place.count)}", []).append(place.code)
    top = max((place.count for place in places), default=0)
    lowers = (1, *(upper + 1 for upper in UPPERS))
    key = [charts.Shade(n, low, min(high, top)) for n, (low, high) in enumerate(zip(lowers, UPPERS, strict=False), 1)]
    key = [shade for shade in key if shade.lowest <= top]
    return charts.Map(here, areas, key, has_hidden=False, has_zero=any(not place.count for place in places))


def shade_of(count: int) -> int:
    """The class: 0 for none, 1 to 5."""
    return next((n for n, upper in enumerate(UPPERS, 1) if count <= upper), len(UPPERS)) if count else 0
