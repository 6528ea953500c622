"""Prepared journeys of a viewpoint: by the place they lead to, or by the regency that prepares them.

Beneath a regency a journey leads to the desa adat that was named, and begins in the person's own village.
"""

from django.db.models import Aggregate, Count, DurationField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from harmoni.dashboard.viewpoint import Side, Viewpoint
from harmoni.regions.scope import territory
from registrations.certification.models import Attendance, Candidate, Recommendation

PLACES = {
    (Side.STAY, True): "destination_regency__code",
    (Side.STAY, False): "destination_customary_village__path",
    (Side.ORIGIN, True): "origin__code",
    (Side.ORIGIN, False): "person__origin_village__code",
}


class Median(Aggregate):
    """The middle value; of an even number of them, half way between the two in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def letters_of(view: Viewpoint) -> QuerySet[Recommendation]:
    """Recommendation letters ever issued: in force, replaced or revoked."""
    return Recommendation.objects.exclude(letter_number="").filter(_prepared(view, "candidate__"))


def expected_of(view: Viewpoint) -> QuerySet[Candidate]:
    return Candidate.objects.expected().filter(_prepared(view))


def arrived_of(view: Viewpoint) -> QuerySet[Candidate]:
    """Where they came to, which need not be where they were expected."""
    place = territory("arrived_at__path", [view.path]) if view.stays_at else _prepared(view)
    return Candidate.objects.arrived().filter(place)


def was_briefed() -> Exists:
    """Of a stay: its journey has a briefing that was passed."""
    return Exists(Attendance.objects.filter(candidate=OuterRef("candidate"), passed=True))


def has_letter() -> Exists:
    """Of a stay: its journey has a letter that was not revoked; a replaced one counts as long as its successor does."""
    return Exists(Recommendation.objects.issued().filter(candidate=OuterRef("candidate")))


def number_of(rows: QuerySet) -> Subquery:
    """How many, as a part of another query."""
    return _one(rows, Count("pk"))


def usual_wait(letters: QuerySet[Recommendation]) -> Subquery:
    """The median time from a proposal to its decision, as a part of another query; NULL without letters."""
    return _one(letters, Median(F("decided_at") - F("proposed_at")))


def _one(rows, value):
    """All rows as one group, and one value of it."""
    return Subquery(rows.order_by().values(group=Value(1)).annotate(value=value).values("value"))


def _prepared(view, of="") -> Q:
    return territory(of + PLACES[view.side, view.is_wide], [view.path])
