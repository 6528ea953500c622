"""The file of an export in its three shapes. Each carries its trace: which export, who, when, for what.

XLSX: first row and the printed head and foot. CSV: a last column in every row, so that it stays a plain table and a
row cut out of it still says where it comes from. PDF: slantwise behind every sheet, and at its foot.
"""

import datetime
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from adat.villages.cell_writer import DAY, csv_bytes, plain, write_cell
from harmoni.accounts.roles import Permission
from harmoni.confined import ROOT
from harmoni.reports.columns import PAPER, SHEET, Column, Entry, columns_of
from harmoni.reports.models import Export, Format, Kind
from registrations.residency.models import Stay

PRINTING = [sys.executable, "-m", "harmoni.reports.printing"]
PRINT_SECONDS, BREATH = 120, 10  # below the worker's patience with a task (150 s)
LETTERS = 2  # for each share of a column's width; a longer word may break rather than run into the next column
INDIGO, SOFT, GREY = "#27397a", "#e9ecf6", "#6a6f7c"


class Unprintable(Exception):
    """The paper could not be made: too heavy for its time, or a letter that is not in the fonts."""


def content_of(export: Export, stays: Iterable[Stay]) -> bytes:
    """The whole file; each stay is asked for once, in order."""
    write = {Format.XLSX: _workbook, Format.CSV: _csv, Format.PDF: _paper}[Format(export.format)]
    return write(export, _entries(export, stays))


def trace_of(export: Export) -> str:
    """`Ekspor E-7F3K-9QXA · Ni Made Suartini · 25 November 2026 08.10 WITA · Laporan berkala: ...`"""
    when = date_format(timezone.localtime(export.asked_at), "j F Y H.i")
    return plain(_("Ekspor %s · %s · %s WITA · %s") % (export.number, export.by, when, export.reason))


def tells_full_numbers(export: Export) -> bool:
    """B.4 wants the card's number; it is told to whom the portal would open it one by one."""
    return export.kind == Kind.REGISTER and export.by.may_at(Permission.IDENTITY_REVEAL, export.place)


def period_of(export: Export) -> str:
    days = [date_format(day, "j F Y") if day else "" for day in (export.since, export.until)]
    words = {
        (True, True): _("tiba %s sampai %s") % tuple(days),
        (True, False): _("tiba sejak %s") % days[0],
        (False, True): _("tiba sampai %s") % days[1],
    }
    return ", ".join(filter(None, [export.get_queue_display(), words.get((bool(days[0]), bool(days[1])), "")]))


def _entries(export, stays) -> Iterator[Entry]:
    full = tells_full_numbers(export)
    return (Entry(stay, number, full) for number, stay in enumerate(stays, 1))


def _workbook(export, entries):
    file, columns = io.BytesIO(), columns_of(export.kind, SHEET)
    settings_ = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, settings_) as book:
        book.set_properties({"title": str(export.get_kind_display()), "comments": trace_of(export)})
        sheet = book.add_worksheet("Pendatang" if export.kind == Kind.LIST else "Buku B.4")
        _head(book, sheet, export, columns)
        _fill(book, sheet, columns, entries)
    return file.getvalue()


def _head(book, sheet, export, columns: list[Column]):
    small = book.add_format({"font_size": 8, "font_color": GREY})
    bold = book.add_format({"bold": True, "font_color": INDIGO, "bg_color": SOFT, "text_wrap": True, "bottom": 2})
    write_cell(sheet, 0, 0, trace_of(export), small)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width * 2.6)
        heading = f"{column.group}: {column.heading}" if column.group else column.heading
        write_cell(sheet, 1, at, heading, bold)
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    trace = trace_of(export).replace("&", "&&")
    sheet.set_header(f"&L&8{export.get_kind_display()} · {export.place_name}".replace(" & ", " && ")[:250])
    sheet.set_footer(f"&L&7{trace[:220]}&R&7&P / &N")


def _fill(book, sheet, columns, entries):
    text = book.add_format({"valign": "top", "text_wrap": True, "num_format": "@"})
    whole = book.add_format({"valign": "top"})
    day = book.add_format({"valign": "top", "num_format": DAY, "align": "left"})
    for row, entry in enumerate(entries, 2):
        for at, column in enumerate(columns):
            value = column.of(entry)
            write_cell(sheet, row, at, value, whole if isinstance(value, int) else text, day=day)


def _csv(export, entries):
    columns, trace = columns_of(export.kind, SHEET), trace_of(export)
    heading = [column.heading for column in columns] + [_("Jejak ekspor")]
    return csv_bytes([heading, *([column.of(entry) for column in columns] + [trace] for entry in entries)])


def _paper(export, entries):
    columns = columns_of(export.kind, PAPER)
    rows = [[_printed(column.of(entry), LETTERS * column.width) for column in columns] for entry in entries]
    page = {
        "title": str(export.get_kind_display()),
        "place": export.place_name,
        "period": period_of(export),
        "total": _("%s baris") % len(rows),
        "columns": [{"heading": str(one.heading), "width": one.width, "group": str(one.group)} for one in columns],
        "rows": rows,
        "trace": _printed(trace_of(export) + ". " + _("Rahasia: hanya untuk keperluan ini.")),
        "mark": _printed(f"{export.number} · {export.by}"),
    }
    return typeset("book", page, at=export.asked_at)


def _printed(value: Any, longest: int = 60) -> str:
    """What the paper's fonts can print; a sign of another script becomes a question mark, not the end of the book."""
    if hasattr(value, "isoformat"):
        return f"{value:%d-%m-%Y}"
    text = plain("" if value is None else value)
    words = "".join(sign if ord(sign) < 0x250 or sign in "–—‘’“”…•·" else "?" for sign in text).split(" ")
    return " ".join("\u200b".join(word) if len(word) > longest else word for word in words)


def typeset(template: str, page: dict[str, Any], *, at: datetime.datetime) -> bytes:
    """The PDF of a template (`harmoni/letters/templates_typ`) set by a process of its own; raises Unprintable.

    That takes up to 900 MB for a book of 5,000 people, and a process gives them back. Meanwhile the database hears
    that this transaction lives: it ends one that is idle for 30 s.
    """
    job = {"template": template, "data": page, "at": at.isoformat()}
    with subprocess.Popen(  # noqa: S603 - our own module, no argument
        PRINTING,
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        content = _patiently(child, json.dumps(job).encode())
    if child.returncode or not content.startswith(b"%PDF"):
        raise Unprintable
    return content


def _patiently(child, job) -> bytes:
    words: bytes | None = job
    for _breath in range(0, PRINT_SECONDS, BREATH):
        try:
            return child.communicate(words, timeout=BREATH)[0]
        except subprocess.TimeoutExpired:
            words = None  # what was not written yet is kept by the pipe's owner
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
    child.kill()
    raise Unprintable
