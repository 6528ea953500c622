"""Days of sealed cases: the rules say when, and who stands on the list of a case learns only that there is word."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from adat.mediation.models import AccessGrant, Case, FollowUp, Session
from adat.mediation.workflow import SessionStatus
from harmoni.accounts.models import User
from harmoni.notices.models import Receiver
from harmoni.notices.sources import SOURCES, Source, steps

SESSION, VISIT = "case_session", "follow_up_visit"

for event, label in ((SESSION, _("Pertemuan mediasi")), (VISIT, _("Kunjungan pemantauan kesepakatan"))):
    SOURCES[event] = Source(event=event, label=label, receivers=(Receiver.OFFICER,), sealed=True)


def on_the_lists_of(day: datetime.date) -> list[User]:
    """Whoever stands on the list of a running case with a session or a visit on a day that a rule names."""
    meeting = Session.objects.filter(status=SessionStatus.PLANNED, held_on__in=_days(SESSION, day))
    visits = FollowUp.objects.filter(visited_on=None, due_on__in=_days(VISIT, day))
    soon = Q(pk__in=meeting.values("case")) | Q(pk__in=visits.values("agreement__case"))
    cases = Case.objects.running().filter(soon)
    return list(User.objects.filter(pk__in=AccessGrant.objects.live().filter(case__in=cases).values("user")))


def _days(event, day):
    return [day + datetime.timedelta(step) for step in steps(event)]
