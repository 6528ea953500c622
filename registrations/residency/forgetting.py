"""What was typed of people who were never taken up is not kept: thirty days, and only the sheet itself is left."""

import datetime

from django.db import transaction

from registrations.residency.crew_links import settle
from registrations.residency.models import GroupSheet

KEPT_DAYS = 30


def forget_rows(before: datetime.datetime) -> int:
    """Empties the waiting rows of sheets made earlier; a list that nobody took up ends. Returns how many sheets."""
    old = GroupSheet.objects.filter(made_at__lt=before, emptied=False)
    return sum(_forget(pk) for pk in old.values_list("pk", flat=True))


@transaction.atomic
def _forget(pk):
    """Held meanwhile: an officer who takes rows up at this moment comes before it or after it, never between."""
    sheet = GroupSheet.objects.select_for_update(of=("self",)).filter(pk=pk, emptied=False).first()
    if sheet is None:
        return False
    sheet.write(shared={}, rows=[row for row in sheet.content["rows"] if row["stay"]])
    if sheet.state == GroupSheet.State.PROPOSED:
        sheet.state = GroupSheet.State.DECLINED
        settle(sheet, by=None)
    sheet.emptied = True
    sheet.save(update_fields=["sealed", "state", "emptied"])
    return True
