"""A newcomer is taken up: person, presence, stay, history, receipt and outbox in one transaction."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.regions.models import CustomaryVillage
from registrations.certification.arriving import arrive, journey_of
from registrations.people import numbers
from registrations.people.book import known_or_new
from registrations.people.models import Presence
from registrations.people.presence import stand
from registrations.residency.clashes import tell_both
from registrations.residency.follow_up import ask_origin
from registrations.residency.models import Stay
from registrations.residency.receipts import issue_receipt
from registrations.residency.workflow import Status


class AlreadyHere(Exception):
    """The person has a running stay in this very village: to be renewed or ended, not entered twice."""

    def __init__(self, stay: Stay):
        super().__init__(str(stay))
        self.stay = stay


@transaction.atomic
def record_arrival(*, by: User, village: CustomaryVillage, person: dict[str, Any], stay: dict[str, Any]) -> Stay:
    """The new stay with its receipt on the way. `person` and `stay` hold cleaned values under the contract's names.

    A NIK whose holder has an active stay elsewhere is saved as *menunggu pencocokan*, with the same receipt and
    page: the village is not told. Raises AlreadyHere when the running stay is the village's own.
    The origin sees who came with its letter; who came without one is a task for the origin, and for nobody else.
    """
    who = known_or_new(village.path, person, by=by)
    running = Stay.objects.here().filter(person=who, customary_village=village).first()
    if running:
        raise AlreadyHere(running)
    new = _save(who, village, stay, by)
    stand(who, Presence.Side.DESTINATION, village.path, new.arrived_on)
    record_act("lapor", by=by, subjects=new.subjects, place=village.path, after=new.status)
    if new.candidate:
        arrive(candidate=new.candidate, village=village, by=by, on=new.arrived_on)
    else:
        ask_origin(new)
    issue_receipt(new)
    return new


def _save(person, village, values, by):
    new = Stay(
        person=person,
        customary_village=village,
        registration_number=numbers.new_number(numbers.STAY),
        nik_digest=person.nik_digest,
        registered_by=by,
        term_since=timezone.localdate(),
        candidate=journey_of(person.nik_digest, values.get("letter_token", ""), village),
    )
    for field, value in values.items():
        setattr(new, field, value)
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as clash:
        if "one_active_stay_per_nik" not in str(clash):
            raise
        new.status = Status.AWAITING_MATCH
        new.save(force_insert=True)
        tell_both(new)
    return new
