"""Papers that leave the house, and what anyone who holds one may check."""

import secrets
import uuid

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.regions.scope import Scoped


def new_token():
    """128 random bits: the only way to a letter's check page."""
    return secrets.token_urlsafe(16)


class Document(Scoped):
    """One paper with its number, its check token and, once a worker has made it, its PDF.

    Holds what the check page shows and nothing more of the person: initials, never a NIK or an address.
    """

    region_path = "place"

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Bukti lapor diri")

    class State(models.TextChoices):
        VALID = "valid", _("Berlaku")
        SUPERSEDED = "superseded", _("Sudah diganti")
        REVOKED = "revoked", _("Dicabut")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.CharField(max_length=60)
    token = models.CharField(max_length=24, unique=True, default=new_token)
    record = models.UUIDField(help_text="the record it was made from")
    page = models.CharField(max_length=200, default="", help_text="the page that shows it as a page")
    subject = models.UUIDField(help_text="the person it is about")
    place = models.CharField(max_length=80)
    issuer = models.CharField(max_length=120)
    initials = models.CharField(max_length=20)
    issued_on = models.DateField(default=timezone.localdate)
    valid_until = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.VALID)
    content = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["record", "-created_at"], name="document_record")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self):
        return reverse("letters:pdf", args=[self.pk])

    @property
    def check_path(self):
        return reverse("letters:check", args=[self.token])

    @property
    def light(self):
        """The word and colour people know from Dukcapil's checks: green, yellow or red."""
        if self.state == self.State.REVOKED:
            return "red"
        expired = self.valid_until < timezone.localdate()
        return "yellow" if expired or self.state == self.State.SUPERSEDED else "green"
