"""What is shown of a bad cell on the page, and the bad rows as a sheet that can be mended and sent again."""

import re

from django.utils.translation import gettext as _

from adat.villages.cells import DATES, LONG_NUMBERS, as_text
from adat.villages.columns import label_of
from adat.villages.models import Sheet, SheetRow
from adat.villages.template_sheet import workbook_of
from registrations.people.nik import digits_of, masked


def shown(name: str, cell) -> str:
    """The cell as the page may show it: of a long number, wherever it stands, the last two digits."""
    text = as_text(cell)
    if name in LONG_NUMBERS:
        return masked(digits_of(text))
    return text if name in DATES else re.sub(r"\d[\d .\-]{6,}\d", lambda found: masked(found[0]), text)


def fault_lines(row: SheetRow) -> list[dict[str, str]]:
    """Each fault of the row: its cell, the column's label, what stands there, and why it is wrong."""
    values, gone = row.values, row.values_sealed is None
    return [
        {
            "cell": cell,
            "label": label_of(name),
            "shown": _("sudah dihapus") if gone else shown(name, values.get(name)),
            "why": why,
        }
        for cell, name, why in row.faults
    ]


def fault_workbook(sheet: Sheet) -> bytes:
    """The bad rows in the template's columns with their faults at the end: mended, it can be sent again."""
    rows = list(sheet.rows.mendable().select_related("sheet"))
    values = [{name: as_text(cell) for name, cell in row.values.items()} for row in rows]
    return workbook_of(values, faults=[_sentences(row) for row in rows])


def _sentences(row):
    return " ".join(f"{cell} {label_of(name)}: {why}" for cell, name, why in row.faults)
