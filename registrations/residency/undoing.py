"""A stay that came in with a sheet is taken back with the sheet: ended and explained, never deleted."""

from django.db import transaction
from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.history.models import Event
from harmoni.letters.models import Document
from harmoni.notices.models import Notice
from registrations.people.models import PossibleDuplicate, Presence
from registrations.people.presence import leave
from registrations.residency.changes import admit_waiting
from registrations.residency.clashes import settled
from registrations.residency.follow_up import WITHOUT_LETTER
from registrations.residency.models import Stay
from registrations.residency.reminders import settle


def untouched(stays: list[Stay]) -> set:
    """Keys of those that still run and of which nothing was written since they were taken up; a letter is a trace."""
    running = {stay.pk for stay in stays if stay.is_here and not stay.candidate_id}
    acts = Event.objects.filter(kind=Event.Kind.ACT, subjects__overlap=list(running)).exclude(verb="lapor")
    return running - {subject for subjects in acts.values_list("subjects", flat=True) for subject in subjects}


@transaction.atomic
def cancel_import(*, stay: Stay, by: User, reason: str) -> None:
    """Ends the stay as *impor dibatalkan*; its receipt is revoked and what it set off is done. Raises MoveRefused.

    A stay of the same NIK that waited for matching elsewhere becomes active by itself.
    """
    stay.move("batal-impor", by=by, reason=reason)
    leave(stay.person, Presence.Side.DESTINATION, stay.place, timezone.localdate())
    stay.registrations.filter(cancelled_for="").update(left_on=timezone.localdate(), cancelled_for=reason[:200])
    Document.objects.filter(record=stay.pk).update(state=Document.State.REVOKED)
    Notice.objects.open().filter(kind=WITHOUT_LETTER, record=stay.pk).update(done_at=timezone.now(), done_by=by)
    PossibleDuplicate.objects.awaiting().about([stay.person_id]).delete()
    settle(stay, by=by)
    settled(stay, by=by)
    admit_waiting(stay.nik_digest)
