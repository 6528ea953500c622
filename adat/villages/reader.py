"""The reader of sheets: a process of its own, without Django, keys or network, with little memory and time.

`python -m adat.villages.reader NAME < file | ...` writes one JSON line for each row that holds anything,
`[number, [cell, ...]]`, as a spreadsheet counts (the first row is 1); then `{"end": number}`, or
`{"refused": code}`. A cell is a text, a number or null; a date is the text YYYY-MM-DD.
It writes to pipes only: files are closed to it.
"""

import contextlib
import csv
import datetime
import io
import json
import re
import sys
from collections.abc import Iterator

from adat.villages.file_kind import MOST_BYTES, XLS, XLSX, Refused, kind_of
from adat.villages.workbook_safety import check_workbook
from harmoni.confined import bind_limits

CPU_SECONDS = 20
MOST_ROWS, MOST_COLUMNS = 120_000, 80
LONGEST_CELL = 1000
MOST_TOLD = 64 * 1024 * 1024  # bytes written: an honest sheet of 100,000 x 12 makes 20 MB
DATA_SHEET = "pendatang"
DELIMITERS = ";,\t"
UNREADABLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


def rows(content: bytes, name: str) -> Iterator[tuple[int, list]]:
    """Every row with its number; raises Refused."""
    kind = kind_of(content, name)
    if kind == XLSX:
        check_workbook(content)
    if kind in (XLSX, XLS):
        return _workbook_rows(content)
    return _text_rows(content)


def _workbook_rows(content):
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_name(_data_sheet(book))
            if sheet.start is None:
                return
            before, (last_row, last_column) = sheet.start[1], sheet.end
            if last_row >= MOST_ROWS or last_column >= MOST_COLUMNS:
                raise Refused("wide")
            for number, cells in enumerate(sheet.iter_rows(), 1):
                yield number, [None] * before + cells
    except PasswordError as fault:
        raise Refused("encrypted") from fault
    except CalamineError as fault:
        raise Refused("broken") from fault


def _data_sheet(book):
    """The sheet named as in the template, otherwise the first that can be seen."""
    if any(_is_macro(sheet) for sheet in book.sheets_metadata):
        raise Refused("macro")
    seen = [sheet.name for sheet in book.sheets_metadata if _can_be_seen(sheet)]
    named = [name for name in seen if name.strip().lower() == DATA_SHEET]
    if not seen:
        raise Refused("broken")
    return (named or seen)[0]


def _can_be_seen(sheet):
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet


def _is_macro(sheet):
    from python_calamine import SheetTypeEnum

    return sheet.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba)


def _text_rows(content):
    """Counted first and told afterwards, so that nobody waits for the rows of a sheet that is too long."""
    text = _decoded(content)
    try:
        for number, cells in _records(text):
            if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise Refused("wide")
        yield from _records(text)
    except csv.Error as fault:
        raise Refused("broken") from fault


def _records(text):
    lines = io.StringIO(text, newline="")
    if re.match(r"sep=.\r?\n", text):
        lines.readline()
    return enumerate(csv.reader(lines, delimiter=_delimiter(text)), 1)


def _decoded(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode("utf-16")
    if b"\0" in content:
        raise Refused("not_a_sheet")
    for encoding in ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise Refused("not_a_sheet")


def _delimiter(text):
    """What the line with most of them holds most of, among the first ten."""
    counts = [(line.count(sign), sign) for line in text.splitlines()[:10] for sign in DELIMITERS]
    return max(counts, default=(0, ","), key=lambda pair: pair[0])[1]


def plain(cell) -> str | int | float | None:
    """The cell as JSON can hold it: no sign that would hide, break a line or turn the writing round."""
    if isinstance(cell, bool) or cell is None:
        return "ya" if cell else None
    if isinstance(cell, (int, float)):
        return cell if abs(cell) < 1e300 else None
    if isinstance(cell, (datetime.datetime, datetime.date)):
        return cell.isoformat()[:10]
    text = str(cell)
    if not text.isprintable():  # most are, and then there is nothing to look for
        text = UNREADABLE.sub(" ", text).replace("\xa0", " ")
    return text.strip()[:LONGEST_CELL] or None


def main() -> None:
    bind_limits(cpu_seconds=CPU_SECONDS)
    try:
        said: dict[str, int | str] = {"end": _tell(rows(sys.stdin.buffer.read(MOST_BYTES + 1), sys.argv[1]))}
    except Refused as refused:
        said = {"refused": refused.code}
    except MemoryError:
        said = {"refused": "heavy"}
    except Exception:
        said = {"refused": "broken"}
    print(json.dumps(said), flush=True)


def _tell(found):
    """Writes every row that holds anything; returns the number of the last."""
    last, told = 0, 0
    for number, cells in found:
        if any(clean := [plain(cell) for cell in cells]):
            line = json.dumps([number, clean])
            last, told = number, told + len(line)
            if told > MOST_TOLD:
                raise Refused("wide")
            print(line)
    return last


if __name__ == "__main__":
    main()
