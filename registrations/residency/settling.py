"""After a year outside the home address there are two ways: a new term, or a move letter (SKPWNI). No refusal."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from registrations.residency.models import Stay

ASK_AGAIN = datetime.timedelta(days=30)
LONGEST_WAIT = datetime.timedelta(days=366)


@transaction.atomic
def start_settling(*, stay: Stay, by: User, due: datetime.date) -> None:
    """The person arranges the move letter at Dukcapil; on `due` the desk asks what came of it.

    The stay goes on meanwhile. Said again, only the day of the question changes.
    """
    today = timezone.localdate()
    if not today <= due <= today + LONGEST_WAIT:
        raise ValidationError({"settling_due": _("Tanyakan lagi antara hari ini dan satu tahun lagi.")})
    since = stay.settling_since or today
    stay.move("urus-skpwni", by=by, detail={"due": [str(due)]}, settling_since=since, settling_due=due)


@transaction.atomic
def stop_settling(*, stay: Stay, by: User, reason: str) -> None:
    """Nothing comes of it: the stay goes on as one who means to go home, and the year counts from today."""
    today = timezone.localdate()
    stay.move("tidak-menetap", by=by, reason=reason, settling_since=None, settling_due=None, year_since=today)
