"""Headings wherever they stand, and cells as Excel and people leave them."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from adat.villages.cells import meaning
from adat.villages.columns import FIELDS, find_headings, heading_of, label_of, letter_of, missing_columns
from adat.villages.fault_sheet import shown
from adat.villages.reading import lines_of
from registrations.people.forms import PERSON
from registrations.residency.forms import STAY
from tests.adat.villages.import_files import text, workbook


def test_the_template_has_every_field_of_the_contract():
    assert set(FIELDS) == {*PERSON, *STAY, "without_nik"}


@pytest.mark.parametrize(
    "spelling",
    [
        heading_of,
        label_of,
        str,
        lambda name: f" {label_of(name).upper()} * \n({name})",
        lambda name: name.title(),
    ],
)
def test_headings_are_found_in_any_spelling_and_order(spelling):
    headings = find_headings([(1, ["Daftar pendatang"]), (4, [None, *map(spelling, reversed(FIELDS))])])
    assert headings.row == 4
    assert headings.columns == {name: len(FIELDS) - place for place, name in enumerate(FIELDS)}
    assert headings.ignored == []


def test_unknown_and_double_columns_are_named():
    headings = find_headings([(1, ["NIK", "Nama", "Agama", "No. KTP"])])
    assert headings.columns == {"nik": 0, "full_name": 1}
    assert headings.ignored == ["Agama", "No. KTP"]


def test_headings_below_the_tenth_row_are_not_looked_for():
    assert find_headings([(11, ["NIK", "Nama"])]) is None


def test_missing_columns_are_named():
    assert missing_columns({"full_name": 0, "address": 1, "purpose": 2, "arrived_on": 3, "sex": 4}) == [
        "NIK",
        "Rencana tinggal sampai",
    ]


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (79, "CB")])
def test_letters_of_columns(column, letters):
    assert letter_of(column) == letters


@pytest.mark.parametrize(
    ("name", "cell", "means"),
    [
        ("nik", "'5311011202980001", "5311011202980001"),
        ("nik", 5311011202980001.0, "5311011202980001"),
        ("nik", " 5311 0112 0298 0001 ", "5311 0112 0298 0001"),
        ("phone", 81234567890.0, "81234567890"),
        ("birth_date", "1998-02-12 00:00:00", "1998-02-12"),
        ("birth_date", 35838.0, "1998-02-12"),
        ("birth_date", "12/02/1998", "1998-02-12"),
        ("birth_date", "12/2/98", "1998-02-12"),
        ("birth_date", "12 Feb 1998", "1998-02-12"),
        ("birth_date", "12 Pebruari 1998", "1998-02-12"),
        ("birth_date", "'12-Agt-98", "1998-08-12"),
        ("arrived_on", "3.1.26", "2026-01-03"),
        ("birth_date", "31-02-1998", "31-02-1998"),
        ("birth_date", "kemarin", "kemarin"),
        ("birth_date", "-", ""),
        ("birth_date", "0", ""),
        ("nik", '"5311011202980001"', "5311011202980001"),
        ("nik", "0", ""),
        ("kk_number", "-", ""),
        ("occupation", 46.0, "Juru Masak"),
        ("occupation", "Juru masak", "Juru masak"),
        ("sex", 1.0, "L"),
        ("sex", "2", "P"),
        ("education", "TIDAK/BLM SEKOLAH", "1"),
        ("education", "SLTA / SEDERAJAT", "5"),
        ("marital_status", "BK", "1"),
        ("marital_status", "KAWIN TERCATAT", "2"),
        ("sex", "l", "L"),
        ("sex", "Laki - laki", "L"),
        ("sex", "PEREMPUAN", "P"),
        ("education", "SMA", "5"),
        ("education", 5.0, "5"),
        ("education", "slta / sederajat", "5"),
        ("marital_status", "belum kawin", "1"),
        ("purpose", "Kerja", "work"),
        ("purpose", "study", "study"),
        ("without_nik", "Ya", "on"),
        ("without_nik", "tidak", ""),
        ("banjar", 7.0, "7"),
        ("full_name", None, ""),
    ],
)
def test_what_a_cell_means(name, cell, means):
    assert meaning(name, cell) == means


def test_a_day_whose_month_cannot_be_asks_whether_they_changed_places():
    with pytest.raises(ValidationError, match="Tidak ada bulan 31. Bila .* tertukar, tulis 31-12-1998"):
        meaning("birth_date", "12/31/1998")


@pytest.mark.parametrize("cell", [5311011202980000.0, "5,31101E+15", "5.31E+15", "5E15", 9204011202980003.0])
def test_a_nik_that_excel_rounded_asks_for_text(cell):
    with pytest.raises(ValidationError, match="format kolomnya menjadi Teks"):
        meaning("nik", cell)


@pytest.mark.parametrize(
    ("name", "cell"), [("sex", "X"), ("education", "SMAN 3"), ("purpose", "liburan"), ("without_nik", "?")]
)
def test_a_word_that_is_no_code_names_the_choices(name, cell):
    with pytest.raises(ValidationError, match="Isi dengan"):
        meaning(name, cell)


@pytest.mark.parametrize(
    ("name", "cell", "seen"),
    [
        ("nik", "5311011202980001", "•" * 14 + "01"),
        ("nik", 531101120298.0, "•" * 10 + "98"),
        ("phone", "0812-3456-7890", "•" * 12 + "90"),
        ("full_name", "Maria 5311011202980001", "Maria " + "•" * 14 + "01"),
        ("arrived_on", "31-02-2026", "31-02-2026"),
    ],
)
def test_long_numbers_are_masked_wherever_they_stand(name, cell, seen):
    assert shown(name, cell) == seen


def read(content, name="a.xlsx"):
    return list(lines_of(content, name))


def test_cells_of_a_workbook():
    day = datetime.date(2026, 11, 2)
    found = read(workbook([["a\tb\u200bc", day, 1.5, True, None, "=1+1"]], ["k"] * 6, above=2, before=1))
    assert found == [(3, [None, *["k"] * 6]), (4, [None, "a b c", "2026-11-02", 1.5, "ya", None, "=1+1"])]


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_text_in_every_writing(sign, encoding):
    rows = read(text([{"nik": "1", "full_name": "José Ñara"}], sign=sign, encoding=encoding), "a.csv")
    assert [cells[:3] for _number, cells in rows] == [
        [heading_of("nik"), heading_of("without_nik"), heading_of("full_name")],
        ["1", None, "José Ñara"],
    ]


def test_excels_own_separator_line_and_blank_lines():
    assert read(b"sep=;\r\nnik;nama\r\n\r\n1;2\r\n", "a.csv") == [(1, ["nik", "nama"]), (3, ["1", "2"])]
