"""Synthetic newcomers: names, numbers and particulars of people who do not exist."""

import datetime
import uuid
from random import Random

from harmoni.seeding.names import Names
from harmoni.seeding.places import Origins
from harmoni.seeding.shares import Shares, happens
from registrations.people import numbers
from registrations.people.models import Education, IdentityCheck, MaritalStatus, Person, Sex

MEN = 0.605  # of the registered non-permanent residents of Bali, 31 Dec 2024
WITHOUT_NIK = 0.06
NIK_OFF_DATE = 0.096  # disagrees with the birth date: measured on public lists, as is the next
NIK_OFF_SEX = 0.005
AGES = Shares([((0, 16), 4), ((17, 24), 34), ((25, 34), 34), ((35, 44), 16), ((45, 60), 10), ((61, 75), 2)])
GROWN = 17
OFF_BY = (-365, -30, -10, -1, 1, 10, 30, 365)
SCHOOLING = Shares(
    [
        (Education.PRIMARY, 14),
        (Education.JUNIOR, 22),
        (Education.SENIOR, 48),
        (Education.DIPLOMA_THREE, 5),
        (Education.BACHELOR, 10),
        (Education.MASTER, 1),
    ]
)


def new_id(rng: Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def phone(rng: Random) -> str:
    """In E.164, from the block 0812-0000-xxxx, which is given to nobody."""
    return f"+628120000{rng.randrange(10_000):04}"


class People:
    """Draws persons; `today` decides their ages."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        self.names = Names()
        self.origins = Origins()

    def draw(self, rng: Random, regency: str = "") -> Person:
        """An unsaved person, of this kabupaten; 6 in 100 have no NIK and a provisional number in its place."""
        sex = Sex.MALE if happens(rng, MEN) else Sex.FEMALE
        origin = self.origins.draw(rng, regency)
        born = self._birth_date(rng)
        person = Person(
            pk=new_id(rng),
            full_name=self.names.full_name(rng, sex, origin.regency),
            sex=sex,
            birth_date=born,
            origin_village_id=origin.village,
        )
        self._describe(rng, person, origin)
        if happens(rng, WITHOUT_NIK):
            person.provisional_number = numbers.new_number(numbers.PERSON, rng.choice)
        else:
            person.set_nik(nik(rng, origin.district, born, sex))
            person.identity_check = rng.choice([IdentityCheck.CARD_SEEN, IdentityCheck.UNCHECKED])
        self._number(rng, person, origin)
        return person

    def again(self, rng: Random, person: Person) -> Person:
        """The same human being as another office would write it down: the NIK, the name and little more.

        Who has no NIK has a provisional number of this office's own.
        """
        other = Person(
            pk=new_id(rng),
            full_name=person.full_name,
            sex=person.sex,
            birth_date=person.birth_date,
            origin_village_id=person.origin_village_id,
            education=person.education,
        )
        if person.nik_digest:
            other.set_nik(person.nik)
        else:
            other.provisional_number = numbers.new_number(numbers.PERSON, rng.choice)
        return other

    def grown(self, rng: Random, regency: str = "") -> Person:
        """One who can be briefed and sign: seventeen at least."""
        person = self.draw(rng, regency)
        while self.age(person) < GROWN:
            person = self.draw(rng, regency)
        return person

    def age(self, person: Person) -> int:
        """Full years today."""
        born = person.birth_date
        return self.today.year - born.year - ((self.today.month, self.today.day) < (born.month, born.day))

    def _birth_date(self, rng):
        youngest, oldest = AGES.draw(rng)
        days = rng.randint(youngest * 366 + 1, oldest * 365 + 364)
        return self.today - datetime.timedelta(days=days)

    def _describe(self, rng, person, origin):
        """What a card and a short talk tell; each may be missing."""
        age = self.age(person)
        if happens(rng, 0.9):
            native = happens(rng, 0.85)
            person.birth_place = origin.regency_name if native else self.origins.other_regency(rng, origin)
        if happens(rng, 0.7):
            person.origin_address = f"RT {rng.randint(1, 12):03}/RW {rng.randint(1, 6):03}"
        if happens(rng, 0.85):
            person.education = _education(rng, age)
        if happens(rng, 0.85):
            person.marital_status = _marital_status(rng, age)

    def _number(self, rng, person, origin):
        """Ways to reach the person, and the family card: sealed, so the record's id must stand already."""
        if happens(rng, 0.8) and self.age(person) > 12:
            person.phone = phone(rng)
        if happens(rng, 0.25) and self.age(person) > 12:
            words = person.full_name.lower().replace("'", "").split()
            person.email = f"{words[0]}.{words[-1]}{rng.randint(1, 999)}@contoh.example"
        if person.nik_digest and happens(rng, 0.5):
            person.kk_number = family_card(rng, origin.district, self.today)


def nik(rng: Random, district: str, born: datetime.date, sex: str) -> str:
    """16 digits: kecamatan, birth date (a woman's day plus 40), serial; one in ten fits its holder badly."""
    if happens(rng, NIK_OFF_DATE):
        born += datetime.timedelta(days=rng.choice(OFF_BY))
    female = (sex == Sex.FEMALE) != happens(rng, NIK_OFF_SEX)
    day = born.day + (40 if female else 0)
    return f"{district}{day:02}{born:%m%y}{rng.randint(1, 9999):04}"


def family_card(rng: Random, district: str, today: datetime.date) -> str:
    """16 digits: kecamatan, the day of entry, serial."""
    entered = today - datetime.timedelta(days=rng.randint(100, 5000))
    return f"{district}{entered:%d%m%y}{rng.randint(1, 9999):04}"


def _education(rng, age):
    if age < 7:
        return Education.NONE
    if age < 13:
        return Education.SOME_PRIMARY
    if age < 19:
        return rng.choice([Education.PRIMARY, Education.JUNIOR])
    return SCHOOLING.draw(rng)


def _marital_status(rng, age):
    if age < 19 or happens(rng, max(0.05, 1.1 - age / 35)):
        return MaritalStatus.SINGLE
    if happens(rng, 0.93):
        return MaritalStatus.MARRIED
    return MaritalStatus.WIDOWED if age > 45 and happens(rng, 0.6) else MaritalStatus.DIVORCED
