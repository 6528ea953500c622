"""What the desk learns from a NIK or a letter's code: from this village's own book, and from a letter it may open."""

from dataclasses import dataclass, field
from typing import Any

from harmoni.accounts.models import User
from harmoni.history.record import record_reading
from harmoni.regions.models import CustomaryVillage
from registrations.certification.arriving import notes_on, opened_by, opened_by_nik
from registrations.certification.models import Candidate
from registrations.people import known as people
from registrations.people.known import from_book
from registrations.residency.models import Stay


@dataclass
class Known(people.Known):
    """`record` is the running stay here; `letter` the journey whose letter opened, `notes` what to know of it."""

    letter: Candidate | None = None
    code: str = ""
    notes: list[str] = field(default_factory=list)


def look_up(nik: str, code: str, *, village: CustomaryVillage, by: User) -> Known:
    """By the code, or else by the full NIK. Other villages are neither asked nor hinted at."""
    if code.strip():
        letter = opened_by(code, village)
        known = _with_letter(Known(code=code, notes=notes_on(code) if letter else []), letter, village, by)
        known.record = letter and Stay.objects.here().filter(candidate=letter, customary_village=village).first()
        return known
    known = Known(**vars(people.look_up(nik, path=village.path, by=by)))
    if known.fault:
        return known
    known.record = Stay.objects.here().filter(person=known.person, customary_village=village).first()
    return known if known.record else _with_letter(known, opened_by_nik(nik, village), village, by)


def _with_letter(known, letter, village, by):
    """What the letter says fills the form; that it was opened is a line in its person's history."""
    if letter:
        record_reading("buka_surat", by=by, subjects=letter.subjects, place=village.path)
        known.letter = letter
        known.values |= _from_letter(letter)
    return known


def _from_letter(letter: Candidate) -> dict[str, Any]:
    """No NIK among it: that goes from book to book without being shown."""
    journey = {
        "phone": letter.person.phone,
        "occupation": letter.occupation,
        "employer_name": letter.employer_name,
    }
    return from_book(letter.person) | {name: value for name, value in journey.items() if value}
