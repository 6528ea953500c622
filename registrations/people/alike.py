"""Who may stand in this book twice: found among many by indexed columns, and only suggested.

Candidates share the day of birth (or have day and month swapped), the phone, or the name's key, so that a look costs
the same among a hundred people and among a million. One NIK in two villages is no business of this module: of that
no village is told.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from registrations.people.models import Person
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


# Row by row and each column by its own index, so that the cost does not depend on what a planner believes of a name.
CANDIDATES = """
WITH asked AS (
    SELECT * FROM unnest(
        %(ids)s::uuid[], %(days)s::date[], %(swapped)s::date[], %(phones)s::bytea[], %(names)s::text[]
    ) AS asked (id, day, swapped, phone, name)
)
SELECT asked.id, candidate.id, stands.own
FROM asked
CROSS JOIN LATERAL (
    (SELECT person.id FROM people_person person
     WHERE person.birth_date IN (asked.day, asked.swapped)
       AND greatest(word_similarity(asked.name, person.name_key), word_similarity(person.name_key, asked.name)) > 0.5
     LIMIT %(most)s)
    UNION
    (SELECT person.id FROM people_person person WHERE person.phone_digest = asked.phone LIMIT %(most)s)
    UNION
    (SELECT person.id FROM people_person person
     WHERE person.name_key = asked.name
       AND EXISTS (SELECT FROM people_presence own WHERE own.person_id = person.id AND own.path = %(village)s)
     LIMIT %(most)s)
) candidate
CROSS JOIN LATERAL (
    SELECT bool_or(presence.path = %(village)s) AS own FROM people_presence presence
    WHERE presence.person_id = candidate.id AND presence.side = 'destination' AND presence.path LIKE %(near)s
) stands
WHERE stands.own IS NOT NULL AND candidate.id <> asked.id
ORDER BY asked.id, candidate.id
"""


@dataclass(frozen=True)
class Likeness:
    person: Person
    signs: tuple[str, ...]
    score: float  # only orders them
    own: bool = False  # stands in the very village that asks


def duplicates_of(people: Iterable[Person], village: str) -> dict[UUID, list[Likeness]]:
    """{id: at most three who may be the same human being, the likeliest first}: one query for all the people at once.

    They stand in the book of this village (its path; their `own` is True) or in another of its kabupaten. Nobody is
    like himself; who has nobody alike is not in the answer.
    """
    asked = {person.pk: person for person in people}
    found = defaultdict(list)
    pairs = _candidates(asked.values(), village)
    others = Person.objects.in_bulk({other for _, other, _ in pairs}) if pairs else {}
    for pk, other, own in pairs:
        if one := likeness(asked[pk], others[other]):
            found[pk].append(replace(one, own=own))
    return {pk: sorted(alike, key=lambda one: (not one.own, -one.score))[:MOST_FOUND] for pk, alike in found.items()}


def _candidates(people, village):
    """[(id, id of a candidate, whether it stands in this very village)]"""
    people = list(people)
    values = {
        "ids": [person.pk for person in people],
        "days": [person.birth_date for person in people],
        "swapped": [swapped(person.birth_date) for person in people],
        "phones": [_phone(person) for person in people],
        "names": [person.name_key for person in people],
        "village": village,
        "near": f"{village[:REGENCY]}%",
        "most": MOST_LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, values)
        return cursor.fetchall()


def _phone(person):
    return bytes(person.phone_digest) if person.phone_digest else None


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
