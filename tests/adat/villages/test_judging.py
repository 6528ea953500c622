"""The quick judge and the whole form say the same of every row: one truth, told at two speeds."""

import datetime
import random

import phonenumbers
import pytest
from django.utils import timezone

from adat.villages.judging import Judge
from registrations.people.phones import e164
from tests.adat.villages.import_files import newcomer
from tests.cast import nik_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
CELLS = {
    "nik": ["5311 0112 0298 0001", "'5311011202980001", 5311011202980001, "531101", "5" * 16, "abc", "0", "-", None],
    "without_nik": ["ya", "tidak", "?", None],
    "full_name": ["Maria", "José Ñara", "  Maria   Yohana ", "玛丽", "M" * 121, "M" * 120, "-", None, "a\tb"],
    "sex": ["L", "P", "laki-laki", 1, 2, "x", None],
    "birth_date": ["12-02-1998", "1998-02-12", 35838, 35838.0, "31-02-1998", "2100-01-01", "12/2/98", "kemarin", None],
    "phone": ["081234567890", 81234567890.0, "+62812-3456-7890", "62812345678", "12", "+61412345678", None, "0"],
    "origin_village": ["5311011001", "Sumba Timur", "Kabupaten Sumba Timur", "Atlantis", "Mataram", None],
    "email": ["a@b.id", "a@", None],
    "kk_number": ["5311011202980002", "5311", 5311011202980002, None],
    "education": ["SMA", 5, "5.0", "11", None],
    "marital_status": ["Kawin", "1", "entah", None],
    "address": ["Jalan Raya 1", "x" * 201, "Jl. Ṣ 1", None, "-"],
    "purpose": ["Bekerja", "study", "liburan", None],
    "occupation": ["Juru masak", 46, "x" * 101, None],
    "occupation_code": ["5120", "51a", 5120, None],
    "arrived_on": [f"{TODAY:%d-%m-%Y}", f"{TODAY + datetime.timedelta(days=1)}", "1949-12-31", "1997-01-01", None],
    "planned_until": [f"{TODAY + datetime.timedelta(days=days)}" for days in (-1, 0, 1, 364, 365, 366, 367)] + [None],
    "contract_until": [f"{TODAY}", "2001-01-01", None],
    "letter_token": ["abcdefghijklmnop", "x" * 70, None],
    "category": ["Krama tamiu", "tamiu", "raja", None],
}


def rows(count, seed=1):
    """Good rows with none to three cells changed to anything that was ever seen in a sheet."""
    rng = random.Random(seed)
    for _number in range(count):
        row = newcomer(nik=nik_of("P"))
        for name in rng.sample(list(CELLS), rng.choice([0, 0, 1, 1, 2, 3])):
            row[name] = rng.choice(CELLS[name])
        yield {name: cell for name, cell in row.items() if cell is not None}


def test_quick_and_at_length_say_the_same_of_every_row(django_db_blocker):
    judge, faulty = Judge(), 0
    for values in rows(1500):
        quick, whole = judge.judge(values), judge.at_length(values)
        assert quick.faults == whole.faults, values
        if not whole.faults:
            assert quick.cleaned == whole.cleaned, values
            assert list(quick.person_values()) == list(whole.person_values())
        faulty += bool(whole.faults)
    assert 300 < faulty < 1200


def test_every_single_cell_alone():
    judge = Judge()
    for name, cells in CELLS.items():
        for cell in cells:
            values = {field: value for field, value in newcomer(**{name: cell}).items() if value is not None}
            quick, whole = judge.judge(values), judge.at_length(values)
            assert (quick.faults, quick.cleaned) == (whole.faults, whole.cleaned), (name, cell)


def test_good_rows_do_not_need_the_whole_form(monkeypatch):
    monkeypatch.setattr(Judge, "at_length", lambda *_: pytest.fail("the whole form was asked"))
    assert [verdict.faults for verdict in Judge().all([newcomer() for _ in range(5)])] == [{}] * 5


def test_a_plain_phone_is_what_the_library_makes_of_it():
    rng = random.Random(1)
    for _turn in range(3000):
        national = "8" + "".join(rng.choices("0123456789", k=rng.choice([8, 9, 10])))
        for text in (f"0{national}", f"62{national}", f"+62{national}"):
            number = phonenumbers.parse(f"+62{national}", None)
            assert phonenumbers.is_possible_number(number)
            assert e164(text) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
