"""Work on a sheet goes before what it sets off: somebody looks at its page, a thousand receipts can wait."""

import datetime

from django.utils import timezone

from adat.villages.models import Sheet
from harmoni.notices.models import Outbox
from harmoni.notices.outbox import post_all

AHEAD = datetime.timedelta(hours=1)
LANES = 2  # as many processes as the portal's worker has


def post_urgent(kind: str, sheet: Sheet, *, after: int, lane: int = 0) -> None:
    """One outbox row for one step of one sheet, the rows `after` this one; the same step twice is one row."""
    turn = f"{sheet.saved_at:%d%H%M%S%f}/" if sheet.saved_at else ""
    key = f"{kind}/{sheet.pk}/{turn}{lane}/{after}"
    payload = {"sheet": str(sheet.pk), "after": after, "lane": lane}
    post_all([Outbox(kind=kind, dedupe_key=key, payload=payload, next_at=timezone.now() - AHEAD)])


def post_lanes(kind: str, sheet: Sheet) -> None:
    """The first steps of work that two workers share: each takes rows that the other has not."""
    for lane in range(LANES):
        post_urgent(kind, sheet, after=0, lane=lane)
