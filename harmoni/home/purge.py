"""What has done its service is forgotten, once a day. The history is never among it."""

import datetime

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from adat.prevention import warnings
from adat.villages import forgetting
from harmoni.accounts import drafts, tally
from harmoni.accounts.models import Draft
from harmoni.history import once
from harmoni.notices.messages import forget_messages
from harmoni.notices.outbox import forget_done
from harmoni.notices.slots import first_in
from harmoni.reports.writing import forget_files
from registrations.residency import forgetting as group_sheets
from registrations.residency.photographing import forget_photos

JOB = "home.purge"
OUTBOX_DAYS = 90
MESSAGE_DAYS = 365
TALLY_DAYS = 2


@transaction.atomic
def purge() -> bool:
    """Says whether this was the first call of the day; a later one does nothing, a failed one gives the day back."""
    now = timezone.now()
    if not first_in(JOB, str(timezone.localdate(now))):
        return False
    once.forget(now - datetime.timedelta(days=once.KEPT_DAYS))
    tally.forget(now - datetime.timedelta(days=TALLY_DAYS))
    drafts.forget(now - Draft.KEPT)
    forget_messages(now - datetime.timedelta(days=MESSAGE_DAYS))
    forget_done(now - datetime.timedelta(days=OUTBOX_DAYS))
    forgetting.forget_sheets(now - datetime.timedelta(days=forgetting.KEPT_DAYS))
    group_sheets.forget_rows(now - datetime.timedelta(days=group_sheets.KEPT_DAYS))
    forget_files(now)
    warnings.empty_old(now)
    forget_photos(now)
    call_command("clearsessions")
    return True
