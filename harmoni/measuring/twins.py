"""The twins of a world's people: human beings of their own, from the same places and of the same ages."""

import copy
import datetime
import gc
import hashlib
from uuid import UUID

from harmoni.copying import insert
from harmoni.seeding.names import Names
from harmoni.seeding.people import family_card, nik
from harmoni.seeding.shares import generator
from registrations.people import numbers
from registrations.people.models import Person

BATCH = 2000
APART = 400  # days: a twin is born at most so much earlier or later
TODAY = datetime.date(2026, 1, 1)  # for family cards, whose day is anything in the past


def twin(pk: UUID, label: str, turn: int) -> UUID:
    """The id of a record's twin, as the database works it out for all that is written about the person."""
    return UUID(hashlib.md5(f"{pk}/{label}/{turn}".encode(), usedforsecurity=False).hexdigest())


def write_twins(label: str, times: int) -> None:
    """`times - 1` twins of everybody."""
    olds = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    niks = {person.nik for person in Person.objects.exclude(nik_digest=None).iterator()}
    provisional = set(Person.objects.values_list("provisional_number", flat=True))
    made = [Turn(label, turn, niks, provisional) for turn in range(1, times)]
    for first in range(0, len(olds), BATCH):
        people = [(one, one.nik) for one in Person.objects.filter(pk__in=olds[first : first + BATCH]).order_by("pk")]
        for turn in made:
            insert([turn.twin_of(person, number) for person, number in people])
        gc.collect()


class Turn:
    """One twin of each person; `niks` and `provisional` are the numbers that stand already."""

    names = None

    def __init__(self, label: str, turn: int, niks: set[str], provisional: set[str]) -> None:
        Turn.names = Turn.names or Names()
        self.label, self.turn, self.niks, self.provisional = label, turn, niks, provisional
        self.rng = generator(f"{label}/{turn}")
        self.known: dict[str, Person] = {}  # {NIK of the old: who got its twin first}

    def twin_of(self, old: Person, number: str) -> Person:
        """Of a person with this NIK, '' for none."""
        new = copy.copy(old)
        new._state = type(old._state)()
        new.pk, new.email = twin(old.pk, self.label, self.turn), ""
        self._name(new, old, self.known.get(number))
        if number:
            self._number(new, number)
        else:
            new.provisional_number = self._new_provisional()
        new.kk_number = family_card(self.rng, number[:6], TODAY) if number and old.kk_number_sealed else ""
        new.phone = f"+62813{self.rng.randrange(10**8):08}" if old.phone_sealed else ""
        return new

    def _name(self, new, old, known):
        """Of the twin who has this NIK already, or new."""
        if known:
            new.full_name, new.birth_date = known.full_name, known.birth_date
            return
        regency = (old.origin_village_id or "")[:4]
        new.full_name = self.names.full_name(self.rng, old.sex, regency)
        days = self.rng.randint(-APART, APART)
        new.birth_date = old.birth_date and old.birth_date + datetime.timedelta(days=days)

    def _number(self, new, number):
        known = self.known.setdefault(number, new)
        new.set_nik(known.nik if known is not new else self._new_nik(number[:6], new))

    def _new_nik(self, district, new):
        born = new.birth_date or TODAY
        while (number := nik(self.rng, district, born, new.sex)) in self.niks:
            pass
        self.niks.add(number)
        return number

    def _new_provisional(self):
        while (number := numbers.new_number(numbers.PERSON, self.rng.choice)) in self.provisional:
            pass
        self.provisional.add(number)
        return number
