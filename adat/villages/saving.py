"""The good rows of a sheet become stays: a thousand in a transaction, each of them once."""

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.villages.checking import already_here, set_verdict
from adat.villages.judging import Judge
from adat.villages.models import Sheet
from adat.villages.urgent import post_lanes, post_urgent
from harmoni.accounts.models import User
from harmoni.copying import update
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from registrations.residency.arrival import AlreadyHere, Newcomer, record_arrivals

SAVE = "villages.save_sheet"
CHUNK = 1000


@transaction.atomic
def begin(sheet: Sheet, *, by: User) -> None:
    """Asks for the saving; again for rows that were mended since."""
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("customary_village").get(pk=sheet.pk)
    if sheet.state not in (Sheet.State.CHECKED, Sheet.State.SAVED) or not sheet.rows.to_save().exists():
        return
    sheet.state, sheet.saved_by, sheet.saved_at = Sheet.State.SAVING, by, timezone.now()
    sheet.save(update_fields=["state", "saved_by", "saved_at"])
    record_act("simpan_lembar", by=by, subjects=[sheet.pk], place=sheet.customary_village.path)
    post_lanes(SAVE, sheet)


def save_next(sheet: Sheet, after: int = 0, lane: int = 0) -> None:
    """Saves the next rows `after` this one that nobody is at and asks for the next step.

    At the end it looks from the beginning once more, for what another lane had to leave. The sheet is saved when no
    row is left; while another lane is at the last ones, that is for its next step to say.
    """
    rows = _next_rows(sheet, after) or _next_rows(sheet, 0)
    if not rows:
        if not sheet.rows.to_save().exists():
            Sheet.objects.filter(pk=sheet.pk, state=Sheet.State.SAVING).update(state=Sheet.State.SAVED, content=None)
        return
    for row in rows:
        row.sheet = sheet
    judged = list(zip(rows, Judge().all([row.values for row in rows]), strict=True))
    _take_up(sheet, [(row, verdict) for row, verdict in judged if not verdict.faults])
    for row, verdict in judged:
        set_verdict(row, verdict.faults)
    update(rows, ["good", "faults", "stay", "values_sealed"])
    post_urgent(SAVE, sheet, after=rows[-1].number, lane=lane)


def _next_rows(sheet, after):
    return list(sheet.rows.to_save().filter(number__gt=after).select_for_update(skip_locked=True)[:CHUNK])


def _take_up(sheet, judged):
    """Together; where the database refuses, by halves, down to the row that it refuses, which says so."""
    newcomers = [Newcomer(verdict.person_values(), verdict.stay_values()) for _row, verdict in judged]
    try:
        with transaction.atomic():
            came = record_arrivals(by=sheet.saved_by, village=sheet.customary_village, newcomers=newcomers)
    except (DataError, IntegrityError, MoveRefused):
        return _by_halves(sheet, judged)
    for (row, verdict), stay in zip(judged, came, strict=True):
        if isinstance(stay, AlreadyHere):
            verdict.faults["nik"] = already_here(stay.stay)
        else:
            row.stay, row.values_sealed = stay.pk, None
    return None


def _by_halves(sheet, judged):
    if len(judged) == 1:
        judged[0][1].faults["full_name"] = _("Baris ini tidak dapat disimpan. Catat orang ini lewat formulir.")
        return
    half = len(judged) // 2
    _take_up(sheet, judged[:half])
    _take_up(sheet, judged[half:])
