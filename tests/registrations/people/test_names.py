"""One name however it is written, and the columns by which a person is found: no path saves a row without them."""

import datetime

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction

from harmoni import cipher
from harmoni.copying import FEW, insert
from registrations.people.finding import begun
from registrations.people.models import Person
from registrations.people.names import LONGEST, name_key, swapped, without_day, words_of
from registrations.people.numbers import new_number

DAY = datetime.date


@pytest.mark.parametrize(
    ("key", "written"),
    [
        (" muhamad yusup", ["Muh. Yusuf", "MUHAMMAD JUSUF", "Mohamad Yusuf, S.Pd.", "M. Yusuf", "Mohd Yusup"]),
        (" wayan sukarta", ["I Wayan Sukarta", "I Wyn. Soekarta", "Wayan Sukarta", "I WAJAN SUKARTA"]),
        (" putu ayu", ["Ni Putu Ayu", "Ni Pt. Ayu", "Putu Ayu"]),
        (" made nyoman ketut gede", ["Md Nym Kt Gd", "I Made Nyoman Ketut Gde"]),
        (" ida bagus mantra", ["Ida Bagus Mantra", "I.B. Mantra", "IB Mantra", "Ida Bgs Mantra"]),
        (" anak agung gede", ["Anak Agung Gede", "A.A. Gde", "AA Gd."]),
        (" yohanes bere", ["Yohanes Bere", "Johanes Bere", "JOHANNES BERE"]),
        (" yoko cahiono", ["Joko Cahyono", "Djoko Tjahjono"]),
        (" kristina pransiska", ["Christina Fransisca", "Kristina Fransiska"]),
        (" ahmad sahrul", ["H. Achmad Syahrul", "Ahmad Sjahrul, S.H.", "Akhmad Sahrul"]),
        (" marselinus dapa", ["Marcelinus Dappa", "Marselinus Dapa"]),
        (" pransiska lusia pania", ["Francisca Lucia Vanya", "Fransiska Lusia Vania"]),
        (" pitria andi", ["Fitriya Andy", "Fitria Andi"]),
        (" yose", ["José", "Jose"]),
        (" maria", ["Maria", " maria "]),
    ],
)  # fmt: skip
def test_one_name_has_one_key(key, written):
    assert {name_key(name) for name in written} == {key}


@pytest.mark.parametrize("name", ["I", "Ni", "H.", "M.", "Dr", "-", "李", "Ny", "'", "%_", "a" * 5000, "Kt " * 200])
def test_no_name_is_without_a_key(name):
    assert name_key(name).startswith(" ")
    assert 2 <= len(name_key(name)) <= LONGEST


def test_other_names_stay_others():
    assert (
        len({name_key(name) for name in ["Umbu Ana", "Rambu Ana", "Umbu Anu", "Made", "Madiun", "Nita", "Rita"]}) == 7
    )


def test_while_it_is_typed_it_is_found_by_its_beginning():
    whole = words_of("Muhammad Yusuf")
    for typed in ("m", "moh", "moham", "Muhamm", "Mohammad", "mohammad j", "Muh. Yus"):
        assert all(any(word.startswith(part) for word in whole) for part in words_of(typed)), typed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Maria 03-04-1998", ("Maria ", [DAY(1998, 4, 3), DAY(1998, 3, 4)], None)),
        ("Maria 3/4/1998", ("Maria ", [DAY(1998, 4, 3), DAY(1998, 3, 4)], None)),
        ("Maria 1998-04-03", ("Maria ", [DAY(1998, 4, 3), DAY(1998, 3, 4)], None)),
        ("Maria 13-04-1998", ("Maria ", [DAY(1998, 4, 13)], None)),
        ("Maria 04-04-1998", ("Maria ", [DAY(1998, 4, 4)], None)),
        ("Maria 31-02-1998", ("Maria ", [], None)),
        ("Maria 1998", ("Maria ", [], 1998)),
        ("Maria", ("Maria", [], None)),
        ("5311011202980001", ("5311011202980001", [], None)),
    ],
)
def test_a_day_typed_beside_the_name(text, found):
    assert without_day(text) == found


def test_a_day_swapped():
    assert swapped(DAY(1998, 4, 3)) == DAY(1998, 3, 4)
    assert (swapped(DAY(1998, 4, 13)), swapped(None)) == (None, None)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (new_number("T", lambda signs: signs[7]), {}),
        ("maria yohana 03-04-1998", {"full_name": "Maria Yohana", "birth_date": "1998-04-03"}),
        ("McDonald Umbu", {"full_name": "McDonald Umbu"}),
        ("5311 0112 0298 0001", {"nik": "5311011202980001"}),
    ],
)
def test_what_was_searched_in_vain_begins_the_form(text, fields):
    assert begun(text) == fields


def one(**values):
    person = Person(**{"full_name": "Muh. Yusuf", "sex": "L", "provisional_number": "P-7F3K-9QXA", **values})
    person.phone = "+6281200001234"
    return person


@pytest.mark.django_db
def test_saved_alone_in_bulk_or_by_copy_the_keys_are_there():
    alone, *others = [one(provisional_number=f"P-0000-{number:04}") for number in range(FEW + 3)]
    alone.save()
    Person.objects.bulk_create([others.pop()])
    insert(others)
    phone = cipher.digest("+6281200001234", use="phone")
    found = {(key, bytes(digest)) for key, digest in Person.objects.values_list("name_key", "phone_digest")}
    assert found == {(" muhamad yusup", phone)}
    alone.full_name, alone.phone = "Maria", ""
    alone.save()
    alone.refresh_from_db()
    assert (alone.name_key, alone.phone_digest) == (" maria", None)


@pytest.mark.django_db
def test_a_row_written_past_the_model_is_refused_by_the_database():
    person = one()
    person.save()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET name_key = '' WHERE id = %s", [person.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"full_name": "Maria"}, {"phone_sealed": b""}])
def test_no_update_leaves_a_key_behind(values):
    with pytest.raises(NotSupportedError):
        Person.objects.update(**values)
