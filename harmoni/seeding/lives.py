"""When somebody came, how long the stay was planned and renewed, when it ended: plausible dates, no more."""

import datetime
from dataclasses import dataclass
from random import Random

from harmoni.seeding.shares import Shares

DAYS_BACK = 548  # eighteen months
LONGEST = 365
# Assumption: most come after Idulfitri, for the high season and after New Year.
MONTHS = dict(enumerate((12, 9, 8, 13, 12, 11, 14, 12, 10, 9, 9, 7), start=1))

CLASH = "clash"  # one NIK in two villages: this is the first of the two, still active when the second reports


@dataclass(frozen=True)
class Shape:
    """How a stay looks today: its end in days from today (or from departure), its least age, its fate."""

    ends: tuple[int, int]
    least_age: int = 2
    renewed: bool = False
    departed: bool = False


SHAPES = {
    "staying": Shape((31, 330)),
    "renewed": Shape((31, 330), least_age=90, renewed=True),
    "overdue": Shape((-75, -1), least_age=120),
    "ending in 30": Shape((15, 30), least_age=10),
    "ending in 14": Shape((4, 14), least_age=10),
    "ending in 3": Shape((0, 3), least_age=10),
    "departed": Shape((-10, 120), least_age=12, departed=True),
    CLASH: Shape((31, 330), least_age=120),
}


@dataclass(frozen=True)
class Term:
    """A stretch of at most a year: written on `since`, planned until `until`."""

    since: datetime.date
    until: datetime.date


@dataclass(frozen=True)
class Life:
    """One stay's dates; more than one term means renewals."""

    arrived_on: datetime.date
    terms: list[Term]
    departed_on: datetime.date | None = None

    @property
    def registered_on(self):
        return self.terms[0].since

    @property
    def year_since(self):
        """The renewal from which the year counts anew, since it went beyond the one before; None where none did."""
        since = None
        for term in self.terms[1:]:
            if term.until > (since or self.arrived_on) + _days(LONGEST):
                since = term.since
        return since


class Lives:
    """Draws the dates of stays as they would stand in the book on `today`."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        days = [self.days_ago(ago) for ago in range(2, DAYS_BACK)]
        self.arrivals = Shares((day, MONTHS[day.month]) for day in days)

    def days_ago(self, count: int) -> datetime.date:
        return self.today - datetime.timedelta(days=count)

    def arrival(self, rng: Random, least_age: int = 2) -> datetime.date:
        """A day by the season, at least so many days ago."""
        arrived = self.arrivals.draw(rng)
        while arrived > self.days_ago(least_age):
            arrived = self.arrivals.draw(rng)
        return arrived

    def since(self, rng: Random, arrived: datetime.date, shape: Shape) -> Life:
        """The life of this shape of one who arrived on this day, old enough for the shape."""
        registered = min(arrived + _days(min(rng.randint(0, 9), rng.randint(0, 9))), self.days_ago(1))
        departed = _between(rng, registered, self.days_ago(1)) if shape.departed else None
        until = max(registered, (departed or self.today) + _days(rng.randint(*shape.ends)))
        if not shape.renewed and registered + _days(LONGEST) > self.days_ago(-shape.ends[0]):
            until = min(until, registered + _days(LONGEST))  # most plan for one term
        latest = departed or min(until, self.days_ago(1))
        return Life(arrived, terms(rng, Term(registered, until), latest, shape.renewed), departed)


def terms(rng: Random, whole: Term, latest: datetime.date, renewed: bool) -> list[Term]:
    """The whole stretch in terms of at most a year, the last renewal not after `latest`."""
    found, since = [], whole.since
    while (whole.until - since).days > LONGEST or (renewed and not found):
        span = (whole.until - since).days
        end = since + _days(rng.randint(span // 3, min(LONGEST, span * 2 // 3)))
        found.append(Term(since, end))
        since = min(end - _days(rng.randint(0, 12)), latest)
    return [*found, Term(since, whole.until)]


def _days(count):
    return datetime.timedelta(days=count)


def _between(rng, first, last):
    return first + _days(rng.randint(0, (last - first).days))
