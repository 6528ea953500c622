"""Journeys before arrival, as they would stand in the books of the regencies of origin: who, how far, and when."""

import datetime
from dataclasses import dataclass, field
from random import Random

from harmoni.letters.models import Document
from harmoni.regions.models import CustomaryVillage
from harmoni.seeding.lives import DAYS_BACK
from harmoni.seeding.people import GROWN, People, new_id
from harmoni.seeding.places import Destinations
from harmoni.seeding.shares import Shares, generator, happens
from harmoni.seeding.stays import Stays, in_office
from registrations.certification.models import Attendance, Candidate, Pact, Recommendation
from registrations.certification.workflow import CandidateStatus, RecommendationStatus
from registrations.people.models import Person, Sex
from registrations.residency.models import Stay

C, R = CandidateStatus, RecommendationStatus
NAMED = 0.8  # of the candidates know the desa adat; the others only its regency
LEAST, MOST = 0.17, 0.5  # share of newcomers with a letter: eighteen months ago, and now
WAITING = 0.1  # of the units have beside them a person who prepares and has not arrived


@dataclass(frozen=True)
class Shape:
    """How far a journey came: where it stands, its letter, and how many days ago the last step of the letter was."""

    status: str
    letter: str = R.DRAFT
    age: tuple[int, int] = (2, 25)
    briefed: bool = True
    signed: bool = True
    replaced: bool = False  # an earlier letter gave way to the one in force
    after: tuple[int, int] | None = None  # days from the last step to what ended or turned it


SHAPES = {
    "needs briefing": Shape(C.PREPARING, briefed=False, signed=False),
    "needs pact": Shape(C.PREPARING, age=(1, 20), signed=False),
    "ready": Shape(C.PREPARING, age=(1, 15)),
    "proposed": Shape(C.PREPARING, R.PROPOSED, (1, 6)),
    "returned": Shape(C.PREPARING, R.RETURNED, (1, 14)),
    "declined": Shape(C.PREPARING, R.DECLINED, (5, 200)),
    "expected": Shape(C.EXPECTED, R.ISSUED, (2, 45)),
    "superseded": Shape(C.EXPECTED, R.ISSUED, (2, 45), replaced=True),
    "not coming": Shape(C.NOT_COMING, R.ISSUED, (40, 150), after=(20, 38)),
    "revoked": Shape(C.PREPARING, R.REVOKED, (10, 200), after=(2, 9)),
    "withdrawn": Shape(C.WITHDRAWN, age=(5, 300), briefed=False, signed=False, after=(0, 0)),
}
KINDS = {
    "needs briefing": 16,
    "needs pact": 9,
    "ready": 8,
    "proposed": 12,
    "returned": 5,
    "declined": 4,
    "expected": 26,
    "superseded": 4,
    "not coming": 5,
    "revoked": 3,
    "withdrawn": 8,
}
ARRIVED = Shape(C.ARRIVED, R.ISSUED)


@dataclass(frozen=True)
class Days:
    """When each step was; None for what has not been."""

    registered: datetime.date
    briefed: datetime.date | None = None
    signed: datetime.date | None = None
    proposed: datetime.date | None = None
    decided: datetime.date | None = None
    renewed: datetime.date | None = None
    ended: datetime.date | None = None


@dataclass
class Journey:
    """A candidate, how far the journey came, and, as the books are written, the rows beside it."""

    kind: str
    shape: Shape
    days: Days
    candidate: Candidate
    rng: Random
    stay: Stay | None = None
    attendance: Attendance | None = None
    pact: Pact | None = None
    recommendations: list[Recommendation] = field(default_factory=list)
    letters: list[Document] = field(default_factory=list)


class Journeys:
    """Draws journeys; each has a generator of its own, so that the rest of the world stays as it was."""

    def __init__(self, people: People, destinations: Destinations, stays: Stays, *, waiting: float = WAITING) -> None:
        self.people, self.destinations, self.stays = people, destinations, stays
        self.today, self.waiting = people.today, waiting
        self.kinds = Shares(KINDS.items())

    def beside(self, label: str, index: int, stay: Stay) -> list[Journey]:
        """Of one unit of the world: the way by which this newcomer came, and perhaps somebody still on the way."""
        rng, other = generator(f"{label}/{index}/journey"), generator(f"{label}/{index}/waiting")
        came = [self.arrived(rng, stay)] if self._has_letter(rng, stay) else []
        share = index < len(SHAPES) or happens(other, self.waiting)
        kind = list(SHAPES)[index] if index < len(SHAPES) else self.kinds.draw(other)
        return [*came, self.on_the_way(other, kind)] if self.waiting and share else came

    def _has_letter(self, rng, stay):
        """The nearer to today the more often; whoever is of age, from any origin."""
        ago = min((self.today - stay.arrived_on).days / DAYS_BACK, 1)
        return happens(rng, MOST - (MOST - LEAST) * ago) and self.people.age(stay.person) >= GROWN

    def arrived(self, rng: Random, stay: Stay) -> Journey:
        """The way of one who reported: the same human being in the book of the regency of origin."""
        person = self.people.again(rng, stay.person)
        person.birth_place, person.origin_address = stay.person.birth_place, stay.person.origin_address
        decided = stay.arrived_on - _days(rng.randint(3, 40))
        days = days_of(rng, ARRIVED, _regency(person), decided)
        new = self._journey(rng, "arrived", ARRIVED, days, person, stay.customary_village)
        new.stay, candidate = stay, new.candidate
        candidate.planned_departure = stay.arrived_on - _days(rng.randint(0, 2))
        candidate.occupation, candidate.employer_name = stay.occupation, stay.employer_name
        candidate.arrived_on, candidate.arrived_at = stay.arrived_on, stay.customary_village
        return new

    def on_the_way(self, rng: Random, kind: str) -> Journey:
        """Somebody who has not arrived, and stands in no other book."""
        shape, person = SHAPES[kind], self.people.grown(rng)
        last = self.today - _days(rng.randint(*shape.age))
        days = days_of(rng, shape, _regency(person), last)
        new = self._journey(rng, kind, shape, days, person, self.destinations.draw(rng))
        since = self.today if shape.status == C.PREPARING else last
        new.candidate.planned_departure = since + _days(rng.randint(7, 60)) if happens(rng, 0.85) else None
        new.candidate.occupation = self.stays.jobs[Sex(person.sex)].draw(rng)[0]
        return new

    def _journey(self, rng, kind, shape, days, person, village: CustomaryVillage):
        named = kind == "not coming" or happens(rng, NAMED)
        candidate = Candidate(
            pk=new_id(rng),
            person=person,
            origin_id=_regency(person),
            status=shape.status,
            destination_regency_id=village.path[:4],
            destination_customary_village=village if named else None,
            registered_at=in_office(rng, days.registered),
        )
        person.created_at = candidate.registered_at
        candidate.pact = None
        candidate.passed = None
        return Journey(kind, shape, days, candidate, rng)


def days_of(rng: Random, shape: Shape, regency: str, last: datetime.date) -> Days:
    """Backwards from the last step of the letter; the briefing was on the regency's own day."""
    found: dict[str, datetime.date] = {}
    if shape.after:
        found["ended"] = last + _days(rng.randint(*shape.after))
    if shape.replaced:
        found["renewed"], last = last, last - _days(rng.randint(15, 40))
    if shape.letter not in (R.DRAFT, R.PROPOSED):
        found["decided"], last = last, last - _days(rng.randint(1, 4))
    if shape.letter != R.DRAFT:
        found["proposed"], last = last, last - _days(rng.randint(1, 4))
    if shape.signed:
        found["signed"] = last
    if shape.briefed:
        found["briefed"] = last = gathering_before(regency, last)
    return Days(registered=last - _days(rng.randint(3, 30)), **found)


def gathering_before(regency: str, day: datetime.date) -> datetime.date:
    """The newest of the regency's monthly briefing days that is not after this day."""
    found = _gathering(regency, day)
    return found if found <= day else _gathering(regency, day.replace(day=1) - _days(1))


def _gathering(regency, day):
    """A weekday of that month."""
    held = day.replace(day=generator(f"{regency}/{day:%Y-%m}").randint(5, 25))
    return held - _days(max(0, held.weekday() - 4))


def _regency(person: Person) -> str:
    return person.origin_village_id[:4]


def _days(count):
    return datetime.timedelta(days=count)
