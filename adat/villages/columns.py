"""Which column of a sheet holds which field: told by its heading, wherever that stands."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from adat.villages.layouts import OFFICES, STATUS, Layout, layout_of
from registrations.people.forms import PERSON
from registrations.residency.forms import STAY, NewcomerForm

FIELDS = ("nik", "without_nik", *PERSON[2:], "kk_number", *STAY[1:-1], "letter_token", "category")
HEADING_ROWS = 10
OURS_ALONE = {"arrived_on", "planned_until", "lodging_name", "letter_token"}  # no other office's sheet tells these
ALSO = {
    "nik": "n i k, no nik, nomor nik, nomor induk kependudukan, no ktp, nomor ktp",
    "without_nik": "belum punya ktp, tanpa ktp, tanpa nik",
    "kk_number": "no kk, kk, nomor kartu keluarga",
    "full_name": "nama",
    "sex": "l/p, jk, kelamin",
    "birth_date": "tgl lahir",
    "phone": "no hp, hp, nomor hp, no telepon, telp, wa, nomor telepon",
    "email": "email, e-mail",
    "origin_village": "desa asal, asal, desa/kelurahan asal, kabupaten asal, kode desa asal",
    "marital_status": "status kawin, status",
    "address": "alamat, alamat di bali, alamat sekarang",
    "lodging_name": "kos, tempat tinggal, nama kos",
    "purpose": "tujuan datang, keperluan",
    "employer_name": "tempat kerja, perusahaan, majikan",
    "arrived_on": "tgl tiba, tanggal datang, tgl datang",
    "planned_until": "tinggal sampai, rencana sampai, sampai",
}


@dataclass
class Headings:
    """The heading's row (from 1), the place of each field's column (from 0), and what was not understood."""

    row: int
    layout: str = Layout.OWN
    columns: dict[str, int] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)


def label_of(name: str) -> str:
    if name == "without_nik":
        return _("Belum punya KTP")
    if name == STATUS:
        return _("Status dasar")
    return str(NewcomerForm.base_fields[name].label)


def heading_of(name: str) -> str:
    """`NIK (nik)`: what the template writes."""
    return f"{label_of(name)} ({name})"


def is_required(name: str) -> bool:
    return NewcomerForm.base_fields[name].required


def letter_of(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    while column >= 0:
        letters = chr(65 + column % 26) + letters
        column = column // 26 - 1
    return letters


def _bare(text: Any) -> str:
    return " ".join(re.sub(r"[*:._]+", " ", str(text or "").lower()).split())


@cache
def known_headings(layout: str = Layout.OWN) -> dict[str, str]:
    """{heading in small letters: field}"""
    if layout != Layout.OWN:
        return {_bare(word): name for name, words in OFFICES.items() for word in words.split(",")}
    known = {_bare(word): name for name, words in ALSO.items() for word in words.split(",")}
    return known | {_bare(label_of(name)): name for name in FIELDS} | {_bare(name): name for name in FIELDS}


def field_of(heading: Any, known: dict[str, str]) -> str | None:
    """The field a heading names: by the field's own name, also in brackets at the end, or by its label."""
    bracketed = re.search(r"\(([^()]*)\)\W*$", str(heading or ""))
    if bracketed and (found := known.get(_bare(bracketed[1]))):
        return found
    return known.get(_bare(heading)) or known.get(_bare(re.sub(r"\([^()]*\)", "", str(heading or ""))))


def find_headings(rows: list[tuple[int, list]]) -> Headings | None:
    """The row among the first ten that names most fields, two at least; None when there is none."""
    first = [(number, cells) for number, cells in rows if number <= HEADING_ROWS]
    words = {_bare(cell) for _number, cells in first for cell in cells if cell is not None}
    told_here = {field_of(word, known_headings()) for word in words} & OURS_ALONE
    layout = Layout.OWN if told_here else layout_of(words)
    found = [_headings(number, cells, layout) for number, cells in first]
    best = max(found, key=lambda headings: len(headings.columns), default=None)
    return best if best and len(best.columns) > 1 else None


def _headings(number, cells, layout):
    headings, known = Headings(number, layout), known_headings(layout)
    for column, cell in enumerate(cells):
        name = field_of(cell, known)
        if name and name not in headings.columns:
            headings.columns[name] = column
        elif cell is not None:
            headings.ignored.append(str(cell)[:60])
    return headings


def missing_columns(columns: dict[str, int], *, asked: tuple[str, ...] = ()) -> list[str]:
    """Labels of the columns without which no row can be good, but for those that are `asked` once for all."""
    there = {*columns, *asked}
    missing = [label_of(name) for name in FIELDS if is_required(name) and name not in there]
    return missing if "nik" in columns or "without_nik" in columns else [label_of("nik"), *missing]
