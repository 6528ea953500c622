"""Whom a figure counts, read in the books at this minute; the words of each list are those of the page."""

import datetime

from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.dashboard import journeys
from harmoni.dashboard.counting import AGES, LENGTHS
from harmoni.dashboard.kinds import KINDS, MOVES
from harmoni.dashboard.telling import ORIGINS, TOTAL, UNKNOWN
from harmoni.dashboard.tiles import COUNTED, LABELS
from harmoni.dashboard.viewpoint import Viewpoint
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.regions.scope import territory
from registrations.residency.models.stay import COUNTS, Ending
from registrations.residency.workflow import HERE, Status

MOVED = {
    "arrivals": ("arrived_on", Q(moved_from=None)),
    "departures": ("departed_on", Q(ended_as=Ending.HOME)),
}


def title_of(breakdown: str, cell: str) -> str:
    """What the list is called; `` when there is no such figure."""
    if breakdown == TOTAL:
        return next((str(label) for metric, label in LABELS.items() if COUNTED.get(metric) == (TOTAL, cell)), "")
    if breakdown == ORIGINS:
        name = _("belum tercatat") if cell == UNKNOWN else _region(cell)
        return name and _("Asal: %(place)s") % {"place": name}
    if breakdown in MOVED:
        month = first_day(cell)
        return f"{dict(MOVES)[breakdown]}: {date_format(month, 'F Y')}" if month else ""
    words = {slug: (title, dict(words)) for slug, title, words in KINDS}
    title, named = words.get(breakdown, ("", {}))
    return f"{title}: {named[cell]}" if cell in named else ""


def place_name(view: Viewpoint) -> str:
    """Of any viewpoint; `` when there is no such place."""
    if view.is_village:
        return str(CustomaryVillage.objects.filter(path=view.path).first() or "")
    return _region(view.path)


def _region(code):
    found = Region.objects.filter(code=code) if code.isdigit() else Region.objects.none()
    return found.values_list("name", flat=True).first() or ""


def first_day(cell: str) -> datetime.date | None:
    """The first day of `2026-05`; None for anything that is no month."""
    try:
        return datetime.date.fromisoformat(f"{cell}-01")
    except ValueError:
        return None


def stays_behind(view: Viewpoint, breakdown: str, cell: str, today: datetime.date) -> Q:
    """The condition of a stay to be counted into a figure that `title_of` knows.

    A village counts everybody who lives there, as its own list does; above it who waits for matching counts elsewhere.
    """
    there = territory("customary_village__path", [view.path])
    if breakdown in MOVED:
        month, (day, which) = first_day(cell) or today, MOVED[breakdown]
        moved = which & Q(**{f"{day}__year": month.year, f"{day}__month": month.month})
        return there & COUNTS & moved
    if (breakdown, cell) == (TOTAL, "registered"):
        return there & COUNTS
    if (breakdown, cell) == (TOTAL, "arrived"):
        return there & Q(candidate__in=journeys.arrived_of(view), customary_village=F("candidate__arrived_at"))
    lives = Q(status__in=HERE) if view.is_village else Q(status=Status.ACTIVE)
    return there & lives & _OF[breakdown](cell, today)


def _of_total(cell, today):
    return {
        "active": Q(),
        "overdue": Q(planned_until__lt=today),
        "renewed": Q(registered_at__date__lt=F("term_since")),
        "briefed": Q(journeys.was_briefed()),
        "lettered": Q(journeys.has_letter()),
    }[cell]


def _of_origin(cell, today):
    return Q(person__origin_village=None) if cell == UNKNOWN else Q(person__origin_village__code__startswith=cell)


def _of_sex(cell, today):
    return Q(person__sex="" if cell == UNKNOWN else cell)


def _of_work(cell, today):
    return Q(occupation_code="") if cell == UNKNOWN else Q(occupation_code__startswith=cell)


def _of_age(cell, today):
    if cell == UNKNOWN:
        return Q(person__birth_date=None)
    return _band("person__birth_date", int(cell), AGES, lambda age: _born_by(age, today))


def _of_length(cell, today):
    return _band("arrived_on", int(cell), LENGTHS, lambda days: today - datetime.timedelta(days))


def _band(field, begin, begins, day_of):
    """From the band's beginning until the next one's; the first has none, the last no end."""
    after = next((mark for mark in begins if mark > begin), None)
    since = Q(**{f"{field}__lte": day_of(begin)}) if begin else Q(**{f"{field}__isnull": False})
    return since & Q(**{f"{field}__gt": day_of(after)}) if after else since


def _born_by(age, today):
    """The last birthday of those who are so old today; who is born on 29 February is a year older on the 28th."""
    tomorrow = today + datetime.timedelta(days=1)
    try:
        return tomorrow.replace(year=tomorrow.year - age) - datetime.timedelta(days=1)
    except ValueError:  # tomorrow is 29 February, and there was none
        return today.replace(year=today.year - age)


_OF = {TOTAL: _of_total, ORIGINS: _of_origin, "sex": _of_sex, "age": _of_age, "work": _of_work, "length": _of_length}
