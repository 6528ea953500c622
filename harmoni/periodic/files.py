"""A report's files, made of its facts alone: the same facts, number and time give the same bytes."""

import datetime
import io
from collections.abc import Mapping
from textwrap import shorten
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adat.villages.cell_writer import csv_bytes, write_cell
from harmoni.periodic.drawing import drawn, fill_of
from harmoni.reports.files import INDIGO, SOFT, typeset

FORMATS = ("pdf", "xlsx", "csv")
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
LONGEST_SHEET = 31  # signs in a sheet's name, by Excel's own rule
HIDDEN, TOO_FEW = gettext_lazy("tidak ditampilkan"), gettext_lazy("belum cukup")


def file_of(facts: Mapping[str, Any], shape: str, *, number: str, made_at: datetime.datetime) -> bytes:
    """The whole file in one of `FORMATS`; raises Unprintable when the paper could not be set."""
    write = {"pdf": _paper, "xlsx": _workbook, "csv": _csv}[shape]
    return write(facts, number, made_at)


# --- paper -------------------------------------------------------------------------------------------------
def _paper(facts, number, made_at):
    shown = facts["map"]
    page = {
        **facts,
        "number": number,
        "made_on": date_format(made_at, "j F Y"),
        "demo": settings.DEMO,
        "map": shown and {"svg": drawn(shown), "table": shown["table"], "key": _key(shown)},
    }
    return typeset("figures_report", page, at=made_at)


def _key(shown):
    """[colour, words] of each shade on the map."""
    key = [[fill_of(f"shade-{one['number']}"), _span(one)] for one in shown["key"]]
    key += [[fill_of("shade-0"), "0"]] if shown["has_zero"] else []
    return key + ([["hatch", str(HIDDEN)]] if shown["has_hidden"] else [])


def _span(shade):
    lowest, highest = shade["lowest"], shade["highest"]
    return str(highest) if lowest == highest else f"{lowest}–{highest}"


# --- sheets ------------------------------------------------------------------------------------------------
def _workbook(facts, number, made_at):
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        title = f"{facts['title']} {facts['place']}, {facts['period']}"
        book.set_properties({"title": title, "comments": number, "created": made_at.replace(tzinfo=None)})
        _sheet(book, _("Ringkasan"), *_summary(facts))
        for table in facts["tables"]:
            _sheet(book, table["title"], *_lines(table, has_before=bool(facts["before_as_of"])))
        told = [*facts["lead"], *facts["notes"], *facts["hidden"]]
        _sheet(book, _("Cara menghitung"), [title, _("Keadaan per %s") % facts["as_of"]], [[said, ""] for said in told])
    return file.getvalue()


def _summary(facts):
    heading = [_("Angka"), _("Sekarang"), _("Satuan"), _("Sebelumnya"), _("Perubahan")]
    rows = [
        [tile["label"], _shown(tile["value"], tile["unit"]), _unit(tile), _before(facts, tile), tile["change"]]
        for tile in facts["tiles"]
    ]
    return heading, rows


def _before(facts, row):
    return _shown(row["before"], row.get("unit", "")) if facts["before_as_of"] else ""


def _lines(table, *, has_before):
    late = bool(table["beside"])
    heading = [table["heading"], table["what"], *([table["beside"]] if late else [])]
    heading += [_("Sebelumnya")] if has_before and table["shape"] == "bars" else []
    rows = []
    for row in table["rows"]:
        cells = [row["name"], _shown(row["value"])] + ([_shown(row["late"])] if late else [])
        rows.append(cells + ([_shown(row["before"])] if has_before and table["shape"] == "bars" else []))
    return heading, rows


def _shown(value, unit=""):
    """A share and a number of days are of others that were too few; a count is hidden."""
    return str(TOO_FEW if unit else HIDDEN) if value is None else value


def _unit(tile):
    """In a word: a spreadsheet may take a sign for the beginning of a formula."""
    return _("persen") if tile["unit"] == "%" else tile["unit"]


def _sheet(book, name, heading, rows):
    plain = "".join(sign for sign in str(name) if sign not in "[]:*?/\\")
    sheet = book.add_worksheet(shorten(plain, LONGEST_SHEET, placeholder="…"))
    bold = book.add_format({"bold": True, "font_color": INDIGO, "bg_color": SOFT, "bottom": 2, "text_wrap": True})
    text, whole = (
        book.add_format({"text_wrap": True, "valign": "top"}),
        book.add_format({"num_format": "#,##0", "valign": "top"}),
    )
    for at, word in enumerate(heading):
        write_cell(sheet, 0, at, str(word), bold)
        sheet.set_column(at, at, 48 if at == 0 else 18)
    for line, cells in enumerate(rows, 1):
        for at, cell in enumerate(cells):
            write_cell(sheet, line, at, cell, whole if isinstance(cell, int) else text)
    sheet.freeze_panes(1, 0)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&R&P / &N")


# --- CSV ---------------------------------------------------------------------------------------------------
def _csv(facts, number, made_at):
    """One tidy table: a line for each figure, hidden ones too."""
    heading = [
        _("Laporan"),
        _("Periode"),
        _("Kelompok"),
        _("Butir"),
        _("Kode angka"),
        _("Nilai"),
        _("Sebelumnya"),
        _("Satuan"),
    ]
    return csv_bytes([heading, *([number, facts["period"], *line] for line in _figures(facts))])


def _figures(facts):
    for tile in facts["tiles"]:
        value = _shown(tile["value"], tile["unit"])
        yield [_("Ringkasan"), tile["label"], tile["metric"], value, _before(facts, tile), _unit(tile)]
    for table in facts["tables"]:
        for row in table["rows"]:
            before = _before(facts, row) if "before" in row else ""
            what = f"{row['name']}: {table['what']}" if table["shape"] == "columns" else row["name"]
            yield [table["title"], what, row["metric"], _shown(row["value"]), before, ""]
            if "late" in row:
                label = f"{row['name']}: {table['beside']}"
                yield [table["title"], label, row["late_metric"], _shown(row["late"]), "", ""]
