"""What one cell of a file that leaves the portal holds. No cell is ever a formula, whatever a person typed.

A workbook's cell has a type: text is written as text (`s`), so that `=1+1` stays what it is. A CSV's cell has none:
a text that a spreadsheet would take for a formula gets an apostrophe before it, as Excel itself shows text.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterable
from typing import Any

HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+")
STARTS = re.compile(r"[\s\"'`’]*[=+\-@|%＝＋－＠﹢﹣﹦﹫−]")  # noqa: RUF001 - these very signs
DAY = "dd-mm-yyyy"
FIRST_DAY = datetime.date(1900, 3, 1)  # before it Excel counts a day that never was
LONGEST = 2000


def plain(value: Any) -> str:
    """The text in one line, without signs that nobody sees."""
    return HIDDEN.sub(" ", str(value)).strip()[:LONGEST]


def write_cell(sheet: Any, row: int, column: int, value: Any, shape: Any = None, *, day: Any = None) -> None:
    """A day as Excel's day (shaped by `day`), a whole number as a number, all else as text; nothing stays empty."""
    if isinstance(value, datetime.date) and value >= FIRST_DAY:
        sheet.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), day or shape)
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, column, value, shape)
    elif text := plain("" if value is None else value):
        sheet.write_string(row, column, text, shape)


def csv_cell(value: Any) -> str:
    """The text of one CSV cell: a day as YYYY-MM-DD, and `'` before what would be read as a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = plain(value)
    return f"'{text}" if STARTS.match(text) else text


def csv_bytes(lines: Iterable[Iterable[Any]]) -> bytes:
    """With semicolons and a byte order mark, as Indonesian Excel opens it by a double click."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([csv_cell(value) for value in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")
