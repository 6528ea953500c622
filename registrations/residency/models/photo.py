"""A photograph beside a stay: of a paper or of the person, with the person's word, looked at by people alone."""

import base64
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from registrations.residency.models.stay import Stay


class PhotoKind(models.TextChoices):
    PAPER = "paper", _("Surat atau KTP")
    PERSON = "person", _("Orangnya")


class PhotoQuerySet(models.QuerySet):
    def kept(self):
        return self.exclude(sealed=None)


class Photo(models.Model):
    """No stay needs one. Its id is the key of the form; it is whole once `sealed` is there. No machine compares it.

    A removed one leaves its row without the picture, so that a phone that sends once more brings nothing back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="photos")
    kind = models.CharField(_("Foto apa"), max_length=6, choices=PhotoKind)
    taken_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(db_default=Now())
    size = models.PositiveIntegerField()  # bytes that are to come
    kept_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(null=True)
    key_version = models.PositiveSmallIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["begun_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="photo_sealed_is_whole",
                condition=Q(sealed=None)
                | Q(kept_at__isnull=False, key_version__isnull=False, removed_at=None, sealed__isnull=False),
            )
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("residency:photo", args=[self.stay_id, self.pk])

    @property
    def is_over(self):
        return bool(self.kept_at or self.removed_at)

    @property
    def _about(self):
        return f"residency.photo/{self.pk}"

    def seal(self, content: bytes):
        self.key_version = cipher.current_version()
        self.sealed = cipher.seal(base64.b64encode(content).decode(), about=self._about, version=self.key_version)

    @property
    def content(self) -> str:
        """The JPEG in base64, as a page shows it."""
        return cipher.unseal(bytes(self.sealed or b""), about=self._about, version=self.key_version)


class PhotoPart(models.Model):
    """A piece of a photograph that is still on its way, from `start`; they go when it is whole."""

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="parts")
    start = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["photo", "start"], name="photo_part_once")]

    def __str__(self):
        return str(self.start)
