"""The regency's official recommendation: proposed by one person, decided by another, and a letter once it is issued."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from harmoni.history.workflow import Workflow
from harmoni.letters.models import Document
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.certification.workflow import RECOMMENDATION_MOVES, CandidateStatus, RecommendationStatus

R = RecommendationStatus
LETTER_VALID = datetime.timedelta(days=183)  # not settled by any text; half a year until somebody decides otherwise


class RecommendationQuerySet(ScopedQuerySet):
    def proposed(self):
        """Waiting for a decision; that of somebody who is not going any more waits for nobody."""
        return self.filter(status=R.PROPOSED).exclude(candidate__status=CandidateStatus.WITHDRAWN)

    def returned(self):
        return self.filter(status=R.RETURNED)

    def declined(self):
        return self.filter(status=R.DECLINED)

    def issued(self):
        return self.filter(status=R.ISSUED)

    def ended(self):
        return self.filter(status__in=[R.SUPERSEDED, R.REVOKED])


class Recommendation(Scoped, Workflow):
    """One proposal and what became of it. Whoever proposed it does not approve it: held by the database too."""

    region_path = "candidate__origin__code"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey("certification.Candidate", models.PROTECT, related_name="recommendations")
    status = models.CharField(max_length=10, choices=R, default=R.DRAFT)
    created_at = models.DateTimeField(db_default=Now())
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    issued_on = models.DateField(_("Tanggal surat"), null=True)
    valid_until = models.DateField(_("Berlaku sampai"), null=True)
    letter_number = models.CharField(_("Nomor surat"), max_length=60, blank=True)

    moves = RECOMMENDATION_MOVES

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(fields=["proposed_at", "id"], name="recommendation_waits", condition=Q(status="proposed"))
        ]
        constraints = [
            models.CheckConstraint(
                name="never_approved_by_its_proposer",
                condition=Q(decided_by=None) | ~Q(status="issued") | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="recommendation_proposed_has_who_and_when",
                condition=Q(status="draft") | Q(proposed_by__isnull=False, proposed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="recommendation_letter_is_whole",
                condition=~Q(status__in=["issued", "superseded", "revoked"])
                | (
                    Q(issued_on__isnull=False, valid_until__isnull=False, decided_by__isnull=False)
                    & ~Q(letter_number="")
                ),
            ),
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(status__in=["draft", "proposed", "returned"]),
                name="one_recommendation_at_work",
            ),
            models.UniqueConstraint(fields=["candidate"], condition=Q(status="issued"), name="one_letter_in_force"),
        ]

    def __str__(self):
        return self.letter_number or str(self.candidate)

    def get_absolute_url(self):
        return reverse("certification:recommendation", args=[self.pk])

    @property
    def place(self):
        return self.candidate.origin_id

    @property
    def subjects(self):
        return [self.candidate.person_id, self.candidate_id, self.pk]

    def allows(self, user, move):
        """An issuer never approves his own proposal, whatever roles he holds and through whichever door."""
        return super().allows(user, move) and not (move.target == R.ISSUED and user.pk == self.proposed_by_id)

    @cached_property
    def document(self):
        """The paper, once there is one."""
        return Document.objects.filter(record=self.pk).first()

    @property
    def is_expired(self):
        return self.status == R.ISSUED and self.valid_until < timezone.localdate()
