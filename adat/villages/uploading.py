"""A sheet comes in: kept sealed for its dry run, which a worker does."""

from django.db import transaction

from adat.villages.models import Sheet
from adat.villages.reading import READ
from adat.villages.urgent import post_urgent
from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.regions.models import CustomaryVillage


@transaction.atomic
def upload(*, by: User, village: CustomaryVillage, name: str, content: bytes) -> Sheet:
    """Keeps the bytes under the name that lists will show, and asks for the dry run."""
    sheet = Sheet(customary_village=village, uploaded_by=by, file_name=name)
    sheet.seal_content(content)
    sheet.save(force_insert=True)
    record_act("unggah_lembar", by=by, subjects=[sheet.pk], place=village.path)
    post_urgent(READ, sheet, after=0)
    return sheet
