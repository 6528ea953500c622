"""A whole sheet is taken back: each stay that nobody touched since is ended with the reason, none is deleted."""

import datetime

from django.db import transaction
from django.utils import timezone

from adat.villages.models import Sheet, SheetRow
from adat.villages.urgent import post_urgent
from harmoni.accounts.models import User
from harmoni.copying import update
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from registrations.residency.models import Stay
from registrations.residency.undoing import cancel_import, untouched

UNDO = "villages.undo_sheet"
WINDOW = datetime.timedelta(hours=24)
CHUNK = 100


def may_be_undone(sheet: Sheet) -> bool:
    return bool(sheet.state == Sheet.State.SAVED and sheet.saved_at and timezone.now() < sheet.saved_at + WINDOW)


def undo_until(sheet: Sheet) -> datetime.datetime | None:
    return sheet.saved_at + WINDOW if sheet.saved_at else None


@transaction.atomic
def begin_undo(sheet: Sheet, *, by: User, reason: str) -> None:
    """Asks for the undoing; one that was asked for already stays as it is. Raises MoveRefused without a reason."""
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("customary_village").get(pk=sheet.pk)
    if not may_be_undone(sheet):
        return
    sheet.state, sheet.undone_by, sheet.undone_at, sheet.undo_reason = Sheet.State.UNDOING, by, timezone.now(), reason
    sheet.save(update_fields=["state", "undone_by", "undone_at", "undo_reason"])
    record_act("batalkan_lembar", by=by, subjects=[sheet.pk], place=sheet.customary_village.path, reason=reason)
    post_urgent(UNDO, sheet, after=0)


def undo_next(sheet: Sheet, after: int = 0) -> None:
    """Ends the next stays and asks for those after them; what was changed since the saving is left, and listed."""
    rows = list(sheet.rows.to_undo().filter(number__gt=after).select_for_update()[:CHUNK])
    if not rows:
        sheet.state = Sheet.State.UNDONE
        return sheet.save(update_fields=["state"])
    _undo(sheet, rows)
    update(rows, ["undone"])
    post_urgent(UNDO, sheet, after=rows[-1].number)


def _undo(sheet: Sheet, rows: list[SheetRow]) -> None:
    ids = [row.stay for row in rows]
    held = Stay.objects.select_for_update(of=("self",)).order_by("pk")  # who changes one now is waited for, and seen
    stays = held.select_related("person", "customary_village").in_bulk(ids)
    since = sheet.undone_at - WINDOW  # a row that was mended later does not reopen those that were saved long ago
    free = untouched([stay for stay in stays.values() if stay.registered_at > since])
    for row in rows:
        row.undone = row.stay in free and _ended(stays[row.stay], sheet)


def _ended(stay, sheet):
    try:
        cancel_import(stay=stay, by=sheet.undone_by, reason=sheet.undo_reason)
    except MoveRefused:
        return False
    return True


def left_behind(sheet: Sheet, most: int) -> list[Stay]:
    """The first stays of an undone sheet that were changed in the meantime and so remain."""
    ids = sheet.rows.filter(undone=False).values_list("stay", flat=True)[:most]
    return list(Stay.objects.filter(pk__in=list(ids)).select_related("person", "customary_village"))
