"""What a cell means to the form: Excel's dates, numbers, words for codes. The form says if it is right."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from adat.villages.days import as_day
from registrations.residency.forms import NewcomerForm

LONG_NUMBERS = ("nik", "kk_number")
PHONES = ("phone", "lodging_phone", "responsible_phone")
DATES = ("birth_date", "arrived_on", "planned_until", "contract_until")
EXACT = 2**53  # above it a number of Excel has lost its last digits
DATA = Path(__file__).parent / "data"
BLANK = {"-", "--", "---", "–", "—", ".", "null", "nihil", "n/a", "#n/a", "tidak ada"}
ZERO_IS_BLANK = {"nik", "kk_number", "phone", "email", "birth_date", "education", "marital_status", "occupation"}
YES = {"ya", "y", "x", "1", "v", "true", "benar", "belum punya", "belum"}
NO = {"tidak", "t", "no", "n", "0", "false", "-"}
WORDS = {
    "sex": {"L": "1, laki, laki laki, pria, lk, m, male", "P": "2, wanita, pr, pr m, f, female"},
    "education": {
        1: "tidak sekolah, belum sekolah, tidak blm sekolah, tdk blm sekolah, belum tidak sekolah",
        2: "belum tamat sd, tidak tamat sd, tidak tamat sd sederajat, blm tamat sd sederajat",
        3: "sd, tamat sd, sd sederajat, tamat sd sederajat",
        4: "smp, sltp, mts, smp sederajat, tamat smp sederajat",
        5: "sma, smk, slta, ma, stm, sma sederajat, smk sederajat, tamat sma sederajat, tamat slta sederajat",
        6: "d1, d2, d i, d ii, diploma i, diploma ii",
        7: "d3, d iii, diploma iii, akademi, akademi diploma iii s muda, akademi diploma iii sarjana muda, diploma 3",
        8: "s1, d4, d iv, s i, sarjana, strata i, diploma iv s1, strata 1",
        9: "s2, s ii, magister",
        10: "s3, s iii, doktor",
    },
    "marital_status": {
        1: "belum menikah, lajang, bk, belum nikah, blm kawin",
        2: "menikah, sudah kawin, k, nikah, kawin tercatat, kawin belum tercatat, kawin tidak tercatat",
        3: "cerai, ch, cerai hidup tercatat",
        4: "ditinggal mati, cm, janda mati, duda mati",
    },
    "purpose": {
        "work": "kerja",
        "study": "sekolah, kuliah, belajar",
        "family": "keluarga, ikut keluarga, menjenguk keluarga",
        "other": "lain, lain-lain",
    },
    "category": {},
}


def _bare(text):
    return " ".join(re.sub(r"[\W_]+", " ", text.lower()).split())


@cache
def _codes(name):
    """{word: code} of one field: the codes, the form's own labels, and the words people write."""
    choices = [(str(code), str(label)) for code, label in NewcomerForm.base_fields[name].choices if code]
    codes = {_bare(word): str(code) for code, words in WORDS[name].items() for word in words.split(",")}
    codes |= {_bare(label): code for code, label in choices}
    return codes | {_bare(code): code for code, _label in choices}


def as_text(cell: Any) -> str:
    """A whole number without its `.0`; nothing as an empty text."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def meaning(name: str, cell: Any) -> str:
    """The text the form expects; raises ValidationError where the sheet, not the person, spoilt the value."""
    text = as_text(cell)
    if is_blank(name, text):
        return ""
    if name in LONG_NUMBERS or name in PHONES:
        return _number(text.strip("'`’\""), cell)
    if name in DATES:
        return as_day(text, cell, past=name == "birth_date")
    if name == "without_nik":
        return _yes(text)
    if name == "occupation":
        return jobs().get(text, text)
    return _code(name, text) if name in WORDS else text


def is_blank(name: str, text: str) -> bool:
    """Nothing, or one of the signs that offices put where there is nothing."""
    if name == "without_nik":
        return not text
    return not text or text.lower() in BLANK or (name in ZERO_IS_BLANK and not text.strip("0"))


@cache
def jobs() -> dict[str, str]:
    """{code of the family card: job}"""
    with (DATA / "pekerjaan_ktp.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name_title"] for row in csv.DictReader(file)}


def _number(text, cell):
    by_machine = isinstance(cell, (int, float)) and len(text) >= 16
    rounded = by_machine and (cell >= EXACT or text.endswith("0"))
    if rounded or re.fullmatch(r"\d[.,]?\d*e\+?\d+", text.lower()):
        raise forms.ValidationError(
            _(
                "Excel menyimpan nomor ini sebagai angka, jadi angka belakangnya hilang."
                " Ubah format kolomnya menjadi Teks, lalu ketik ulang dari kartunya."
            )
        )
    return text


def _yes(text):
    bare = text.lower().strip()
    if bare and bare not in YES | NO:
        raise forms.ValidationError(_("Isi dengan ya atau tidak."))
    return "on" if bare in YES else ""


def _code(name, text):
    if not text:
        return ""
    if code := _codes(name).get(_bare(text)):
        return code
    labels = ", ".join(str(label) for code, label in NewcomerForm.base_fields[name].choices if code)
    raise forms.ValidationError(_("Isi dengan salah satu dari: %(choices)s.") % {"choices": labels})
