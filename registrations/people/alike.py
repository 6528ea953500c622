"""Who may stand in this book twice: found among many by indexed columns, and only suggested.

Candidates share the day of birth (or have day and month swapped), the phone, or the name's key, so that a look costs
the same among a hundred people and among a million. One NIK in two villages is no business of this module: of that
no village is told.
"""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from registrations.people.models import Person, Presence
from registrations.people.names import swapped

NEAR, VERY_NEAR, PART = 80, 95, 90  # of 100, between the keys of two names; PART: one is a part of the other
MOST_LOOKED_AT, MOST_FOUND = 50, 3  # a person
MISTYPED = 2  # digits of a NIK
REGENCY = 4  # signs of a place's path that name its kabupaten


class Sign(models.TextChoices):
    """What two records share, as a person is told."""

    NAME = "name", _("nama sama")
    NEAR_NAME = "near_name", _("nama mirip")
    SAME_DAY = "same_day", _("tanggal lahir sama")
    SWAPPED_DAY = "swapped_day", _("tanggal dan bulan lahir tertukar")
    NEAR_DAY = "near_day", _("tanggal lahir berbeda satu angka")
    PHONE = "phone", _("telepon sama")
    NEAR_NIK = "near_nik", _("NIK hampir sama")


@dataclass(frozen=True)
class Likeness:
    person: Person
    signs: tuple[str, ...]
    score: float  # only orders them


def duplicates_of(people: Iterable[Person], village: str) -> dict[UUID, list[Likeness]]:
    """{id: at most three who may be the same human being, the likeliest first}, in one query for all the people.

    They stand in the book of this village (its path; their `own` is True) or in another of its kabupaten. Nobody is
    like himself; who has nobody alike is not in the answer.
    """
    people = list(people)
    near = _Near(_candidates(people, village))
    found = {}
    for person in people:
        alike = [one for other in near.to(person) if (one := likeness(person, other))]
        if alike:
            found[person.pk] = sorted(alike, key=lambda one: (not one.person.own, -one.score))[:MOST_FOUND]
    return found


def _days(person):
    return [day for day in (person.birth_date, swapped(person.birth_date)) if day]


def _phone(person):
    return bytes(person.phone_digest) if person.phone_digest else None


def _candidates(people, village):
    """Each column by its own index, so that no common name hides who shares a day; a name alone only at home."""
    most = MOST_LOOKED_AT * len(people)
    own = _stands(Q(path=village))
    near = Person.objects.filter(_stands(Q(path__startswith=village[:REGENCY])))
    days = {day for person in people for day in _days(person)}
    phones = {phone for person in people if (phone := _phone(person))}
    named = Person.objects.filter(own, name_key__in={person.name_key for person in people})
    found = Q(pk__in=near.filter(birth_date__in=days).values("pk")[:most])
    found |= Q(pk__in=near.filter(phone_digest__in=phones).values("pk")[:most]) | Q(pk__in=named.values("pk")[:most])
    return list(Person.objects.filter(found).annotate(own=own).order_by("pk"))


def _stands(where):
    return Exists(Presence.objects.filter(where, person=OuterRef("pk"), side=Presence.Side.DESTINATION))


class _Near:
    """The candidates by what they may share with somebody."""

    def __init__(self, candidates):
        self.by = defaultdict(list)
        for one in candidates:
            for key in (one.birth_date, _phone(one), one.name_key):
                if key:
                    self.by[key].append(one)

    def to(self, person):
        keys = [*_days(person), _phone(person), person.name_key]
        found = itertools.chain.from_iterable(self.by.get(key, ()) for key in keys if key)
        return {one.pk: one for one in found if one.pk != person.pk}.values()


def likeness(one: Person, other: Person) -> Likeness | None:
    """What speaks for the same human being; None when it is too little. An equal NIK is not judged here."""
    name = name_likeness(one.name_key, other.name_key)
    day = _day_sign(one.birth_date, other.birth_date)
    phone = _phone(one) is not None and _phone(one) == _phone(other)
    if name < NEAR or not (day or phone or _day_unknown(one, other, name)):
        return None
    nik = _nik_sign(one, other)
    if nik in ("equal", "other") and (nik == "equal" or name < VERY_NEAR or day != Sign.SAME_DAY):
        return None
    signs = [Sign.NAME if name >= VERY_NEAR else Sign.NEAR_NAME, day, phone and Sign.PHONE, nik]
    told = tuple(sign for sign in Sign if sign in signs)
    return Likeness(other, told, name + 10 * len(told))


def name_likeness(one: str, other: str) -> float:
    """0 to 100, whatever the order of the words; `Yohanes` is a part of `Yohanes Bere`."""
    whole = fuzz.token_sort_ratio(one, other)
    return max(whole, PART) if fuzz.token_set_ratio(one, other) == 100 else whole


def _day_unknown(one, other, name):
    """A name alone is enough only where one day is missing, the names are one and a NIK is missing too."""
    missing = not (one.birth_date and other.birth_date) and not (one.nik_digest and other.nik_digest)
    return missing and name >= VERY_NEAR and one.sex == other.sex


def _day_sign(one: datetime.date | None, other: datetime.date | None):
    if not one or not other:
        return ""
    if one == other:
        return Sign.SAME_DAY
    if swapped(one) == other:
        return Sign.SWAPPED_DAY
    return Sign.NEAR_DAY if OSA.distance(one.isoformat(), other.isoformat()) == 1 else ""


def _nik_sign(one, other):
    """'' where one has none; two that differ by a slip of the finger are a sign of their own."""
    if not one.nik_digest or not other.nik_digest:
        return ""
    if bytes(one.nik_digest) == bytes(other.nik_digest):
        return "equal"
    return Sign.NEAR_NIK if OSA.distance(one.nik, other.nik) <= MISTYPED else "other"
