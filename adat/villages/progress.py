"""How far the work on a sheet is, and which of its columns are taken and which are not, and why."""

from adat.villages.columns import FIELDS, label_of, letter_of
from adat.villages.layouts import HOME, why_ignored
from adat.villages.models import Sheet

State = Sheet.State


def percent_of(sheet: Sheet) -> int:
    """0 to 100 of the step that is being worked on."""
    counts = sheet.counts()
    steps: dict[str, tuple[int, int]] = {
        State.READING: (counts["checked"], counts["read"]),
        State.SAVING: (counts["saved"], counts["accepted"]),
        State.UNDOING: (counts["ended"] + counts["left"], counts["saved"]),
    }
    done, of = steps.get(sheet.state, (1, 1))
    return 100 * done // of if of else 0


def taken(sheet: Sheet) -> list[tuple[str, str]]:
    """(letter, label) of the columns that are read, in their order."""
    places = {name: column for name, column in sheet.columns.items() if name in FIELDS}
    if homes := [sheet.columns[name] for name in HOME if name in sheet.columns]:
        places["origin_address"] = homes[0]
    return [(letter_of(column), label_of(name)) for name, column in sorted(places.items(), key=lambda one: one[1])]


def not_taken(sheet: Sheet) -> dict[str, list[str]]:
    """{why: headings} of the columns that are passed over."""
    found: dict[str, list[str]] = {}
    for heading in sheet.ignored:
        found.setdefault(why_ignored(heading), []).append(heading)
    return found
