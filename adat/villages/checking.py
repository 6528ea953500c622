"""The dry run: every row goes through the desk's own form, and each fault names its cell."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from adat.villages.cells import meaning
from adat.villages.columns import letter_of
from adat.villages.models import Sheet, SheetRow
from adat.villages.urgent import post_urgent
from harmoni import cipher
from registrations.residency.forms import NewcomerForm
from registrations.residency.models import Stay

CHECK = "villages.check_sheet"
CHUNK = 250


def check_next(sheet: Sheet) -> None:
    """Looks at the next rows and asks for those after them; the sheet is checked when none is left."""
    rows = list(sheet.rows.unchecked()[:CHUNK])
    if not rows:
        sheet.state = Sheet.State.CHECKED
        return sheet.save(update_fields=["state"])
    _check(sheet, rows)
    SheetRow.objects.bulk_update(rows, ["good", "faults", "nik_digest"])
    post_urgent(CHECK, sheet, step=rows[-1].number)


def _check(sheet, rows):
    judged = []
    for row in rows:
        row.sheet = sheet
        form, faults = judge(row.values)
        row.nik_digest = cipher.digest(form.cleaned_data.get("nik", ""), use="nik")
        judged.append((row, faults))
    SheetRow.objects.bulk_update(rows, ["nik_digest"])
    twice, here = _first_rows(sheet, rows), _stays(sheet, rows)
    for row, faults in judged:
        if (first := twice.get(row.nik_digest, row.number)) < row.number:
            faults.setdefault("nik", _("NIK yang sama sudah ada di baris %(row)d.") % {"row": first})
        if row.nik_digest in here:
            faults.setdefault("nik", already_here(here[row.nik_digest]))
        set_verdict(row, faults)


def judge(values: dict[str, Any]) -> tuple[NewcomerForm, dict[str, str]]:
    """The form filled with one row, and {field: sentence} of what is wrong; valid when that is empty."""
    data, faults = {}, {}
    for name, cell in values.items():
        try:
            data[name] = meaning(name, cell)
        except ValidationError as fault:
            faults[name] = fault.messages[0]
    if not data.get("nik") and not data.get("without_nik"):
        faults.setdefault("nik", _("Tulis NIK, atau isi “ya” di kolom Belum punya KTP."))
    form = NewcomerForm(data)
    for name, sentences in form.errors.items():
        faults.setdefault(name, " ".join(sentences))
    return form, faults


def set_verdict(row: SheetRow, faults: dict[str, str]) -> None:
    columns = row.sheet.columns
    cells = [[f"{letter_of(columns.get(name, 0))}{row.number}", name, why] for name, why in faults.items()]
    row.good, row.faults = not faults, sorted(cells, key=lambda cell: columns.get(cell[1], 0))


def already_here(stay: Stay) -> str:
    return _("Orang ini masih tercatat tinggal di sini sejak %(day)s. Perpanjang dari catatannya.") % {
        "day": date_format(stay.arrived_on, "j F Y")
    }


def _first_rows(sheet, rows):
    """{digest: number of the first row of the sheet that holds this NIK}"""
    digests = [row.nik_digest for row in rows if row.nik_digest]
    found = sheet.rows.filter(nik_digest__in=digests).order_by("-number").values_list("nik_digest", "number")
    return {bytes(digest): number for digest, number in found}


def _stays(sheet, rows):
    """{digest: running stay in this very village}"""
    digests = [row.nik_digest for row in rows if row.nik_digest]
    stays = Stay.objects.here().filter(customary_village=sheet.customary_village_id, nik_digest__in=digests)
    return {bytes(stay.nik_digest): stay for stay in stays}
