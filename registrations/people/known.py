"""What a desk learns from a NIK: what its digits say, and whether this office's own book knows the person already."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from harmoni.accounts.models import User
from harmoni.history.record import record_reading
from harmoni.regions.forms import label_of
from registrations.people.book import known_at
from registrations.people.models import Person
from registrations.people.nik import Decoded, check_number, decode

REMEMBERED = ("full_name", "sex", "birth_place", "birth_date", "origin_village", "origin_address", "email")


@dataclass
class Known:
    """`values` are what empty fields may be filled with; `fault` a sentence when the number is no NIK."""

    said: Decoded | None = None
    person: Person | None = None
    record: Any = None  # what this office already has running for the person
    fault: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def fills(self):
        """The values as an input holds them."""
        return [
            (name, value.isoformat() if hasattr(value, "isoformat") else value) for name, value in self.values.items()
        ]


def look_up(text: str, *, path: str, by: User) -> Known:
    """Reads the number and the book of the place of this path; other places are neither asked nor hinted at."""
    try:
        nik = check_number(text, "NIK")
    except ValidationError as wrong:
        return Known(fault=wrong.messages[0])
    said = decode(nik)
    known = Known(said=said, values=_from_digits(said), person=known_at(path, nik))
    if known.person:
        known.values |= from_book(known.person)
        record_reading("cari_nik", by=by, subjects=[known.person.pk], place=path)
    return known


def from_book(person: Person) -> dict[str, Any]:
    """What a form may be filled with of a person in the book: no number among it."""
    values = {name: getattr(person, name) for name in REMEMBERED}
    if person.origin_village:
        values["origin_village"] = label_of(person.origin_village)
    return {name: value for name, value in values.items() if value}


def _from_digits(said):
    place = said.district or said.regency
    values = {"sex": said.sex, "birth_date": said.birth_date, "origin_village": place and label_of(place)}
    return {name: value for name, value in values.items() if value}
