"""Dialogues and campaigns (points 1 and 5 of the agreement), and the days on which many people come together."""

import base64
import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.prevention.workflow import DIALOGUE_MOVES, DialogueStatus
from harmoni import cipher
from harmoni.history.workflow import Workflow
from harmoni.regions.models import Region
from harmoni.regions.scope import Scoped, ScopedQuerySet

D = DialogueStatus


class DialogueKind(models.TextChoices):
    DIALOGUE = "dialogue", _("Dialog budaya")
    CAMPAIGN = "campaign", _("Kampanye bersama")


class DialogueQuerySet(ScopedQuerySet):
    def planned(self):
        return self.filter(status=D.PLANNED)

    def to_record(self, day=None):
        """Their day has come and nobody has said what came of it."""
        return self.planned().filter(held_on__lte=day or timezone.localdate())

    def held(self):
        return self.filter(status=D.HELD)

    def cancelled(self):
        return self.filter(status=D.CANCELLED)


class Dialogue(Scoped, Workflow):
    """Where, by whom, about what; participants by number only: no roster is kept."""

    region_path = "region__code"
    moves = DIALOGUE_MOVES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=D, default=D.PLANNED)
    kind = models.CharField(_("Jenis"), max_length=8, choices=DialogueKind, default=DialogueKind.DIALOGUE)
    title = models.CharField(_("Nama kegiatan"), max_length=160)
    held_on = models.DateField(_("Tanggal"))
    venue = models.CharField(_("Tempat"), max_length=160)
    hosts = models.CharField(_("Tuan rumah dan penyelenggara"), max_length=200)
    participants = models.PositiveIntegerField(_("Jumlah peserta"), null=True)
    outcome = models.CharField(_("Hasil"), max_length=2000, blank=True)
    planned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = DialogueQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="dialogue_held_says_how_many_and_what",
                condition=~Q(status="held") | (Q(participants__isnull=False) & ~Q(outcome="")),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("prevention:dialogue", args=[self.pk])

    @property
    def place(self):
        return self.region_id

    @property
    def subjects(self):
        return [self.pk]


class DialoguePhoto(models.Model):
    """Kept only when everybody who can be recognised agreed; drawn anew, sealed, sent as an attachment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="photos")
    caption = models.CharField(_("Keterangan"), max_length=160)
    consent = models.BooleanField()
    content = models.BinaryField(editable=False)
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["added_at"]
        constraints = [models.CheckConstraint(name="photo_has_consent", condition=Q(consent=True))]

    def __str__(self):
        return self.caption

    @property
    def about(self):
        return f"prevention.photo/{self.pk}"

    def seal(self, content: bytes) -> None:
        self.content = cipher.seal_json(base64.b64encode(content).decode(), about=self.about)

    def open(self) -> bytes:
        return base64.b64decode(cipher.unseal_json(bytes(self.content), about=self.about))


class OccasionKind(models.TextChoices):
    FESTIVAL = "festival", _("Hari raya atau upacara")
    ELECTION = "election", _("Pemilihan")
    PROJECT = "project", _("Proyek besar")
    EVENT = "event", _("Acara besar")


class OccasionQuerySet(ScopedQuerySet):
    def coming(self, day=None):
        return self.filter(ends_on__gte=day or timezone.localdate())

    def past(self, day=None):
        return self.filter(ends_on__lt=day or timezone.localdate())


class Occasion(Scoped):
    """A day or a season on which many people come together somewhere: no party, no candidate, only when and where."""

    region_path = "region__code"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    kind = models.CharField(_("Jenis"), max_length=8, choices=OccasionKind, default=OccasionKind.FESTIVAL)
    name = models.CharField(_("Nama"), max_length=120)
    starts_on = models.DateField(_("Mulai"))
    ends_on = models.DateField(_("Sampai"))
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = OccasionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(name="occasion_ends_after_start", condition=Q(ends_on__gte=F("starts_on")))
        ]

    def __str__(self):
        return self.name

    @property
    def subjects(self):
        return [self.pk]
