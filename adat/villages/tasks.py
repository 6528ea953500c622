from adat.villages.checking import CHECK, check_next
from adat.villages.models import Sheet
from adat.villages.reading import READ, read
from adat.villages.saving import SAVE, save_next
from adat.villages.undoing import UNDO, undo_next
from harmoni.notices.outbox import handles


def _locked(sheet, state):
    """The sheet, held until the end of this step; None when it has left the state meanwhile."""
    sheets = Sheet.objects.select_for_update(of=("self",)).select_related("customary_village", "saved_by", "undone_by")
    return sheets.filter(pk=sheet, state=state).first()


@handles(READ)
def read_sheet(sheet, after=0):
    found = _locked(sheet, Sheet.State.READING)
    if found and not found.columns:
        read(found)


@handles(CHECK)
def check_sheet(sheet, after=0):
    if found := _locked(sheet, Sheet.State.READING):
        check_next(found, after)


@handles(SAVE)
def save_sheet(sheet, after=0):
    if found := _locked(sheet, Sheet.State.SAVING):
        save_next(found, after)


@handles(UNDO)
def undo_sheet(sheet, after=0):
    if found := _locked(sheet, Sheet.State.UNDOING):
        undo_next(found, after)
