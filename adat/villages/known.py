"""What the desk learns from a NIK: what its digits say, and whether this village knows the person already."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from harmoni.accounts.models import User
from harmoni.history.record import record_reading
from harmoni.regions.forms import label_of
from harmoni.regions.models import CustomaryVillage
from registrations.people.book import known_at
from registrations.people.models import Person
from registrations.people.nik import Decoded, check_number, decode
from registrations.residency.models import Stay

REMEMBERED = ("full_name", "sex", "birth_place", "birth_date", "origin_village", "origin_address", "email")


@dataclass
class Known:
    """`values` are what empty fields may be filled with; `fault` a sentence when the number is no NIK."""

    said: Decoded | None = None
    person: Person | None = None
    stay: Stay | None = None
    fault: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def fills(self):
        """The values as an input holds them."""
        return [
            (name, value.isoformat() if hasattr(value, "isoformat") else value) for name, value in self.values.items()
        ]


def look_up(text: str, *, village: CustomaryVillage, by: User) -> Known:
    """Reads the number and this village's own book; other villages are neither asked nor hinted at."""
    try:
        nik = check_number(text, "NIK")
    except ValidationError as wrong:
        return Known(fault=wrong.messages[0])
    said = decode(nik)
    known = Known(said=said, values=_from_digits(said))
    known.person = known_at(village.path, nik)
    if known.person:
        known.values |= _from_book(known.person)
        known.stay = Stay.objects.here().filter(person=known.person, customary_village=village).first()
        record_reading("cari_nik", by=by, subjects=[known.person.pk], place=village.path)
    return known


def _from_digits(said):
    place = said.district or said.regency
    values = {"sex": said.sex, "birth_date": said.birth_date, "origin_village": place and label_of(place)}
    return {name: value for name, value in values.items() if value}


def _from_book(person):
    values = {name: getattr(person, name) for name in REMEMBERED}
    if person.origin_village:
        values["origin_village"] = label_of(person.origin_village)
    return {name: value for name, value in values.items() if value}
