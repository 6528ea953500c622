"""A world of synthetic newcomers: the same label, day and places give the same people.

Each unit of the world has its own generator, so that a world can grow, or go on after an interruption:
people who stand in the database already are left as they are.
"""

import datetime
import gc
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, count, islice
from random import Random

from django.db import transaction

from harmoni.accounts.roles import Role
from harmoni.copying import collector_at_rest, insert
from harmoni.history.record import record_acts
from harmoni.letters.models import Document
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.seeding.asked import asked_by
from harmoni.seeding.doubles import write_clashes
from harmoni.seeding.journeys import WAITING, Journey, Journeys
from harmoni.seeding.lives import CLASH, SHAPES, Life, Lives
from harmoni.seeding.names import Names
from harmoni.seeding.officers import desks_of, holders_of, officers_of
from harmoni.seeding.origin_books import write_journeys
from harmoni.seeding.people import People
from harmoni.seeding.places import Destinations, regions_of
from harmoni.seeding.registers import Villages, registrations_of
from harmoni.seeding.shares import Shares, generator
from harmoni.seeding.stays import Stays, acts_of, jobs_of, other_number, presence_of, receipts_of
from registrations.people import numbers
from registrations.people.models import Person, Presence
from registrations.residency.follow_up import WITHOUT_LETTER
from registrations.residency.models import REMINDER_DAYS, Stay
from registrations.residency.workflow import Status

BATCH = 2000
KINDS = {
    "staying": 38,
    "renewed": 16,
    "overdue": 7,
    "ending in 30": 6,
    "ending in 14": 3,
    "ending in 3": 2,
    "departed": 26,
    CLASH: 1,
}


@dataclass
class Newcomer:
    """A person, the stay, its dates, the generator that goes on drawing for them, and the journeys beside them."""

    person: Person
    stay: Stay
    life: Life
    rng: Random
    journeys: list[Journey] = field(default_factory=list)


class World:
    """`label` names the world; `village`, where given, gets everybody but the other halves of clashes.

    `waiting`: the share of those, beside the newcomers, who prepare at home and have not arrived.
    """

    def __init__(
        self,
        label: str,
        *,
        today: datetime.date,
        village: CustomaryVillage | None = None,
        waiting: float = WAITING,
    ) -> None:
        self.label, self.today = label, today
        self.people = People(today)
        self.lives = Lives(today)
        self.destinations = Destinations(village)
        self.stays = Stays(self.people.names, self.destinations.hamlets)
        self.journeys = Journeys(self.people, self.destinations, self.stays, waiting=waiting)
        self.villages = Villages()
        self.kinds = Shares(KINDS.items())
        self.tally = Counter()

    def fill(self, people: int) -> Counter:
        """Saves the first so many people of this world; returns how many rows of which sort are new."""
        everyone = self.newcomers(people)
        with collector_at_rest():
            while batch := list(islice(everyone, BATCH)):
                self.save(batch)
                gc.collect()
        return self.tally

    def newcomers(self, people: int) -> Iterator[Newcomer]:
        return islice(chain.from_iterable(map(self.unit, count())), people)

    def unit(self, index: int) -> list[Newcomer]:
        """One newcomer, or two with one NIK, and the journeys beside the first; the first units show each kind once."""
        rng = generator(f"{self.label}/{index}")
        kind, arrived = self._kind(rng, index)
        here = self.destinations.draw(rng)
        life = self.lives.since(rng, arrived, SHAPES[kind])
        if kind == CLASH:
            found = self._clash(rng, here, life)
        else:
            found = [self.newcomer(rng, self.people.draw(rng), here, life)]
        found[0].journeys = self.journeys.beside(self.label, index, found[0].stay)
        return found

    def _kind(self, rng, index):
        """The day first, so that the months follow the season; then a kind that can be as old as that."""
        if index < len(KINDS):
            kind = list(KINDS)[index]
            return kind, self.lives.arrival(rng, SHAPES[kind].least_age)
        arrived, kind = self.lives.arrival(rng), self.kinds.draw(rng)
        while arrived > self.lives.days_ago(SHAPES[kind].least_age):
            kind = self.kinds.draw(rng)
        return kind, arrived

    def _clash(self, rng, here, first):
        """One NIK in two villages: the one who is `here` reported later and will wait."""
        holder = self.people.draw(rng)
        while not holder.nik_digest:
            holder = self.people.draw(rng)
        age = (self.today - first.registered_on).days
        arrived = first.registered_on + datetime.timedelta(days=rng.randint(20, age - 2))
        second = self.lives.since(rng, arrived, SHAPES["staying"])
        return [
            self.newcomer(rng, holder, self.destinations.elsewhere(rng, here), first),
            self.newcomer(rng, self.people.again(rng, holder), here, second),
        ]

    def newcomer(self, rng, person, village, life):
        stay = self.stays.draw(rng, person, self.people.age(person), village, life)
        return Newcomer(person, stay, life, rng)

    @transaction.atomic
    def save(self, batch):
        """The newcomers who are not there yet, and all that belongs to them."""
        batch = _not_yet_there(batch)
        if not batch:
            return
        stays = [one.stay for one in batch]
        _renumber(stays, "registration_number", numbers.STAY)
        journeys = [journey for one in batch for journey in one.journeys]
        people = [one.person for one in batch] + [journey.candidate.person for journey in journeys]
        _renumber(people, "provisional_number", numbers.PERSON)
        _settle(stays)
        staff = Staff(stays, journeys, people, self.people.names)
        for stay in stays:
            stay.registered_by = staff.villages[stay.customary_village_id]
        write_journeys(journeys, staff.desks, staff.regions, staff.villages)
        self.villages.settle(stays)
        _write(batch, self.today)
        write_clashes(stays)
        asked = asked_by(stays, self.today, staff.desks, staff.regencies)
        asked.save()
        self._count(stays, journeys, asked)

    def _count(self, stays, journeys, asked):
        self.tally.update(f"journey {journey.kind}" for journey in journeys)
        self.tally.update("without letter" for notice in asked.notices if notice.kind == WITHOUT_LETTER)
        self.tally.update("referral" for _ in asked.referrals)
        for stay in stays:
            self.tally.update(_marks(stay, self.today))


class Staff:
    """Who acts in a batch, by place: found, or appointed without a usable password."""

    def __init__(self, stays: list[Stay], journeys: list[Journey], people: list[Person], names: Names) -> None:
        self.regions = regions_of(
            [person.origin_village_id for person in people]
            + [journey.candidate.destination_regency_id for journey in journeys]
        )
        expecting = [journey.candidate.destination_customary_village for journey in journeys]
        hosts = [village for village in expecting if village] + [stay.customary_village for stay in stays]
        self.villages = officers_of(hosts, names)
        self.desks = desks_of((self.regions[person.origin_village_id[:4]] for person in people), names)
        hosting = regions_of(stay.customary_village.path[:4] for stay in stays)
        regencies = [region for region in hosting.values() if region.level == Region.Level.REGENCY]
        self.regencies = holders_of(Role.REGENCY_OFFICER, "kabupaten", regencies, names)


def _write(batch, today):
    """The stays of a batch and what belongs to them, in bulk."""
    stays = [one.stay for one in batch]
    Person.objects.bulk_create([one.person for one in batch], batch_size=BATCH)
    Presence.objects.bulk_create(map(presence_of, stays), batch_size=BATCH)
    Stay.objects.bulk_create(stays, batch_size=BATCH)
    rows = registrations_of(stays, today)
    insert(rows)
    tamiu = zip(batch, rows[::2], strict=True)
    receipts = [receipt for one, row in tamiu for receipt in receipts_of(one.rng, one.stay, one.life, row)]
    insert(jobs_of(stays))
    Document.objects.bulk_create(receipts, batch_size=BATCH)
    record_acts(act for one in batch for act in acts_of(one.stay, one.life, one.stay.registered_by))


def _not_yet_there(batch):
    known = set(Person.objects.filter(pk__in=[one.person.pk for one in batch]).values_list("pk", flat=True))
    return [one for one in batch if one.person.pk not in known]


def _renumber(records, field, prefix):
    """Gives another number to a record whose number is taken; among a million this happens a few times."""
    numbers_here = [getattr(record, field) for record in records if getattr(record, field)]
    found = type(records[0]).objects.filter(**{f"{field}__in": numbers_here}).values_list(field, flat=True)
    taken = set(found)
    for record in records:
        number = getattr(record, field)
        if number and number in taken:
            setattr(record, field, number := other_number(prefix, record.pk))
        taken.add(number)


def _settle(stays):
    """The office's rule: of two reports with one NIK the earlier is active, the later waits for matching."""
    active = [stay for stay in stays if stay.status == Status.ACTIVE and stay.nik_digest]
    digests = [stay.nik_digest for stay in active]
    found = Stay.objects.active().filter(nik_digest__in=digests).values_list("nik_digest", flat=True)
    held = {bytes(digest) for digest in found}
    for stay in active:
        if stay.nik_digest in held:
            stay.status = Status.AWAITING_MATCH
        held.add(stay.nik_digest)


def _marks(stay: Stay, today: datetime.date) -> Iterator[str]:
    """What a stay counts as; one may be several."""
    yield stay.status
    if stay.nik_digest is None:
        yield "without NIK"
    if stay.term_since > stay.registered_at.date():
        yield "renewed"
    if stay.status == Status.ACTIVE:
        left = (stay.planned_until - today).days
        if left < 0:
            yield "overdue"
        yield from (f"ending within {days} days" for days in REMINDER_DAYS if 0 <= left <= days)
