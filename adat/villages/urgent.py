"""Work on a sheet goes before what it sets off: somebody looks at its page, a thousand receipts can wait."""

import datetime

from django.utils import timezone

from adat.villages.models import Sheet
from harmoni.notices.models import Outbox
from harmoni.notices.outbox import post_all

AHEAD = datetime.timedelta(hours=1)


def post_urgent(kind: str, sheet: Sheet, *, after: int) -> None:
    """One outbox row for one step of one sheet, the rows `after` this one; the same step twice is one row."""
    turn = f"{sheet.saved_at:%d%H%M%S%f}/" if sheet.saved_at else ""
    key = f"{kind}/{sheet.pk}/{turn}{after}"
    due = timezone.now() - AHEAD
    post_all([Outbox(kind=kind, dedupe_key=key, payload={"sheet": str(sheet.pk), "after": after}, next_at=due)])
