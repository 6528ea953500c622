"""When something was written on a phone that had no line: told by the server's clock, whatever the phone's says."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.record import record_act

OLDEST = datetime.timedelta(days=60)
WORTH_SAYING = datetime.timedelta(minutes=5)


def written_at(post: Mapping[str, Any], received: datetime.datetime) -> datetime.datetime | None:
    """The time of receipt, less the age that the phone measured by its own clock between writing and sending.

    A clock that is wrong by hours is wrong in both, so that it does not count. At least now, at most 60 days ago; None
    when nothing was said.
    """
    written, sent = _moment(post.get("written_at")), _moment(post.get("sent_at"))
    if written is None:
        return None
    age = (sent or received) - written
    return received - min(max(age, datetime.timedelta()), OLDEST)


def _moment(text):
    try:
        said = parse_datetime(str(text or "")[:40])
    except ValueError:
        return None
    return said if said and timezone.is_aware(said) else None


def note_when_written(post: Mapping[str, Any], *, by: User, subjects: list[UUID], place: str) -> None:
    """A line for what was written a while before it came: the person reads both times."""
    received = timezone.now()
    written = written_at(post, received)
    if written and received - written > WORTH_SAYING:
        said = _("Dicatat pukul %(written)s; diterima pukul %(received)s.")
        reason = said % {"written": _told(written), "received": _told(received)}
        record_act("ditulis_luring", by=by, subjects=subjects, place=place, reason=reason)


def _told(moment):
    return date_format(timezone.localtime(moment), "H.i, j F Y")
