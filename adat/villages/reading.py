"""A sheet is read by a process of its own; its rows are kept, sealed, under the headings it has."""

import itertools
import json
from collections.abc import Iterator

from django.db import transaction
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
from adat.villages.families import members
from adat.villages.file_kind import Refused
from adat.villages.layouts import GIVEN, Layout, put_together
from adat.villages.models import Sheet, SheetPart
from adat.villages.refusals import SENTENCES
from adat.villages.template_sheet import EXAMPLE
from adat.villages.urgent import post_lanes
from harmoni import confined

READ = "villages.read_sheet"
WALL_SECONDS = 25  # below the database's patience with an idle transaction (30 s)
PART = 2000
CHILD = "adat.villages.reader"


def read(sheet: Sheet) -> None:
    """Keeps the rows of the sheet and asks for their check; what is no sheet is refused with a sentence."""
    try:
        with transaction.atomic():
            headings = _keep(sheet, lines_of(sheet.open_content(), sheet.file_name))
    except Refused as refused:
        return sheet.refuse(SENTENCES[refused.code])
    asked = GIVEN if headings.layout != Layout.OWN else ()
    if missing := missing_columns(headings.columns, asked=asked):
        return sheet.refuse(_("Kolom yang wajib belum ada: %(columns)s.") % {"columns": ", ".join(missing)})
    sheet.columns, sheet.ignored, sheet.layout = headings.columns, headings.ignored, headings.layout
    sheet.state = Sheet.State.ASKING if asked else Sheet.State.READING
    sheet.save(update_fields=["columns", "ignored", "layout", "state"])
    if not asked:
        post_lanes(CHECK, sheet)


def lines_of(content: bytes, name: str) -> Iterator[tuple[int, list]]:
    """The rows while the child tells them, at most `MOST_TOLD` bytes.

    Raises Refused also when its memory or time ran out, perhaps after rows were told: those are not to be kept.
    """
    yield from _told(confined.lines(CHILD, name, content=content, seconds=WALL_SECONDS))


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
    """Stores the rows under the headings in parts; raises Refused when there is no heading or no row."""
    first = list(itertools.islice(lines, HEADING_ROWS))
    headings = find_headings(first)
    if headings is None:
        raise Refused("no_heading")
    rows = _rows(headings, itertools.chain(_below(first, headings), lines))
    kept = 0
    while batch := list(itertools.islice(rows, PART)):
        SheetPart.of(sheet, batch).save(force_insert=True)
        kept += len(batch)
    if not kept:
        raise Refused("no_row")
    return headings


def _below(first, headings):
    """What follows the headings; of a sheet by families also what stands above them: the first family's own line."""
    of_families = headings.layout == Layout.BIP and "kk_number" not in headings.columns
    return [row for row in first if row[0] > headings.row or (of_families and row[0] < headings.row)]


def _rows(headings, lines):
    """(number, {field: cell}) of each person; columns that are not taken are gone from here on."""
    if headings.layout == Layout.BIP and "kk_number" not in headings.columns:
        told = members(lines, headings.columns)
    else:
        told = ((number, cells, {}) for number, cells in lines)
    for number, cells, family in told:
        values = put_together(headings.layout, family | _values(cells, headings.columns))
        if values and not _is_no_person(values, headings.layout):
            yield number, values


def _values(cells, columns):
    values = {name: cells[column] for name, column in columns.items() if column < len(cells)}
    return {name: value for name, value in values.items() if value is not None}


def _is_no_person(values, layout):
    """The template's own example row, a second line of headings, or a line without any name or number."""
    known = known_headings(layout)
    if layout != Layout.OWN and not (values.get("full_name") or values.get("nik")):
        return True
    example = all(str(value) == EXAMPLE.get(name) for name, value in values.items())
    return example or all(
        not str(value)[0].isdigit() and field_of(value, known) == name for name, value in values.items()
    )
