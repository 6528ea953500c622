"""The report of a period as PDF and as a workbook, both made from the frozen content: the same bytes each time."""

import io
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from adat.prevention.models import PlanReport
from adat.prevention.periods import Period
from adat.prevention.reporting import content_of
from adat.villages.cell_writer import write_cell
from harmoni.letters.engine import render

COLUMNS = (
    ("number", _("No."), 5),
    ("what", _("Aksi"), 44),
    ("measure", _("Ukuran keberhasilan"), 30),
    ("owner", _("Penanggung jawab"), 24),
    ("partners", _("Instansi terkait"), 26),
    ("target", _("Target"), 9),
    ("done", _("Hasil"), 9),
    ("unit", _("Satuan"), 12),
    ("achieved", _("Capaian (%)"), 11),
    ("note", _("Uraian hasil"), 40),
    ("evidence", _("Data dukung"), 26),
)
BARE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def shown(report: PlanReport) -> dict[str, Any]:
    """What is frozen, or for a draft what would be."""
    return report.content if report.is_frozen else content_of(report)


def pdf(report: PlanReport) -> bytes:
    """Raises LetterError where a letter is not in the fonts."""
    held = shown(report)
    when = {"period": held["period"], "year": held["year"]}
    data = held | {
        "title": _("Laporan %(period)s Rencana Aksi Tim Terpadu %(year)s") % when,
        "covers": str(Period(held["period"]).label),
        "phases": [phase | {"rows": [_printed(row) for row in phase["rows"]]} for phase in held["phases"]],
        "achieved": "–" if held["achieved"] is None else f"{held['achieved']}%",
        "trace": _trace(report),
        "draft": not report.is_frozen,
        "demo": settings.DEMO,
    }
    return render("plan_report", data, timestamp=report.decided_at or timezone.now())


def _printed(row):
    values = {name: "" if value is None else str(value) for name, value in row.items() if name != "evidence"}
    return values | {"evidence": "; ".join(row["evidence"])}


def _trace(report):
    if not report.is_frozen:
        return _("Rancangan, belum disetujui.")
    told = {"by": report.decided_by, "day": date_format(timezone.localtime(report.decided_at), "j F Y H.i")}
    return _("Disetujui %(by)s, %(day)s WITA. SHA-256 isi: ") % told + report.digest


def workbook(report: PlanReport) -> bytes:
    held, file = shown(report), io.BytesIO()
    with xlsxwriter.Workbook(file, BARE) as book:
        made = (report.decided_at or timezone.now()).replace(tzinfo=None)
        book.set_properties({"title": str(report), "comments": _trace(report), "created": made})
        sheet = book.add_worksheet(held["period"])
        _head(book, sheet, report, held)
        _rows(book, sheet, held)
    return file.getvalue()


def _head(book, sheet, report, held):
    large, small = book.add_format({"bold": True, "font_size": 14}), book.add_format({"font_size": 8})
    heading = book.add_format({"bold": True, "bg_color": "#e9ecf6", "text_wrap": True, "bottom": 2})
    lines = (f"{report} · {_('versi')} {held['version']}", _trace(report))
    for at, (text, shape) in enumerate(zip(lines, (large, small), strict=True)):
        write_cell(sheet, at, 0, text, shape)
    for at, (_name, label, width) in enumerate((("phase", _("Tahap"), 20), *COLUMNS)):
        sheet.set_column(at, at, width)
        write_cell(sheet, 2, at, label, heading)
    sheet.freeze_panes(3, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _rows(book, sheet, held):
    text, at = book.add_format({"valign": "top", "text_wrap": True}), 3
    for phase in held["phases"]:
        for row in phase["rows"]:
            for column, value in enumerate([phase["name"], *(row[name] for name, _label, _width in COLUMNS)]):
                write_cell(sheet, at, column, "; ".join(value) if isinstance(value, list) else value, text)
            at += 1
    for label, value in (
        (_("Capaian periode (%)"), held["achieved"]),
        (_("Ringkasan"), held["summary"]),
        (_("Kendala dan tindak lanjut"), held["obstacles"]),
    ):
        at += 1
        write_cell(sheet, at, 0, label, text)
        write_cell(sheet, at, 1, value, text)
