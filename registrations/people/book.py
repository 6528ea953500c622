"""A person in the book of one place, a desa adat's or a regency's: found again, or entered for the first time."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from harmoni import cipher
from harmoni.accounts.models import User
from harmoni.copying import fresh, insert
from harmoni.history.record import record_act
from registrations.people import numbers
from registrations.people.differences import apply, for_history
from registrations.people.models import Person


def one_at_a_time(what: str) -> None:
    """Whoever comes second with the same thing waits until the first has committed, and then finds it."""
    all_one_at_a_time([what])


def all_one_at_a_time(whats: Iterable[str]) -> None:
    """The same for many things; in one order for everybody, so that no two wait for each other."""
    locks = sorted(cipher.digest(what, use="lock").hex() for what in whats)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(lock, 0)) FROM unnest(%s) AS lock", [locks])


def known_at(path: str, nik: str) -> Person | None:
    """The person of this NIK in the book of this place; other books are not asked."""
    return Person.objects.with_nik(nik).filter(presences__path=path).order_by("created_at").first()


def hold(path: str, niks: Iterable[str]) -> dict[str, Person]:
    """{NIK: person} of those in the book of this place; nobody else takes up these NIKs here until the end."""
    digests = {cipher.digest(nik, use="nik"): nik for nik in niks if nik}
    if not digests:
        return {}
    all_one_at_a_time(f"{path}{nik}" for nik in digests.values())
    anywhere = list(Person.objects.filter(nik_digest__in=list(digests)).values_list("pk", flat=True))
    if not anywhere:  # or the database would read everybody of a large book to find that none of them is it
        return {}
    known = Person.objects.filter(pk__in=anywhere, presences__path=path).order_by("-created_at")
    return {digests[bytes(person.nik_digest)]: person for person in known}


def known_or_new(path: str, values: dict[str, Any], *, by: User) -> Person:
    """The person of these cleaned values, saved; what differs in a known one is written into the history."""
    return enter(path, [values], hold(path, [values.get("nik", "")]), by=by)[0]


def enter(path: str, rows: list[dict[str, Any]], known: dict[str, Person], *, by: User) -> list[Person]:
    """The people of these rows of cleaned values, each NIK once among them; `known` as `hold` found them."""
    people, new = [], []
    for values in rows:
        nik = values.get("nik", "")
        told = {field: value for field, value in values.items() if field != "nik" and value}
        if person := known.get(nik):
            _update(person, told, path, by)
        else:
            new.append(person := _new(nik, told))
        people.append(person)
    insert(new)
    return people


def _new(nik, values):
    person = fresh(Person, provisional_number="" if nik else numbers.new_number(numbers.PERSON))
    if nik:
        person.set_nik(nik)
    for field, value in values.items():
        setattr(person, field, value)
    return person


def _update(person, values, path, by):
    if changed := apply(person, values):
        person.save()
        record_act("perbarui_data", by=by, subjects=[person.pk], place=path, detail=for_history(changed))
