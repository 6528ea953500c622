"""Whose sheet this is: our own, OpenSID's, SIAK's or a Buku Induk Penduduk; and which of its columns are taken.

What is never taken (religion, ethnicity, health, parents) is not even kept with the row. An address on those sheets
is that of the family card, so that of the origin; where somebody lives in Bali is asked once for the whole sheet.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOME = ("home_street", "home_hamlet", "home_rt", "home_rw")  # put together as the address of the origin
STATUS = "basic_status"  # alive, moved, ...: only who is alive and has not moved is taken up
GIVEN = ("arrived_on", "planned_until", "purpose", "address", "banjar")  # asked once for the whole sheet


class Layout(models.TextChoices):
    OWN = "own", _("contoh lembar dari halaman ini")
    OPENSID = "opensid", _("data penduduk OpenSID")
    SIAK = "siak", _("data SIAK")
    BIP = "bip", _("Buku Induk Penduduk (BIP)")


OFFICES = {  # headings that the sheets of other offices have in common, as `columns` bares them
    "nik": "nik",
    "full_name": "nama, nama lengkap, nama penduduk, nama anggota keluarga",
    "kk_number": "no kk, nomor kk, nokk",
    "sex": "sex, jenis kelamin, jk, l/p, kelamin, jns kelamin",
    "birth_place": "tempatlahir, tempat lahir, tmp lahir, tmpt lahir",
    "birth_date": "tanggallahir, tanggal lahir, tgl lahir",
    "education": "pendidikan kk id, pendidikan, pendidikan terakhir, pendidikan akhir, pddk akhir",
    "occupation": "pekerjaan id, pekerjaan, jenis pekerjaan, jenis pkrjn",
    "marital_status": "status kawin, stat kwn, status perkawinan, stat kawin, status kwn, status hubungan perkawinan",
    "phone": "telepon, no hp, nomor hp",
    "email": "email",
    "address": "alamat sekarang",
    "home_street": "alamat",
    "home_hamlet": "dusun, nama dusun, lingkungan",
    "home_rw": "rw, no rw",
    "home_rt": "rt, no rt",
    STATUS: "status dasar, status",
}
MARKS = {  # the words by which a layout is known, and how many of them it takes
    Layout.OPENSID: (
        3,
        {"tempatlahir", "tanggallahir", "pendidikan kk id", "pekerjaan id", "kk level", "status kawin"},
    ),
    Layout.SIAK: (2, {"nomor kk", "nama penduduk", "petugas registrasi", "nik ayah"}),
    Layout.BIP: (2, {"shdk", "stat kwn", "nama ibu", "nama ayah"}),
}
NOT_KEPT: dict[Promise, tuple[str, ...]] = {
    _("tidak disimpan: agama dan suku tidak dicatat di portal ini"): ("agama", "suku", "etnis", "kepercayaan"),
    _("tidak disimpan: data kesehatan tidak diperlukan"): (
        *("gol", "darah", "cacat", "kelainan", "disabilitas", "hamil", "cara kb", "asuransi", "penyandang"),
    ),
    _("tidak diperlukan untuk lapor diri"): (
        *("ayah", "ibu", "kk level", "shdk", "hubungan", "akta", "paspor", "pasport", "kitas", "perkawinan"),
        *("perceraian", "warganegara", "kewarganegaraan", "ktp", "rekam", "lat", "lng", "tag", "pendidikan sedang"),
        *("tgl entri", "petugas", "wjb", "stat rkm", "no", "nomor urut", "nomor", "kesalahan"),
    ),
}
HERE = ("", "0", "1", "hidup", "aktif", "ada")


def layout_of(words: set[str]) -> Layout:
    """By all the headings of the first rows, in small letters; without such marks it is read as our own."""
    found = [layout for layout, (least, marks) in MARKS.items() if len(marks & words) >= least]
    return found[0] if found else Layout.OWN


def why_ignored(heading: str) -> str:
    """Why a column is not taken: a sentence to stand behind its heading."""
    words = " ".join(heading.lower().replace("_", " ").replace(".", " ").split())
    for why, parts in NOT_KEPT.items():
        if any(f" {part} " in f" {words} " or (len(part) > 3 and part in words) for part in parts):
            return str(why)
    return str(_("tidak dikenal"))


def put_together(layout: str, values: dict) -> dict:
    """The row of another office under our own names: one address of the origin, and the word that there is no NIK."""
    if layout == Layout.OWN:
        return values
    values = {name: cell for name, cell in values.items() if str(cell).strip() not in ("", "-", "--")}
    home = {name: str(values.pop(name, "") or "").strip(" -'") for name in HOME}
    parts = [home["home_street"], _with("RT", home["home_rt"]), _with("RW", home["home_rw"]), home["home_hamlet"]]
    if whole := ", ".join(dict.fromkeys(part for part in parts if part)):
        values["origin_address"] = whole
    if _is_no_nik(values.get("nik")) and values.get("full_name"):
        values.pop("nik", None)
        values["without_nik"] = "ya"
    if _is_here(values.get(STATUS)):
        values.pop(STATUS, None)
    return values


def _with(word, number):
    number = number.removesuffix(".0")
    return f"{word} {number}" if number.strip("0") else ""


def _is_no_nik(cell):
    """Empty, 0, a dash, or OpenSID's stand-in: a nought, the village's code and a serial."""
    text = str(cell if cell is not None else "").removesuffix(".0").strip(" '-")
    return not text.strip("0") or (len(text) == 16 and text.startswith("0"))


def _is_here(cell):
    return str(cell if cell is not None else "").removesuffix(".0").strip(" '-").lower() in (
        "",
        "0",
        "1",
        "hidup",
        "aktif",
        "ada",
    )
