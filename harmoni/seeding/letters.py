"""Certificates and recommendations in bulk: numbered in the order of their days, as `issue` would have done.

Everything they will print is sealed, as with a real letter, but their PDFs are not made (`content` and `claim` stay
NULL, as with receipts). Such a letter is not live: the check page does not know its code. A village opens it by its
code all the same, and whoever opens the recommendation's page asks the worker for the paper.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from harmoni.letters.issuing import written
from harmoni.letters.models import Document, Office, office_of
from harmoni.letters.numbering import next_numbers
from harmoni.regions.models import Region
from harmoni.seeding.journeys import Journey
from harmoni.seeding.officers import Desk
from harmoni.seeding.people import new_id
from harmoni.seeding.stays import in_office, token
from registrations.certification.briefings import certificate_of
from registrations.certification.deciding import letter_of
from registrations.certification.models import Recommendation
from registrations.certification.models.recommendation import LETTER_VALID
from registrations.certification.workflow import RecommendationStatus

R = RecommendationStatus
LETTERS = {R.ISSUED: Document.State.VALID, R.SUPERSEDED: Document.State.SUPERSEDED, R.REVOKED: Document.State.REVOKED}


@dataclass(frozen=True)
class Paper:
    """A letter to be: when it was issued, and what it says in the words of `issue`."""

    journey: Journey
    at: datetime.datetime
    facts: dict[str, Any]
    state: str = Document.State.VALID
    recommendation: Recommendation | None = None

    @property
    def day(self):
        return timezone.localdate(self.at)

    @property
    def series(self):
        return self.facts["kind"], self.journey.candidate.origin_id, self.day.year


def write_letters(journeys: Iterable[Journey], desks: dict[str, Desk]) -> list[Document]:
    """The letters of these journeys, unsaved, their numbers taken in the order of their days."""
    papers = [paper for one in journeys for paper in _papers(one, desks[one.candidate.origin_id])]
    papers.sort(key=lambda paper: (paper.at, paper.facts["record"]))
    regions = {one.journey.candidate.origin_id: one.journey.candidate.origin for one in papers}
    heads = _letterheads(regions)
    numbers = next_numbers([paper.series for paper in papers])
    return [_document(paper, number, heads) for paper, number in zip(papers, numbers, strict=True)]


def _letterheads(regions: dict[str, Region]) -> dict[str, Office]:
    heads = Office.objects.in_bulk(regions)
    return {code: heads.get(code) or office_of(region) for code, region in regions.items()}


def _papers(journey, desk):
    candidate = journey.candidate
    if journey.attendance:
        held = in_office(journey.rng, journey.days.briefed)
        yield Paper(journey, held, certificate_of(journey.attendance, desk.clerk))
    for one in journey.recommendations:
        if one.status in LETTERS:
            yield Paper(journey, one.decided_at, letter_of(one, candidate, desk.signer), LETTERS[one.status], one)


def _document(paper, number, heads):
    facts, rng = dict(paper.facts), paper.journey.rng
    printed = facts.pop("printed") | {"birth_year": facts.pop("birth_year")}
    if paper.recommendation:
        facts["valid_until"] = paper.day + LETTER_VALID
        _fill(paper.recommendation, number, paper.day, facts["valid_until"])
    own = {"pk": new_id(rng), "token": token(rng), "created_at": paper.at, "state": paper.state}
    letter = written(
        heads[paper.journey.candidate.origin_id], printed, number=number, issued_on=paper.day, **own, **facts
    )
    if paper.recommendation:
        paper.journey.letters.append(letter)
        _replace(paper.journey)
    return letter


def _fill(recommendation, number, day, until):
    recommendation.letter_number, recommendation.issued_on, recommendation.valid_until = number, day, until


def _replace(journey):
    """The second letter of a journey takes the place of the first, as `approve` says it."""
    if journey.shape.replaced and len(journey.letters) == 2:
        earlier, later = journey.letters
        earlier.replaced_by = later
