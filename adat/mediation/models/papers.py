"""What lies with a case: evidence that was checked and drawn anew, and the letters that went out."""

import base64

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from adat.mediation.models.kept import Kept
from registrations.people.fields import Sealed, sealed_column


class Evidence(Kept):
    case = models.ForeignKey("mediation.Case", models.PROTECT, related_name="evidence")
    content_type = models.CharField(max_length=30)
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())
    what_sealed = sealed_column()
    file_sealed = sealed_column()

    what, file = Sealed(), Sealed()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return reverse("mediation:evidence", args=[self.case_id, self.pk])

    @property
    def content(self) -> bytes:
        return base64.b64decode(self.file)


class PaperKind(models.TextChoices):
    INVITATION = "invitation", _("Undangan")
    MINUTES = "minutes", _("Berita acara")
    AGREEMENT = "agreement", _("Kesepakatan damai")
    REFERRAL = "referral", _("Surat rujukan")


class Paper(Kept):
    """A letter of this case. Its words lie sealed in `document`; the PDF is drawn for each reader and kept nowhere."""

    case = models.ForeignKey("mediation.Case", models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=10, choices=PaperKind)
    document = models.OneToOneField("letters.Document", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    to_sealed = sealed_column()

    to = Sealed()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.to}"

    def get_absolute_url(self):
        return reverse("mediation:paper", args=[self.case_id, self.pk])
