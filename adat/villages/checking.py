"""The dry run: every row goes through the desk's own form, and each fault names its cell."""

from django.db.models import F, Min, Window
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from adat.villages.breaker import why_stopped
from adat.villages.columns import letter_of
from adat.villages.judging import Judge
from adat.villages.models import Sheet, SheetPart, SheetRow
from adat.villages.urgent import post_urgent
from harmoni import cipher
from harmoni.copying import insert, update
from harmoni.history.record import record_reading
from registrations.residency.models import Stay

CHECK = "villages.check_sheet"
STANDS_IN = {"without_nik": "nik", "origin_address": "home_street"}  # on the sheets of other offices
VERDICT = ["good", "faults", "doubtful", "nik_digest", "double"]


def check_next(sheet: Sheet, lane: int = 0) -> None:
    """Looks at the next part that nobody is at and asks for the next step; the sheet is checked when none is left."""
    part = sheet.parts.select_for_update(skip_locked=True).first()
    if part:
        part.sheet = sheet
        take(part)
        return post_urgent(CHECK, sheet, after=part.number, lane=lane)
    if not sheet.parts.exists():
        finish(sheet)


def take(part: SheetPart) -> None:
    """The part becomes rows, each with its verdict."""
    rows = part.open()
    _look_at(part.sheet, rows)
    insert(rows)
    part.delete()


def finish(sheet: Sheet) -> None:
    """Every row was looked at: those that stand twice in rows of two lanes are found too; one lane does it."""
    if Sheet.objects.select_for_update().filter(pk=sheet.pk, state=Sheet.State.READING).exists():
        _say_twice(sheet)
        look_at_the_whole(sheet)


def _say_twice(sheet):
    first = Window(Min("number"), partition_by=F("nik_digest"))
    told = sheet.rows.exclude(nik_digest=None).annotate(first=first).filter(number__gt=F("first"), double=False)
    rows = list(told)
    for row in rows:
        row.sheet, row.double = sheet, True
        set_verdict(row, {name: why for _cell, name, why in row.faults} | {"nik": _twice(row.first)})
    update(rows, ["good", "faults", "double"])


def _twice(row):
    return _("NIK yang sama sudah ada di baris %(row)d.") % {"row": row}


def look_at_the_whole(sheet: Sheet) -> None:
    """The sheet can be saved, unless the breaker stops it."""
    sheet.fault = why_stopped(sheet)
    sheet.state = Sheet.State.STOPPED if sheet.fault else Sheet.State.CHECKED
    sheet.save(update_fields=["state", "fault"])


def check_again(row: SheetRow) -> None:
    """Judges a row that was mended."""
    _look_at(row.sheet, [row])
    row.save(update_fields=["values_sealed", *VERDICT])


def _look_at(sheet, rows):
    """Says of each row what is wrong with it; earlier rows of the sheet count as the first of a NIK."""
    verdicts = Judge().all([row.values for row in rows])
    for row, verdict in zip(rows, verdicts, strict=True):
        row.nik_digest = cipher.digest(verdict.nik, use="nik")
        row.doubtful = not verdict.faults and bool(verdict.cautions)
    first, here = _first_rows(sheet, rows), _stays(sheet, rows)
    for row, verdict in zip(rows, verdicts, strict=True):
        if (earlier := first.get(row.nik_digest, row.number)) < row.number:
            verdict.faults.setdefault("nik", _twice(earlier))
        if row.nik_digest in here:
            verdict.faults.setdefault("nik", already_here(here[row.nik_digest]))
        row.double = bool(row.nik_digest) and (earlier < row.number or row.nik_digest in here)
        set_verdict(row, verdict.faults)
    _leave_a_trace(sheet, [here[row.nik_digest] for row in rows if row.nik_digest in here])


def _leave_a_trace(sheet, stays):
    """A row that tells since when somebody has lived here is a look at that person's record."""
    subjects = {subject for stay in stays for subject in stay.subjects}
    record_reading("cari_nik", by=sheet.uploaded_by, subjects=subjects, place=sheet.customary_village.path)


def set_verdict(row: SheetRow, faults: dict[str, str]) -> None:
    columns = row.sheet.columns
    cells = [[cell_of(row, name), name, why] for name, why in faults.items()]
    row.good, row.faults = not faults, sorted(cells, key=lambda cell: columns.get(cell[1], 0))


def cell_of(row: SheetRow, name: str) -> str:
    """`B12`, as the spreadsheet says it."""
    columns = row.sheet.columns
    return f"{letter_of(columns.get(name, columns.get(STANDS_IN.get(name), 0)))}{row.number}"


def already_here(stay: Stay) -> str:
    return _("Orang ini masih tercatat tinggal di sini sejak %(day)s. Perpanjang dari catatannya.") % {
        "day": date_format(stay.arrived_on, "j F Y")
    }


def _first_rows(sheet, rows):
    """{digest: number of the first row of the sheet that holds this NIK}"""
    first = {row.nik_digest: row.number for row in reversed(rows) if row.nik_digest}
    higher = sheet.rows.filter(nik_digest__in=list(first), number__lt=rows[0].number)
    before = higher.order_by("-number").values_list("nik_digest", "number")
    return first | {bytes(digest): number for digest, number in before}


def _stays(sheet, rows):
    """{digest: running stay in this very village}"""
    digests = [row.nik_digest for row in rows if row.nik_digest]
    stays = Stay.objects.here().filter(customary_village=sheet.customary_village_id, nik_digest__in=digests)
    return {bytes(stay.nik_digest): stay for stay in stays}
