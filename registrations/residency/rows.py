"""People typed as rows of one screen, or pasted as a list: each row is judged by the very form of the desk."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registrations.people.forms import line
from registrations.people.nik import decode, digits_of
from registrations.people.nik import warnings as nik_warnings
from registrations.people.phones import e164
from registrations.residency.forms import NewcomerForm
from registrations.residency.models import MOST_ROWS, Relation, School

PERSON = ("nik", "without_nik", "full_name", "sex", "birth_date")
CREW = PERSON
FAMILY = (*PERSON, "relation", "school_status", "school_name", "guardian_name", "guardian_phone", "guardian_relation")
CHOSEN = ("relation", "school_status", "sex", "without_nik")  # said alone, they make no row
NAME = re.compile(r"^orang-(\d{1,3})-(\w+)$", re.ASCII)
OF_THE_SHEET = {
    "daftar": gettext_lazy("Tempel dari daftar"),
    "relation": gettext_lazy("Hubungan"),
    "school_status": gettext_lazy("Sekolah"),
    "school_name": gettext_lazy("Nama sekolah"),
    "guardian_name": gettext_lazy("Wali, bila bukan kepala keluarga"),
    "guardian_phone": gettext_lazy("Telepon wali"),
    "guardian_relation": gettext_lazy("Hubungan wali"),
}
LONGEST = 200
LENGTHS = {"school_name": 120, "guardian_name": 120, "guardian_relation": 60}
DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$", re.ASCII)
WITHOUT = re.compile(r"^(tanpa|belum|tidak ada|tdk|-)\s*(punya|ber)?\s*-?\s*(nik|ktp)?$", re.IGNORECASE)
SEXES = {"l": "L", "lk": "L", "laki": "L", "laki-laki": "L", "p": "P", "pr": "P", "perempuan": "P"}


def typed_rows(post: Mapping[str, Any], fields: tuple[str, ...]) -> list[dict[str, str]]:
    """What stands in `orang-<n>-<field>`, in the order of n; rows into which nobody wrote are left out."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in post.items():
        found = NAME.match(name)
        if found and found[2] in fields and str(value).strip():
            rows.setdefault(int(found[1]), {})[found[2]] = str(value).strip()[:LONGEST]
    written = [rows[number] for number in sorted(rows) if set(rows[number]) - set(CHOSEN)]
    return written[:MOST_ROWS]


def pasted(text: str) -> list[dict[str, str]]:
    """One person a line, the parts in any order: 16 digits, a day, L or P, `tanpa NIK`; the rest is the name.

    Parts are divided by tabs, semicolons, commas or two spaces; a number at the beginning counts the lines.
    """
    rows = [_line(line) for line in text[:20_000].splitlines() if line.strip()]
    return [row for row in rows if row][:MOST_ROWS]


def label_of(name: str, form: type[NewcomerForm]) -> str:
    """What a field of a sheet is called: `orang-0-nik` is *Orang 1: NIK*."""
    found = NAME.match(name)
    field = (NewcomerForm if found else form).base_fields.get(found[2] if found else name)
    if not found:
        return str(field.label) if field else str(OF_THE_SHEET.get(name, name))
    label = field.label if field else OF_THE_SHEET.get(found[2], found[2])
    return _("Orang %(n)d: %(field)s") % {"n": int(found[1]) + 1, "field": label}


def _line(line):
    row, names = {}, []
    for part in re.split(r"[\t;,|]|\s{2,}", re.sub(r"^\s*\d{1,3}[.)]\s*", "", line)):
        _place(part.strip(), row, names)
    if names:
        row["full_name"] = " ".join(names)[:LONGEST]
    return row if set(row) - set(CHOSEN) else {}


def _place(part, row, names):
    words = part.split()
    if not words:
        return
    if len(digits := digits_of(part)) >= 12 and digits.isdigit():
        row["nik"] = part
    elif DATE.match(part):
        row["birth_date"] = part
    elif part.casefold() in SEXES:
        row["sex"] = SEXES[part.casefold()]
    elif WITHOUT.match(part):
        row["without_nik"] = "on"
    else:
        _from_words(words, row, names)


def _from_words(words, row, names):
    """A line without dividers, as people write it: `Umbu Jara 5311... L`."""
    if len(words) > 1 and any(len(digits_of(word)) == 16 or DATE.match(word) for word in words):
        for word in words:
            _place(word, row, names)
    elif len(words) > 1 and words[-1].casefold() in ("l", "p"):
        row["sex"] = SEXES[words[-1].casefold()]
        names += words[:-1]
    elif not (len(words) == 1 and words[0].isdigit()):
        names += words


def judge(typed: dict[str, str], shared: dict[str, str]) -> tuple[NewcomerForm, dict[str, str]]:
    """The desk's form filled with a row and what all share, and {field: sentence}: none, and the row is good."""
    form = NewcomerForm({**shared, **filled(typed)})
    faults = {}
    for name, sentences in form.errors.items():
        said = " ".join(map(str, sentences))
        field = name if name in PERSON else "full_name"
        faults[field] = f"{faults[field]} {said}" if field in faults else said
    return form, faults | _of_family(typed)


def filled(typed: dict[str, str]) -> dict[str, str]:
    """The row with sex and birth date read from its NIK, where nobody wrote them."""
    nik = digits_of(typed.get("nik", ""))
    if len(nik) != 16 or not (nik.isascii() and nik.isdigit()):
        return typed
    said = decode(nik)
    read = {"sex": said.sex, "birth_date": said.birth_date and said.birth_date.isoformat()}
    return {**{name: value for name, value in read.items() if value}, **typed}


def notes_on(form: NewcomerForm) -> list[str]:
    """What does not fit between number and words of a good row: told, and no reason to wait."""
    values = form.cleaned_data
    return nik_warnings(values["nik"], sex=values["sex"], birth_date=values["birth_date"]) if values["nik"] else []


def _of_family(typed):
    faults = {}
    if typed.get("relation", Relation.OTHER) not in Relation.values:
        faults["relation"] = _("Pilih hubungannya.")
    if typed.get("school_status", "") not in ("", *School.values):
        faults["school_status"] = _("Pilih keadaan sekolahnya.")
    if typed.get("guardian_phone"):
        try:
            e164(typed["guardian_phone"])
        except ValidationError as wrong:
            faults["guardian_phone"] = wrong.messages[0]
    for name, length in LENGTHS.items():
        try:
            line("", length).clean(typed.get(name, ""))
        except ValidationError as wrong:
            faults[name] = wrong.messages[0]
    return faults
