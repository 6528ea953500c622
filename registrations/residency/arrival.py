"""Newcomers are taken up, one or a whole sheet: person, stay, registers, history, receipt, outbox together."""

from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.copying import fresh, insert
from harmoni.history.record import record_acts
from harmoni.regions.models import CustomaryVillage
from registrations.certification.arriving import arrive, journeys_of
from registrations.people import numbers
from registrations.people.book import enter, hold
from registrations.people.duplicates import suspect
from registrations.people.models import Presence
from registrations.people.presence import stand
from registrations.residency.clashes import tell_both
from registrations.residency.follow_up import ask_origins
from registrations.residency.jobs import open_first
from registrations.residency.lodgings import known_lodgings
from registrations.residency.models import Stay
from registrations.residency.receipts import issue_receipts
from registrations.residency.registers import enter_registers
from registrations.residency.workflow import Status


class Newcomer(NamedTuple):
    """Cleaned values under the contract's names: who came, and how this person stays."""

    person: dict[str, Any]
    stay: dict[str, Any]


class AlreadyHere(Exception):
    """The person has a running stay in this very village: to be renewed or ended, not entered twice."""

    def __init__(self, stay: Stay):
        super().__init__(str(stay))
        self.stay = stay


def record_arrival(*, by: User, village: CustomaryVillage, person: dict[str, Any], stay: dict[str, Any]) -> Stay:
    """The new stay with its receipt on the way; raises AlreadyHere. One arrival is a sheet of one row."""
    came = record_arrivals(by=by, village=village, newcomers=[Newcomer(person, stay)])[0]
    if isinstance(came, AlreadyHere):
        raise came
    return came


@transaction.atomic
def record_arrivals(*, by: User, village: CustomaryVillage, newcomers: list[Newcomer]) -> list[Stay | AlreadyHere]:
    """The new stays in the order of the newcomers; AlreadyHere, with nothing changed, in the place of one who is.

    A NIK whose holder has an active stay elsewhere is saved as *menunggu pencocokan*, with the same receipt and
    page: the village is not told. The second row of a NIK finds the stay of the first.
    The origin sees who came with its letter; who came without one is a task for the origin, and for nobody else.
    """
    known = hold(village.path, [one.person.get("nik", "") for one in newcomers])
    here = _running(known, village)
    first = _first_of_each(newcomers, here)
    taken = [newcomers[place] for place in first]
    people = enter(village.path, [one.person for one in taken], known, by=by)
    stays = _stays(people, [one.stay for one in taken], village, by)
    _insert(stays)
    _beside(stays, set(known.values()), village, by)
    entered = dict(zip(first, stays, strict=True))
    here |= {nik: stay for one, stay in zip(taken, stays, strict=True) if (nik := one.person.get("nik"))}
    return [entered.get(place) or AlreadyHere(here[one.person["nik"]]) for place, one in enumerate(newcomers)]


def _running(known, village):
    """{NIK: running stay} of the known people in this very village"""
    if not known:
        return {}
    stays = Stay.objects.here().filter(person__in=known.values(), customary_village=village)
    running = {stay.person_id: stay for stay in stays}
    return {nik: running[person.pk] for nik, person in known.items() if person.pk in running}


def _first_of_each(newcomers, here):
    """Places of those to be taken up: not here yet, each NIK once, everyone who has none."""
    places, seen = [], set(here)
    for place, one in enumerate(newcomers):
        nik = one.person.get("nik", "")
        if nik not in seen:
            places.append(place)
            seen |= {nik} if nik else set()
    return places


def _stays(people, rows, village, by):
    """The unsaved stays."""
    asked = [(who.nik_digest, values.get("letter_token", "")) for who, values in zip(people, rows, strict=True)]
    journeys = journeys_of(asked, village)
    houses = known_lodgings(village, [values.get("lodging_name", "") for values in rows])
    today = timezone.localdate()
    return [_stay(village, by, today, *each) for each in zip(people, rows, journeys, houses, strict=True)]


def _stay(village, by, today, person, values, journey, house):
    new = fresh(
        Stay,
        person=person,
        customary_village=village,
        registration_number=numbers.new_number(numbers.STAY),
        nik_digest=person.nik_digest,
        registered_by=by,
        term_since=today,
        candidate=journey,
        lodging=house,
    )
    for field, value in values.items():
        setattr(new, field, value)
    return new


def _insert(stays):
    """Together; where a NIK turns out to be active elsewhere, halves, down to the one that waits for matching.

    Of 34 billion numbers one may have been given before: then others are drawn.
    """
    try:
        with transaction.atomic():
            insert(stays)
    except IntegrityError as clash:
        if "stay_number_once" in str(clash):
            for stay in stays:
                stay.registration_number = numbers.new_number(numbers.STAY)
            return _insert(stays)
        if "one_active_stay_per_nik" not in str(clash):
            raise
        if len(stays) > 1:
            half = len(stays) // 2
            _insert(stays[:half])
            _insert(stays[half:])
        else:
            stays[0].status = Status.AWAITING_MATCH
            insert(stays)
    return None


def _beside(stays, known, village, by):
    """Everything else that a new stay brings with it; `known` are the people who stood in this book before."""
    for stay in stays:
        if stay.status == Status.AWAITING_MATCH:
            tell_both(stay)
    _let_stand(stays, known, village)
    suspect([stay.person for stay in stays], village=village.path, by=by, how="lapor")
    record_acts(
        {"verb": "lapor", "by": by, "subjects": stay.subjects, "place": village.path, "after": stay.status}
        for stay in stays
    )
    for stay in stays:
        if stay.candidate:
            arrive(candidate=stay.candidate, village=village, by=by, on=stay.arrived_on)
    ask_origins(stays)
    open_first(stays)
    issue_receipts(enter_registers(stays)[::2])


def _let_stand(stays, known, village):
    at = {"side": Presence.Side.DESTINATION, "path": village.path}
    insert(
        [fresh(Presence, person=stay.person, since=stay.arrived_on, **at) for stay in stays if stay.person not in known]
    )
    for stay in stays:
        if stay.person in known:
            stand(stay.person, Presence.Side.DESTINATION, village.path, stay.arrived_on)
