"""A bad row is mended on the page: its cells as inputs, judged again the moment they are saved."""

import re
from typing import Any

from django.db import transaction
from django.http import QueryDict

from adat.villages.cells import as_text
from adat.villages.checking import check_again, look_at_the_whole
from adat.villages.columns import FIELDS, label_of
from adat.villages.layouts import STATUS
from adat.villages.models import Sheet, SheetRow
from harmoni.accounts.models import User
from harmoni.history.record import record_act

OPEN = (Sheet.State.CHECKED, Sheet.State.STOPPED, Sheet.State.SAVED)
LONGEST = 250
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def inputs_of(row: SheetRow) -> list[dict[str, Any]]:
    """The cells that are wrong first, with their sentence; then the others that hold anything."""
    values, wrong = row.values, {name: (cell, why) for cell, name, why in row.faults}
    names = [*wrong, *(name for name in (STATUS, *FIELDS) if name in values and name not in wrong)]
    return [
        {
            "name": name,
            "label": label_of(name),
            "value": as_text(values.get(name)),
            "cell": wrong.get(name, ("", ""))[0],
            "why": wrong.get(name, ("", ""))[1],
        }
        for name in names
        if name in (STATUS, *FIELDS)
    ]


@transaction.atomic
def mend(*, row: SheetRow, by: User, typed: QueryDict) -> bool:
    """Keeps what was typed into the cells and judges the row again; says whether it is good now."""
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("customary_village").get(pk=row.sheet_id)
    mine = SheetRow.objects.mendable().filter(pk=row.pk).first()
    if sheet.state not in OPEN or mine is None:
        return False
    mine.sheet, values = sheet, dict(row.values)
    for name in (STATUS, *FIELDS):
        if name in typed:
            values[name] = CONTROL.sub(" ", str(typed[name]))[:LONGEST].strip()
    mine.keep({name: value for name, value in values.items() if value not in ("", None)})
    check_again(mine)
    record_act("perbaiki_baris", by=by, subjects=[sheet.pk], place=sheet.customary_village.path)
    if sheet.state != Sheet.State.SAVED:
        look_at_the_whole(sheet)
    return bool(mine.good)
