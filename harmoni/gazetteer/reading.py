"""The rows of a list of places, read by the reader of sheets in its child process; what is wrong is said by line."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from adat.villages.file_kind import Refused
from adat.villages.reading import lines_of
from adat.villages.refusals import SENTENCES

LEVELS = {"provinsi": (1, 2), "kabkota": (2, 4), "kecamatan": (3, 6), "desa": (4, 10)}
REGION_HEADINGS = {"code": "code kode", "name": "name nama", "level": "level tingkat", "kind": "kind jenis"}
REGION_HEADINGS |= {"parent": "parent_code parent induk kode_induk"}
VILLAGE_HEADINGS = {
    "name": "name nama desa_adat nama_desa_adat",
    "district_code": "kecamatan_code kode_kecamatan",
    "district": "kecamatan nama_kecamatan",
    "regency_code": "kabkota_code kode_kabupaten kode_kabkota",
    "regency": "kabkota kabupaten nama_kabupaten kabupaten_kota",
    "source": "source sumber",
}
MOST_FAULTS = 20
TEXT = re.compile(r"[^\x00-\x1f<>]{1,100}")


class Unreadable(Exception):
    """The file is no such list; `faults` say why, at most twenty sentences."""

    def __init__(self, faults: list[str]):
        super().__init__(faults[0])
        self.faults = faults


@dataclass
class Rows:
    """{key: row}, and the sentences of what is wrong."""

    found: list[tuple[int, dict]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def wrong(self, line: int, sentence: str) -> None:
        self.faults.append(_("Baris %(line)s: %(why)s") % {"line": line, "why": sentence})

    def stop(self) -> None:
        if self.faults:
            raise Unreadable(self.faults[:MOST_FAULTS])


def table_of(content: bytes, name: str, headings: dict[str, str], needed: tuple[str, ...]) -> Rows:
    """The rows under the headings of the first line, as {field: text}."""
    try:
        lines = list(lines_of(content, name))
    except Refused as refused:
        raise Unreadable([str(SENTENCES[refused.code])]) from refused
    known = {word: field for field, words in headings.items() for word in words.split()}
    head = [known.get(_bare(cell)) for cell in lines[0][1]] if lines else []
    if missing := [field for field in needed if field not in head]:
        raise Unreadable(
            [_("Kolom yang wajib belum ada: %s.") % ", ".join(headings[one].split()[0] for one in missing)]
        )
    rows = Rows()
    for number, cells in lines[1:]:
        texts = {field: _text(cell) for field, cell in zip(head, cells, strict=False) if field}
        if any(texts.values()):
            rows.found.append((number, {field: texts.get(field, "") for field in headings}))
    return rows


def regions_of(content: bytes, name: str) -> dict[str, tuple[str, str, int, str]]:
    """{code: (name, kind, level, parent code)}; raises Unreadable."""
    rows = table_of(content, name, REGION_HEADINGS, ("code", "name", "level"))
    found: dict[str, tuple[str, str, int, str]] = {}
    for line, row in rows.found:
        code = row["code"].replace(".", "")
        level, length = LEVELS.get(row["level"].lower(), (0, 0))
        parent = row["parent"].replace(".", "") or code[: {4: 2, 6: 4, 10: 6}.get(length, 0)]
        if why := _region_fault(code, row["name"], length, parent, found):
            rows.wrong(line, why)
        else:
            found[code] = (row["name"], row["kind"] or row["level"].lower(), level, parent)
    for code, (_name, _kind, _level, parent) in found.items():
        if parent and parent not in found:
            rows.faults.append(
                _("Induk %(parent)s dari %(code)s tidak ada di berkas.") % {"parent": parent, "code": code}
            )
    rows.stop()
    if not found:
        raise Unreadable([_("Tidak ada wilayah di berkas ini.")])
    return found


def villages_of(content: bytes, name: str) -> Rows:
    """The desa adat as written; where each lies is looked up afterwards, so that all faults are told at once."""
    rows = table_of(content, name, VILLAGE_HEADINGS, ("name",))
    good = []
    for line, row in rows.found:
        row["name"] = re.sub(r"^desa\s+adat\s+", "", row["name"], flags=re.IGNORECASE)
        if not re.search(r"[A-Za-z]", row["name"]) or len(row["name"]) > 80:
            rows.wrong(line, _("Nama desa adat belum benar."))
        else:
            good.append((line, row))
    return Rows(good, rows.faults)


def _region_fault(code, name, length, parent, found):
    if not length:
        return _("Tingkat harus provinsi, kabkota, kecamatan, atau desa.")
    if len(code) != length or not re.fullmatch("[0-9]+", code):
        return _("Kode %(code)s bukan %(length)s angka.") % {"code": code[:20], "length": length}
    if code in found:
        return _("Kode %s ditulis dua kali.") % code
    if parent != code[: len(parent)] or len(parent) != {2: 0, 4: 2, 6: 4, 10: 6}[length]:
        return _(
            "Kode %(code)s tidak berawal dengan kode induknya. Wilayah yang pindah induk mendapat kode baru;"
            " kode lamanya disimpan sebagai kode lama."
        ) % {"code": code}
    return "" if TEXT.fullmatch(name) else _("Nama wilayah belum benar.")


def _bare(cell):
    return re.sub(r"[^a-z]+", "_", str(cell or "").lower()).strip("_")


def _text(cell):
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str("" if cell is None else cell).split())
