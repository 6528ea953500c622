"""What was typed of people who were never taken up is not kept: thirty days, and only the sheet itself is left."""

import datetime

from registrations.residency.crew_links import settle
from registrations.residency.models import GroupSheet

KEPT_DAYS = 30


def forget_rows(before: datetime.datetime) -> int:
    """Empties the waiting rows of sheets made earlier; a list that nobody took up ends. Returns how many sheets."""
    emptied = 0
    for sheet in GroupSheet.objects.filter(made_at__lt=before, emptied=False).iterator():
        content = sheet.content
        sheet.write(shared={}, rows=[row for row in content["rows"] if row["stay"]])
        if sheet.state == GroupSheet.State.PROPOSED:
            sheet.state = GroupSheet.State.DECLINED
            settle(sheet, by=None)
        sheet.emptied = True
        sheet.save(update_fields=["sealed", "state", "emptied"])
        emptied += 1
    return emptied
