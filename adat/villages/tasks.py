import uuid

from django.conf import settings

from adat.villages.checking import CHECK, check_next
from adat.villages.models import Sheet
from adat.villages.reading import READ, read
from adat.villages.saving import SAVE, save_next
from adat.villages.slips import MAKE, SlipBatch
from adat.villages.undoing import UNDO, undo_next
from harmoni.copying import collector_at_rest
from harmoni.letters.engine import render
from harmoni.letters.qr import qr_svg
from harmoni.notices.outbox import handles


def _in(state, sheet, *, hold=True):
    """The sheet, held until the end of this step unless others work on it too; None when it has left the state."""
    sheets = Sheet.objects.select_related("customary_village", "saved_by", "undone_by")
    if hold:
        sheets = sheets.select_for_update(of=("self",))
    return sheets.filter(pk=sheet, state=state).first()


@handles(READ)
def read_sheet(sheet, after=0, lane=0):
    found = _in(Sheet.State.READING, sheet)
    if found and not found.columns:
        read(found)


@handles(CHECK)
@collector_at_rest()
def check_sheet(sheet, after=0, lane=0):
    if found := _in(Sheet.State.READING, sheet, hold=False):
        check_next(found, lane)


@handles(SAVE)
@collector_at_rest()
def save_sheet(sheet, after=0, lane=0):
    if found := _in(Sheet.State.SAVING, sheet, hold=False):
        save_next(found, after, lane)


@handles(UNDO)
def undo_sheet(sheet, after=0, lane=0):
    if found := _in(Sheet.State.UNDOING, sheet):
        undo_next(found, after)


@handles(MAKE)
def make_slip_sheet(batch):
    """The same batch gives the same bytes; nobody's name is on it yet."""
    found = SlipBatch.objects.select_related("customary_village").get(pk=uuid.UUID(batch))
    slips = [{"number": slip.number, **code_of(slip)} for slip in found.slips.all()]
    data = {"village": str(found.customary_village), "slips": slips, "demo": settings.DEMO}
    found.content = render("slips", data, timestamp=found.made_at)
    found.save(update_fields=["content"])


def code_of(slip):
    url = settings.BASE_URL + slip.check_path
    return {"url": url, "qr": qr_svg(url)}
