"""Sheets hold NIKs: what was never saved is not kept, and a saved sheet keeps its figures but no value."""

import datetime

from adat.villages.models import Sheet, SheetRow

KEPT_DAYS = 30


def forget_sheets(before: datetime.datetime) -> int:
    """Deletes sheets uploaded earlier and never saved; empties the rows that saved ones left. Returns how many."""
    old = Sheet.objects.filter(uploaded_at__lt=before)
    saved = old.filter(state__in=[Sheet.State.SAVING, Sheet.State.SAVED, Sheet.State.UNDOING, Sheet.State.UNDONE])
    unsaved = old.exclude(pk__in=saved.values("pk"))
    left = SheetRow.objects.mendable().filter(sheet__in=saved.exclude(state=Sheet.State.SAVING))
    return unsaved.delete()[0] + left.update(values_sealed=None, nik_digest=None)
