"""What a NIK says and cannot say, how phones are written, and numbers that find their own mistakes."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations.people import numbers
from registrations.people.nik import check_number, decode, masked, warnings
from registrations.people.phones import e164
from tests.cast import nik_of

TODAY = datetime.date(2026, 11, 22)
DIGITS = st.text("0123456789", min_size=16, max_size=16)
many = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])


# --- NIK -----------------------------------------------------------------------------------------------
@pytest.mark.django_db
@many
@given(DIGITS)
def test_any_sixteen_digits_are_read(nik):
    said = decode(nik, TODAY)
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    assert said.sex == ("L" if 1 <= day <= 31 else "P" if 41 <= day <= 71 else None)
    if said.birth_date:
        shown = said.birth_date.day + (40 if said.sex == "P" else 0), said.birth_date.month, said.birth_date.year % 100
        assert shown == (day, month, year)
        assert said.birth_date <= TODAY
        assert said.birth_date.year > TODAY.year - 101
    assert said.district is None or said.district.code == nik[:6]
    assert said.regency is None or said.regency.code == nik[:4]
    assert all(isinstance(text, str) for text in warnings(nik, sex="P", birth_date=TODAY))


@pytest.mark.django_db
@many
@given(st.dates(datetime.date(1927, 1, 1), TODAY), st.sampled_from("LP"), st.integers(1, 9999))
def test_what_was_put_in_is_read_out(born, sex, serial):
    said = decode(nik_of(sex, born, "531101", serial), TODAY)
    assert (said.sex, said.birth_date, said.district.code, said.regency.code) == (sex, born, "531101", "5311")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "sex", "born"),
    [
        ("120298", "L", datetime.date(1998, 2, 12)),
        ("520298", "P", datetime.date(1998, 2, 12)),
        ("710100", "P", datetime.date(2000, 1, 31)),
        ("221126", "L", datetime.date(2026, 11, 22)),
        ("231126", "L", datetime.date(1926, 11, 23)),
        ("290204", "L", datetime.date(2004, 2, 29)),
        ("690200", "P", datetime.date(2000, 2, 29)),
        ("290228", "L", datetime.date(1928, 2, 29)),
        ("290203", "L", None),
        ("310498", "L", None),
        ("321298", None, None),
        ("401298", None, None),
        ("721298", None, None),
        ("991298", None, None),
        ("000098", None, None),
        ("121398", "L", None),
    ],
)
def test_sex_and_century(part, sex, born):
    said = decode(f"531101{part}0001", TODAY)
    assert (said.sex, said.birth_date) == (sex, born)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "district", "regency"),
    [
        ("531101", "Kota Waingapu", "Kabupaten Sumba Timur"),
        ("910101", "Merauke", "KAB. MERAUKE"),
        ("531199", None, "Kabupaten Sumba Timur"),
        ("539901", None, None),
        ("000000", None, None),
    ],
)
def test_places_of_today_and_of_the_old_decrees(code, district, regency):
    said = decode(f"{code}1202980001", TODAY)
    assert (said.district and said.district.name, said.regency and said.regency.name) == (district, regency)


@pytest.mark.django_db
def test_a_retired_papua_code_is_known_as_retired():
    said = decode("9101011202980001", TODAY)
    assert (said.district.retired, said.regency.retired, warnings("9101011202980001")) == (True, True, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nik", "values", "said"),
    [
        ("5311011202980001", {"sex": "L", "birth_date": datetime.date(1998, 2, 12)}, []),
        ("5311011202980001", {}, []),
        ("5311011202980001", {"sex": "P"}, ["NIK menunjuk jenis kelamin lain dari yang ditulis."]),
        (
            "5311011202980001",
            {"birth_date": datetime.date(1998, 2, 13)},
            ["Tanggal lahir menurut NIK 12-02-1998, yang ditulis 13-02-1998."],
        ),
        ("5311013502980001", {"sex": "P"}, ["Tanggal lahir di dalam NIK tidak ada di kalender."]),
        (
            "0000001202980001",
            {},
            ["Enam angka pertama NIK tidak ada di daftar wilayah sekarang maupun yang lama."],
        ),
    ],
)
def test_what_does_not_fit_is_said_and_never_refused(nik, values, said):
    assert check_number(nik, "NIK") == nik
    assert warnings(nik, **values) == said


@pytest.mark.parametrize(
    "text", ["5311011202980001", "5311 0112 0298 0001", "53.11.01.120298.0001", " 531101-120298-0001\n"]
)
def test_a_number_is_read_as_people_write_it(text):
    assert check_number(text, "NIK") == "5311011202980001"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("531101120298000", "NIK terdiri dari 16 angka; yang tertulis 15 angka."),
        ("53110112029800011", "NIK terdiri dari 16 angka; yang tertulis 17 angka."),
        ("1" * 300, "NIK terdiri dari 16 angka; yang tertulis 300 angka."),
        ("531101120298000I", "NIK hanya berisi angka."),
        ("", "NIK hanya berisi angka."),
        ("٥٣١١٠١١٢٠٢٩٨٠٠٠١", "NIK hanya berisi angka."),
        ("²" * 16, "NIK hanya berisi angka."),
        ("5311011202980000", "NIK ini tidak mungkin benar. Periksa lagi pada kartunya."),
        ("1" * 16, "NIK ini tidak mungkin benar. Periksa lagi pada kartunya."),
    ],
)
def test_a_number_that_is_none_gets_its_sentence(text, sentence):
    with pytest.raises(ValidationError) as wrong:
        check_number(text, "NIK")
    assert wrong.value.messages == [sentence]


def answer(check, *values):
    """What came back, or the sentences of the refusal; nothing else may be raised."""
    try:
        return check(*values)
    except ValidationError as wrong:
        return wrong.messages


@given(st.text())
def test_any_text_is_a_number_or_a_sentence(text):
    said = answer(check_number, text, "NIK")
    assert len(said) == (1 if isinstance(said, list) else 16)


def test_masked_shows_two_digits():
    assert (masked("5311011202980001"), masked("")) == ("•" * 14 + "01", "")


# --- phones --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("081234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("(0812) 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("81234567890", "+6281234567890"),
        ("0361 234567", "+62361234567"),
        ("+670 7723 4567", "+67077234567"),
        ("", ""),
        ("  ", ""),
        (None, ""),
    ],
)
def test_a_phone_is_kept_as_e164(text, kept):
    assert e164(text) == kept
    assert e164(kept) == kept


@pytest.mark.parametrize("text", ["0812", "telepon", "+", "++62812", "0" * 40, "²³"])
def test_a_phone_that_is_none_gets_its_sentence(text):
    with pytest.raises(ValidationError, match="Nomor telepon ini tidak lengkap"):
        e164(text)


@given(st.text())
def test_any_text_is_a_phone_or_a_sentence(text):
    said = answer(e164, text)
    assert said == "" or isinstance(said, list) or said.startswith("+")


# --- numbers -------------------------------------------------------------------------------------------
BODY = st.text(numbers.ALPHABET, min_size=7, max_size=7)
PREFIX = st.sampled_from([numbers.PERSON, numbers.STAY])


def made(prefix, body):
    signs = iter(body)
    return numbers.new_number(prefix, lambda _: next(signs))


@given(PREFIX, BODY)
def test_every_single_wrong_sign_is_found(prefix, body):
    number = made(prefix, body)
    assert numbers.normalised(number) == number
    for place in (2, 3, 4, 5, 7, 8, 9, 10):
        for sign in numbers.ALPHABET.replace(number[place], ""):
            assert numbers.normalised(number[:place] + sign + number[place + 1 :]) == ""


@given(PREFIX, BODY)
def test_it_is_understood_however_it_was_typed(prefix, body):
    number = made(prefix, body)
    bare = number.replace("-", "")
    slips = number[:2] + number[2:].replace("0", "O").replace("1", "l")
    for text in (bare, bare.lower(), f" {number.lower()} ", " ".join(bare), slips):
        assert numbers.normalised(text) == number


@given(st.text())
def test_other_texts_are_no_number(text):
    found = numbers.normalised(text)
    assert found == "" or numbers.normalised(found) == found


@pytest.mark.parametrize("name", ["Melkianus", "Yohanes B", "Katharina", "531101120", "Q-0000-0000", "P-0000-000U", ""])
def test_names_and_other_prefixes_are_no_number(name):
    assert numbers.normalised(name) == ""


def test_new_numbers_differ():
    assert len({numbers.new_number(numbers.STAY) for _ in range(2000)}) == 2000
