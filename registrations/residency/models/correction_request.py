"""Something on the record is wrong, says somebody who may not change it: asked, answered within three days."""

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Workflow
from harmoni.regions.scope import Scoped
from registrations.people.fields import Sealed, sealed_column
from registrations.residency.models.link import ByLink, ByLinkQuerySet
from registrations.residency.models.stay import Stay
from registrations.residency.workflow import CORRECTION_MOVES, CorrectionStatus

ANSWER_WITHIN = datetime.timedelta(hours=72)  # UU 27/2022: three times twenty-four hours


class Asker(models.TextChoices):
    PERSON = "person", _("Orangnya sendiri")
    HOST = "host", _("Penanggung jawab tempat tinggal")
    ORIGIN = "origin", _("Daerah asal")
    OFFICER = "officer", _("Petugas lain")
    OTHER = "other", _("Orang lain")


def in_three_days():
    return timezone.now() + ANSWER_WITHIN


class CorrectionRequestQuerySet(ByLinkQuerySet):
    def waiting(self):
        """To be answered by the village."""
        return self.filter(status=CorrectionStatus.OPEN, objection="")

    def objected(self):
        """Declined once, and objected to: answered by the regency."""
        return self.filter(status=CorrectionStatus.OPEN).exclude(objection="")


class CorrectionRequest(ByLink, Scoped, Workflow):
    """One field and what it should be (sealed), or in words what is wrong. The link leads its sender to the answer."""

    link_use = "correction-link"
    region_path = "stay__customary_village__path"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="correction_requests")
    status = models.CharField(max_length=8, choices=CorrectionStatus, default=CorrectionStatus.OPEN)
    asker = models.CharField(max_length=7, choices=Asker)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(default=in_three_days)
    field = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    objection = models.CharField(max_length=500, blank=True)
    value_sealed = sealed_column()

    value = Sealed()
    moves = CORRECTION_MOVES

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["due_at"], name="correction_waits", condition=Q(status="open"))]
        constraints = [
            models.CheckConstraint(
                name="correction_decided_is_whole",
                condition=Q(status="open", decided_by=None, decided_at=None)
                | (~Q(status="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="correction_declined_says_why", condition=~Q(status="declined") | ~Q(answer="")
            ),
        ]

    def __str__(self):
        return f"{self.field} {self.stay}"

    def get_absolute_url(self):
        return reverse("residency:request", args=[self.pk])

    @property
    def place(self):
        return self.stay.place

    @property
    def subjects(self):
        return [*self.stay.subjects, self.pk]

    def allows(self, user, move):
        """What the village has declined once, the regency decides."""
        return user.may_at(Permission.STAY_MATCH if self.objection else move.permission, self.place)
