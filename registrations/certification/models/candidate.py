"""A person whom a home regency prepares for the journey, and where this person stands on the way."""

import uuid
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Workflow
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.certification.workflow import CANDIDATE_MOVES, CandidateStatus, RecommendationStatus
from registrations.people import numbers
from registrations.people.finding import named, nik_in
from registrations.people.models import Person

C, R = CandidateStatus, RecommendationStatus


class CandidateQuerySet(ScopedQuerySet):
    """`in_hand` falls into the desk's four questions; with those who wait for a decision they are disjoint."""

    def open(self):
        return self.exclude(status=C.WITHDRAWN)

    def in_hand(self):
        """The clerk's turn: a recommendation is being prepared, the first one or one that replaces a letter."""
        return self.open().filter(_has("recommendations", status=R.DRAFT))

    def needs_briefing(self):
        return self.in_hand().exclude(_has("attendances", passed=True))

    def needs_pact(self):
        return self.in_hand().filter(_has("attendances", passed=True)).exclude(_has("pacts"))

    def ready(self):
        return self.in_hand().filter(_has("attendances", passed=True)).filter(_has("pacts"))

    def returned(self):
        """Sent back to be completed; or declined or revoked, and nothing has been prepared since."""
        at_work = _has("recommendations", status__in=[R.DRAFT, R.PROPOSED, R.ISSUED])
        return self.open().filter(Q(_has("recommendations", status=R.RETURNED)) | ~Q(at_work))

    def proposed(self):
        return self.open().filter(_has("recommendations", status=R.PROPOSED))

    def expected(self):
        return self.filter(status=C.EXPECTED)

    def announced(self):
        """Expected, or said not to be coming: the origin sees both."""
        return self.filter(status__in=[C.EXPECTED, C.NOT_COMING])

    def arrived(self):
        return self.filter(status=C.ARRIVED)

    def withdrawn(self):
        return self.filter(status=C.WITHDRAWN)

    def awaited_by(self, user):
        """Announced at the very places of this person: the village that was named, or else the regency."""
        return self.filter(reduce(or_, map(_announced_at, user.places(Permission.ARRIVAL_EXPECT)), Q(pk__in=[])))

    def found_by(self, text):
        """By NIK (the whole number only), by provisional number, or by words of the name."""
        if digest := nik_in(text):
            return self.filter(person__nik_digest=digest)
        number = numbers.normalised(text)  # a name of nine letters may look like one: the name is asked too
        if number and self.filter(person__provisional_number=number).exists():
            return self.filter(person__provisional_number=number)
        return named(self, text)


def _announced_at(place):
    """At a desa adat, which lies in the regency that its path begins with; or at a regency, and no desa adat named."""
    if not place.endswith("/"):
        return Q(destination_customary_village=None, destination_regency=place)
    village = CustomaryVillage.objects.filter(path=place).order_by().values("pk")
    return Q(destination_customary_village=Subquery(village), destination_regency=place[:4])


def _has(books, **values):
    """Whether the candidate has such a row in the book; asked beside the row, not by a join."""
    model = Candidate._meta.get_field(books).related_model
    return Exists(model.objects.filter(candidate=OuterRef("pk"), **values))


class Candidate(Scoped, Workflow):
    """One journey of one person, prepared by one regency of origin. A person may have one after the other."""

    region_path = "origin__code"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="candidacies")
    origin = models.ForeignKey(Region, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=C, default=C.PREPARING)
    destination_regency = models.ForeignKey(Region, models.PROTECT, related_name="+")
    destination_customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, null=True, related_name="+")
    planned_departure = models.DateField(_("Rencana berangkat"), null=True)
    occupation = models.CharField(_("Pekerjaan yang dituju"), max_length=100, blank=True)
    employer_name = models.CharField(_("Pemberi kerja"), max_length=120, blank=True)
    arrived_on = models.DateField(null=True)
    arrived_at = models.ForeignKey(CustomaryVillage, models.PROTECT, null=True, related_name="+")
    registered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(db_default=Now())

    moves = CANDIDATE_MOVES

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_at", "pk"]
        indexes = [
            models.Index(fields=["origin", "status", "-registered_at", "id"], name="candidate_origin_newest"),
            models.Index(
                fields=["destination_regency", "destination_customary_village"],
                name="candidate_expected",
                condition=Q(status="expected"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "origin"],
                condition=Q(status__in=["preparing", "expected", "not_coming"]),
                name="one_journey_at_a_time",
            ),
            models.CheckConstraint(
                name="candidate_arrived_has_its_day",
                condition=Q(status="arrived", arrived_on__isnull=False, arrived_at__isnull=False)
                | (~Q(status="arrived") & Q(arrived_on=None, arrived_at=None)),
            ),
        ]

    def __str__(self):
        return str(self.person)

    def get_absolute_url(self):
        return reverse("certification:candidate", args=[self.pk])

    @property
    def place(self):
        return self.origin_id

    @property
    def subjects(self):
        return [self.person_id, self.pk]

    @property
    def destination(self):
        """Who expects the person: the desa adat that was named, or else the regency."""
        return self.destination_customary_village or self.destination_regency

    @property
    def destination_line(self):
        if self.destination_customary_village:
            return f"{self.destination_customary_village}, {self.destination_regency}"
        return str(self.destination_regency)

    def allows(self, user, move):
        """At the destination: who expects arrivals there. An arrival may happen anywhere; the origin may note it."""
        if move.permission == Permission.ARRIVAL_EXPECT:
            return self.destination.path in user.places(move.permission)
        if move.target == C.ARRIVED:
            taking_up = (Permission.STAY_REGISTER, Permission.STAY_IMPORT)
            return any(map(user.may, taking_up)) or user.may_at(Permission.CANDIDATE_CHANGE, self.place)
        return super().allows(user, move)

    @cached_property
    def recommendation(self):
        """The newest: the one at work, or the one that was decided last."""
        return self.recommendations.order_by("-created_at").first()

    @cached_property
    def letter(self):
        """The recommendation that is in force, if there is one."""
        return self.recommendations.filter(status=R.ISSUED).first()

    @cached_property
    def passed(self):
        """The attendance that counts: the newest one passed."""
        found = self.attendances.filter(passed=True).select_related("briefing")
        return found.order_by("-briefing__held_on").first()

    @cached_property
    def pact(self):
        return self.pacts.select_related("witness").order_by("-signed_on", "-recorded_at").first()

    @property
    def lacks(self):
        """What a proposal should have and does not, in words; to be explained, never a refusal."""
        missing = []
        if not self.passed:
            missing.append(_("pembekalan"))
        if not self.pact:
            missing.append(_("pakta integritas"))
        return missing

    @property
    def is_editable(self):
        """What is written down may be put right, but not while somebody decides about it."""
        return self.status != C.WITHDRAWN and self.recommendation.status != R.PROPOSED


def by_departure(candidates):
    """Those who leave first come first; without a day they come last."""
    return candidates.order_by(F("planned_departure").asc(nulls_last=True), "registered_at", "pk")
