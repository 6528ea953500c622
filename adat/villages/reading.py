"""A sheet is read by a process of its own; its rows are kept, sealed, under the headings it has."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from adat.villages.checking import CHECK
from adat.villages.columns import (
    HEADING_ROWS,
    Headings,
    field_of,
    find_headings,
    known_headings,
    missing_columns,
)
from adat.villages.file_kind import Refused
from adat.villages.models import Sheet, SheetRow
from adat.villages.refusals import SENTENCES
from adat.villages.template_sheet import EXAMPLE
from adat.villages.urgent import post_urgent
from harmoni import cipher
from harmoni.copying import insert

READ = "villages.read_sheet"
WALL_SECONDS = 25  # below the database's patience with an idle transaction (30 s)
BATCH = 2000
COMMAND = [sys.executable, "-m", "adat.villages.reader"]


def read(sheet: Sheet) -> None:
    """Keeps the rows of the sheet and asks for their check; what is no sheet is refused with a sentence."""
    try:
        headings = _keep(sheet, lines_of(sheet.open_content(), sheet.file_name))
    except Refused as refused:
        return sheet.refuse(SENTENCES[refused.code])
    if missing := missing_columns(headings.columns):
        return sheet.refuse(_("Kolom yang wajib belum ada: %(columns)s.") % {"columns": ", ".join(missing)})
    sheet.columns, sheet.ignored = headings.columns, headings.ignored
    sheet.save(update_fields=["columns", "ignored"])
    post_urgent(CHECK, sheet, after=0)


def lines_of(content: bytes, name: str) -> Iterator[tuple[int, list]]:
    """The rows as the child tells them; raises Refused also when its memory or time ran out.

    The child's words are at most `MOST_TOLD` bytes, and are heard to the end before anything is done with them.
    """
    try:
        child = subprocess.run(  # noqa: S603 - our own module; the name is one argument
            [*COMMAND, name],
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
        )
    except subprocess.TimeoutExpired as fault:
        raise Refused("heavy") from fault
    yield from _told(child.stdout.splitlines())


def _told(lines):
    for line in lines:
        said = _parsed(line)
        if isinstance(said, list):
            yield said[0], said[1]
        elif "end" in said:
            return
        else:
            raise Refused(said["refused"])
    raise Refused("heavy")


def _parsed(line):
    try:
        return json.loads(line)
    except ValueError as fault:  # the child was stopped in the middle of a line
        raise Refused("heavy") from fault


def _keep(sheet, lines) -> Headings:
    """Stores the rows under the headings in batches; raises Refused when there is no heading or no row."""
    first = list(itertools.islice(lines, HEADING_ROWS))
    headings = find_headings(first)
    if headings is None:
        raise Refused("no_heading")
    kept = _store(sheet, headings, [row for row in first if row[0] > headings.row])
    while batch := list(itertools.islice(lines, BATCH)):
        kept += _store(sheet, headings, batch)
    if not kept:
        raise Refused("no_row")
    return headings


def _store(sheet, headings, rows):
    found = [(number, _values(cells, headings.columns)) for number, cells in rows]
    kept = [
        SheetRow(sheet=sheet, number=number, values_sealed=cipher.seal_json(values, about=sheet.about))
        for number, values in found
        if values and not _is_no_person(values)
    ]
    insert(kept)
    return len(kept)


def _values(cells, columns):
    values = {name: cells[column] for name, column in columns.items() if column < len(cells)}
    return {name: value for name, value in values.items() if value is not None}


def _is_no_person(values):
    """The template's own example row, or a second line of headings."""
    known = known_headings()
    example = all(str(value) == EXAMPLE[name] for name, value in values.items())
    return example or all(field_of(value, known) == name for name, value in values.items())
