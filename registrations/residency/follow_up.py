"""Who came without a letter is welcome all the same: the origin gets a task, and can brief and issue afterwards."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.copying import fresh, insert
from harmoni.history.atomicity import demand_transaction
from harmoni.notices.models import Notice
from harmoni.regions.models import Region
from harmoni.regions.scope import territory
from registrations.certification.arriving import arrive
from registrations.certification.models import Candidate
from registrations.certification.taking_up import AlreadyACandidate, take_up
from registrations.people.book import known_at
from registrations.people.forms import PERSON
from registrations.residency.models import Stay
from registrations.residency.pages import page_of

WITHOUT_LETTER = "residency.without_letter"
DUE = datetime.timedelta(days=14)


def ask_origin(stay: Stay) -> None:
    """A row in the inbox of the regency of origin, once; nothing where the origin is not known or a letter is there."""
    demand_transaction("a row of the inbox")
    if task := task_of(stay, _due()):
        Notice.objects.bulk_create([task], ignore_conflicts=True)


def ask_origins(stays: list[Stay]) -> None:
    """The same for new stays, of which nobody was asked yet."""
    demand_transaction("a row of the inbox")
    due = _due()
    insert([task for stay in stays if (task := task_of(stay, due))])


def _due():
    return timezone.localdate() + DUE


def task_of(stay: Stay, due: datetime.date) -> Notice | None:
    """The unsaved row; None where the origin is not known, a letter is there, or the journey began elsewhere."""
    if not stay.origin_code or stay.candidate_id or stay.moved_from_id:
        return None
    return fresh(
        Notice,
        place=stay.origin_code,
        permission=Permission.CANDIDATE_CHANGE,
        kind=WITHOUT_LETTER,
        title=_("%(who)s tiba di %(place)s tanpa surat")
        % {"who": stay.person.initials, "place": stay.customary_village},
        record=stay.pk,
        path=page_of("follow_up:stay", stay.pk),
        due_on=due,
        dedupe_key=f"{WITHOUT_LETTER}/{stay.pk}/{stay.origin_code}",
    )


def to_follow_up(user: User):
    """Stays without a letter whose people come from the places of this person's right to prepare candidates."""
    places = user.places(Permission.CANDIDATE_CHANGE)
    asked = Notice.objects.filter(kind=WITHOUT_LETTER).filter(territory("place", places))
    return Stay.objects.filter(pk__in=asked.values("record")).filter(
        Q(candidate=None) | territory("candidate__origin__code", places)
    )


@transaction.atomic
def take_up_arrived(*, stay: Stay, origin: Region, by: User) -> Candidate:
    """The origin takes the person into its own book, to brief and to issue a letter afterwards; the task is done."""
    mine = Stay.objects.select_for_update(of=("self",)).select_related("person", "customary_village").get(pk=stay.pk)
    if mine.candidate:
        return mine.candidate
    try:
        candidate = take_up(
            by=by, origin=origin, person=_person(mine, origin), journey=_journey(mine), verb="ambil_pendatang"
        )
    except AlreadyACandidate as already:
        candidate = already.candidate
    arrive(candidate=candidate, village=mine.customary_village, by=by, on=mine.arrived_on)
    Stay.objects.filter(Q(pk=mine.pk) | Q(moved_from=mine.pk)).update(candidate=candidate)
    tasks = Notice.objects.open().filter(kind=WITHOUT_LETTER, record=mine.pk)
    tasks.update(done_at=timezone.now(), done_by=by)
    return candidate


def _person(stay, origin):
    """What the village wrote down; the origin's own words about a person whom it knows stay as they are."""
    values = {field: getattr(stay.person, field) for field in PERSON}
    known = known_at(origin.path, values["nik"]) if values["nik"] else None
    return {field: value for field, value in values.items() if field == "nik" or not getattr(known, field, "")}


def _journey(stay):
    return {
        "destination_regency": stay.customary_village.regency,
        "destination_customary_village": stay.customary_village,
        "planned_departure": stay.arrived_on,
        "occupation": stay.occupation,
        "employer_name": stay.employer_name,
    }
