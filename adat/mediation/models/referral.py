"""A case, or a part of it, goes to those whose it is: chosen fields only, with consent, for a time."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.mediation.models.kept import Kept
from registrations.people.fields import Sealed, sealed_column


class Receiver(models.TextChoices):
    KERTA_DESA = "kerta_desa", _("Kerta Desa")
    BALE_KERTHA = "bale_kertha", _("Bale Kertha Adhyaksa")
    DISNAKER = "disnaker", _("Dinas tenaga kerja (Disnaker)")
    POLICE = "police", _("Kepolisian")
    LEGAL_AID = "legal_aid", _("Lembaga bantuan hukum")
    OTHER = "other", _("Lembaga lain")


class CaseReferral(Kept):
    """`fields` are the names of what was passed on, and nothing else is printed. After `expires_on` not even that."""

    case = models.ForeignKey("mediation.Case", models.PROTECT, related_name="referrals")
    receiver = models.CharField(max_length=11, choices=Receiver)
    fields = models.JSONField(help_text="names of the chosen fields")
    consented_on = models.DateField()
    answer_by = models.DateField()
    expires_on = models.DateField()
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    answered_on = models.DateField(null=True)
    office_sealed = sealed_column()
    need_sealed = sealed_column()
    answer_sealed = sealed_column()

    office, need, answer = Sealed(), Sealed(), Sealed()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="case_referral_ends_after_answer", condition=Q(expires_on__gte=models.F("answer_by"))
            )
        ]

    def __str__(self):
        return self.to

    @property
    def to(self):
        return self.office or self.get_receiver_display()

    @property
    def has_expired(self):
        return self.expires_on < timezone.localdate()
