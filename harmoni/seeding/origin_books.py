"""The books of the regencies of origin in bulk: candidates, rosters, pacts, recommendations, letters and their acts."""

import datetime
from collections.abc import Iterable
from random import Random

from harmoni.history.record import record_acts
from harmoni.letters.models import Document
from harmoni.regions.models import Region
from harmoni.seeding.gatherings import seat
from harmoni.seeding.journey_acts import acts_of_all
from harmoni.seeding.journeys import Journey
from harmoni.seeding.letters import write_letters
from harmoni.seeding.officers import Desk
from harmoni.seeding.people import new_id
from harmoni.seeding.stays import in_office
from registrations.certification import pact_text
from registrations.certification.models import Attendance, Briefing, Candidate, Pact, Recommendation
from registrations.certification.workflow import RecommendationStatus
from registrations.people.models import Person, Presence

R = RecommendationStatus
BATCH = 2000


def write_journeys(journeys: list[Journey], desks: dict[str, Desk], regions: dict[str, Region], hosts: dict) -> None:
    """Every row of these journeys, with stays that learn their letter; `hosts` {desa adat id: its officer}.

    The stays themselves are written by whoever calls this, afterwards.
    """
    for one in journeys:
        _place(one, regions, desks[one.candidate.origin_id])
    briefings = seat(journeys, desks, regions)
    for one in journeys:
        desk = desks[one.candidate.origin_id]
        _sign(one, desk)
        one.recommendations = _recommendations(one, desk)
    letters = write_letters(journeys, desks)
    for one in journeys:
        if one.stay:
            one.stay.candidate, one.stay.letter_token = one.candidate, one.letters[-1].token
    _save(journeys, briefings, letters)
    record_acts(acts_of_all(journeys, briefings, desks, hosts))


def _save(journeys: list[Journey], briefings: list[Briefing], letters: list[Document]) -> None:
    Person.objects.bulk_create([one.candidate.person for one in journeys], batch_size=BATCH)
    Presence.objects.bulk_create([_presence(one) for one in journeys], batch_size=BATCH)
    Candidate.objects.bulk_create([one.candidate for one in journeys], batch_size=BATCH)
    Briefing.objects.bulk_create(briefings, batch_size=BATCH)
    Attendance.objects.bulk_create([one.attendance for one in journeys if one.attendance], batch_size=BATCH)
    Pact.objects.bulk_create([one.pact for one in journeys if one.pact], batch_size=BATCH)
    Recommendation.objects.bulk_create(_all(one.recommendations for one in journeys), batch_size=BATCH)
    Document.objects.bulk_create(letters, batch_size=BATCH)


def _all(lists: Iterable[list]) -> list:
    return [row for rows in lists for row in rows]


def _place(journey, regions, desk):
    """Regions at hand, so that a letter prints them without asking the database again."""
    candidate = journey.candidate
    candidate.origin = regions[candidate.origin_id]
    candidate.destination_regency = regions[candidate.destination_regency_id]
    candidate.person.origin_village = regions[candidate.person.origin_village_id]
    candidate.registered_by = desk.clerk


def _presence(journey: Journey) -> Presence:
    candidate = journey.candidate
    return Presence(
        person_id=candidate.person_id,
        side=Presence.Side.ORIGIN,
        path=candidate.origin_id,
        since=journey.days.registered,
    )


def _sign(journey, desk):
    """The pact, signed with the typed name before the clerk."""
    if not (day := journey.days.signed):
        return
    pact = Pact(
        pk=new_id(journey.rng),
        candidate=journey.candidate,
        version=pact_text.VERSION,
        clauses=list(pact_text.NAMES),
        signed_on=day,
        witness=desk.clerk,
        recorded_at=in_office(journey.rng, day),
    )
    pact.seal_signature(journey.candidate.person.full_name)
    journey.pact = journey.candidate.pact = pact


def _recommendations(journey: Journey, desk: Desk) -> list[Recommendation]:
    """One, or two where the first gave way to another."""
    rng, shape, days = journey.rng, journey.shape, journey.days
    status = R.SUPERSEDED if shape.replaced else shape.letter
    first = Recommendation(
        pk=new_id(rng), candidate=journey.candidate, status=status, created_at=journey.candidate.registered_at
    )
    _decide(rng, first, desk, days.proposed, days.decided)
    if not shape.replaced:
        return [first]
    prepared = days.renewed - datetime.timedelta(days=2)
    second = Recommendation(
        pk=new_id(rng), candidate=journey.candidate, status=R.ISSUED, created_at=in_office(rng, prepared)
    )
    _decide(rng, second, desk, days.renewed - datetime.timedelta(days=1), days.renewed)
    return [first, second]


def _decide(rng: Random, one: Recommendation, desk: Desk, proposed, decided) -> None:
    """The clerk proposed, the signer decided: as far as either has happened."""
    if proposed:
        one.proposed_by, one.proposed_at = desk.clerk, in_office(rng, proposed)
    if decided:
        one.decided_by, one.decided_at = desk.signer, in_office(rng, decided)
