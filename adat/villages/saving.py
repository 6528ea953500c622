"""The good rows of a sheet become stays: a hundred in a transaction, each of them once."""

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.villages.checking import already_here, set_verdict
from adat.villages.judging import judge
from adat.villages.models import Sheet, SheetRow
from adat.villages.urgent import post_urgent
from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from registrations.residency.arrival import AlreadyHere, record_arrival

SAVE = "villages.save_sheet"
CHUNK = 100


@transaction.atomic
def begin(sheet: Sheet, *, by: User) -> None:
    """Asks for the saving; a sheet that is being saved or was saved stays as it is."""
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("customary_village").get(pk=sheet.pk)
    if sheet.state != Sheet.State.CHECKED or not sheet.rows.to_save().exists():
        return
    sheet.state, sheet.saved_by, sheet.saved_at = Sheet.State.SAVING, by, timezone.now()
    sheet.save(update_fields=["state", "saved_by", "saved_at"])
    record_act("simpan_lembar", by=by, subjects=[sheet.pk], place=sheet.customary_village.path)
    post_urgent(SAVE, sheet, step=0)


def save_next(sheet: Sheet) -> None:
    """Saves the next rows and asks for those after them; what was killed begins again where it was."""
    rows, places = list(sheet.rows.to_save().select_for_update()[:CHUNK]), {}
    for row in rows:
        row.sheet = sheet
        _save(row, places)
    if rows:
        return post_urgent(SAVE, sheet, step=rows[-1].number)
    sheet.state, sheet.content = Sheet.State.SAVED, None
    sheet.save(update_fields=["state", "content"])


def _save(row: SheetRow, places):
    """The stay and the mark that the row became it are written together, or the row says why not."""
    form, faults = judge(row.values, places)
    if not faults:
        faults = _take_up(row, form)
    set_verdict(row, faults)
    row.save(update_fields=["good", "faults", "stay", "values_sealed"])


def _take_up(row, form):
    sheet = row.sheet
    try:
        with transaction.atomic():
            stay = record_arrival(
                by=sheet.saved_by,
                village=sheet.customary_village,
                person=form.person_values(),
                stay=form.stay_values(),
            )
    except AlreadyHere as here:
        return {"nik": already_here(here.stay)}
    except (DataError, IntegrityError, MoveRefused):
        return {"full_name": _("Baris ini tidak dapat disimpan. Catat orang ini lewat formulir.")}
    row.stay, row.values_sealed = stay.pk, None
    return {}
