"""A newcomer's request for a service, passed on to the regency and answered by it."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmoni.history.workflow import Workflow
from harmoni.regions.scope import Scoped
from registrations.residency.models.stay import Stay
from registrations.residency.workflow import REFERRAL_MOVES, ReferralStatus


class Service(models.TextChoices):
    """What a registration opens and an office can be asked for. Mediation has its own, sealed book."""

    SCHOOL = "school", _("Sekolah")
    HEALTH = "health", _("Layanan kesehatan")
    INSURANCE = "insurance", _("BPJS Kesehatan dan Ketenagakerjaan")
    LEGAL_AID = "legal_aid", _("Bantuan hukum")


class Referral(Scoped, Workflow):
    """A newcomer asked for a service; the regency passes it on and answers. Only with the person's own agreement."""

    region_path = "stay__customary_village__path"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="referrals")
    status = models.CharField(max_length=10, choices=ReferralStatus, default=ReferralStatus.SENT)
    service = models.CharField(_("Layanan"), max_length=10, choices=Service)
    need = models.CharField(_("Yang diperlukan"), max_length=300)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    due_on = models.DateField()
    answer = models.CharField(_("Jawaban"), max_length=500, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    moves = REFERRAL_MOVES

    class Meta:
        ordering = ["-made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="referral_answered_is_whole",
                condition=Q(status="answered", answered_by__isnull=False, answered_at__isnull=False)
                | (~Q(status="answered") & Q(answered_by=None, answered_at=None)),
            )
        ]

    def __str__(self):
        return f"{self.get_service_display()} {self.stay}"

    def get_absolute_url(self):
        return reverse("residency:referral", args=[self.pk])

    @property
    def place(self):
        return self.stay.place

    @property
    def subjects(self):
        return [*self.stay.subjects, self.pk]
