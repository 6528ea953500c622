"""A person in the book of one place, a desa adat's or a regency's: found again, or entered for the first time."""

from typing import Any

from django.db import connection

from harmoni import cipher
from harmoni.accounts.models import User
from harmoni.history.record import record_act
from registrations.people import numbers
from registrations.people.differences import apply, for_history
from registrations.people.models import Person


def one_at_a_time(what: str) -> None:
    """Whoever comes second with the same thing waits until the first has committed, and then finds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [cipher.digest(what, use="lock").hex()])


def known_at(path: str, nik: str) -> Person | None:
    """The person of this NIK in the book of this place; other books are not asked."""
    return Person.objects.with_nik(nik).filter(presences__path=path).order_by("created_at").first()


def known_or_new(path: str, values: dict[str, Any], *, by: User) -> Person:
    """The person of these cleaned values, saved; what differs in a known one is written into the history."""
    nik = values.get("nik", "")
    if nik:
        one_at_a_time(f"{path}{nik}")
    person = known_at(path, nik) if nik else None
    if person is None:
        person = Person(provisional_number="" if nik else numbers.new_number(numbers.PERSON))
        if nik:
            person.set_nik(nik)
    changed = apply(person, {field: value for field, value in values.items() if field != "nik" and value})
    known = not person._state.adding
    person.save()
    if known and changed:
        record_act("perbarui_data", by=by, subjects=[person.pk], place=path, detail=for_history(changed))
    return person
