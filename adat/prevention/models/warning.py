"""An early warning: the matter in dispute, where and when, and how sure. No name, no people, no party, no origin."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.prevention.workflow import WARNING_MOVES, WarningStatus
from harmoni import cipher
from harmoni.history.workflow import Workflow
from harmoni.regions.models import Region
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.people.fields import Sealed, sealed_column

W = WarningStatus


class Source(models.TextChoices):
    PUBLIC = "public", _("Masyarakat")
    VILLAGE = "village", _("Desa adat")
    FORUM = "forum", _("FKDM")
    POST = "post", _("Posko")
    COMMUNITY = "community", _("Paguyuban")
    OFFICE = "office", _("Kantor pemerintah")


class Matter(models.TextChoices):
    LAND = "land", _("Tanah, batas, atau akses jalan")
    CUSTOM = "custom", _("Adat, suara, atau ketertiban lingkungan")
    WAGE = "wage", _("Upah atau pekerjaan")
    LODGING = "lodging", _("Tempat tinggal")
    TRADE = "trade", _("Tempat usaha atau parkir")
    ROAD = "road", _("Lalu lintas")
    EVENT = "event", _("Acara atau keramaian")
    RUMOUR = "rumour", _("Kabar yang beredar")
    CRIME = "crime", _("Dugaan tindak pidana")
    OFFICIAL = "official", _("Netralitas pegawai pada pemilihan")
    OTHER = "other", _("Lainnya")


class Timing(models.TextChoices):
    NOW = "now", _("Sedang terjadi")
    AHEAD = "ahead", _("Akan terjadi")
    PAST = "past", _("Sudah terjadi, dapat terulang")


class Sureness(models.TextChoices):
    SEEN = "seen", _("Saya melihat sendiri")
    TOLD = "told", _("Diberi tahu orang yang melihat")
    HEARD = "heard", _("Baru terdengar")


class Receiver(models.TextChoices):
    POLICE = "police", _("Kepolisian")
    BAWASLU = "bawaslu", _("Bawaslu")
    INSPECTORATE = "inspectorate", _("Inspektorat")
    LABOUR = "labour", _("Dinas tenaga kerja")
    MEDIATION = "mediation", _("Mediasi")
    VILLAGE = "village", _("Desa adat dan desa dinas")
    OTHER = "other", _("Kantor lain")


ELECTION = (Receiver.BAWASLU, Receiver.INSPECTORATE)


class EarlyWarningQuerySet(ScopedQuerySet):
    def open(self):
        return self.exclude(status=W.ANSWERED)

    def to_weigh(self):
        return self.filter(status=W.RECEIVED)

    def weighed(self):
        return self.filter(status=W.WEIGHED)

    def referred(self):
        return self.filter(status=W.REFERRED)

    def answered(self):
        return self.filter(status=W.ANSWERED)


class EarlyWarning(Scoped, Workflow):
    """What was written lies sealed. `due_at`: by when it is weighed, then by when it is answered."""

    region_path = "district__code"
    moves = WARNING_MOVES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(Region, models.PROTECT, related_name="+")
    source = models.CharField(max_length=9, choices=Source)
    sent_from = models.CharField(max_length=80, blank=True, help_text="path of the office that sent it; '' for anyone")
    status = models.CharField(max_length=8, choices=W, default=W.RECEIVED)
    matter = models.CharField(_("Pokok sengketa"), max_length=8, choices=Matter)
    timing = models.CharField(_("Kapan"), max_length=5, choices=Timing)
    day = models.DateField(_("Tanggal"), null=True, blank=True)
    sureness = models.CharField(_("Seberapa yakin"), max_length=5, choices=Sureness)
    urgent = models.BooleanField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    referred_to = models.CharField(_("Dirujuk ke"), max_length=12, choices=Receiver, blank=True)
    referred_at = models.DateTimeField(null=True)
    answer = models.CharField(_("Jawaban"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    emptied_at = models.DateTimeField(null=True)
    code_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    key = models.UUIDField(unique=True, editable=False)
    key_version = models.PositiveSmallIntegerField(default=cipher.current_version, editable=False)
    what_sealed = sealed_column()
    where_sealed = sealed_column()
    contact_sealed = sealed_column()
    code_sealed = sealed_column()

    what, where, contact, code = Sealed(), Sealed(), Sealed(), Sealed()

    objects = EarlyWarningQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="warning_answer_is_whole",
                condition=Q(status="answered", answered_by__isnull=False, answered_at__isnull=False)
                | (~Q(status="answered") & Q(answered_by=None, answered_at=None)),
            ),
            models.CheckConstraint(
                name="warning_of_an_election_goes_to_its_watchers",
                condition=~Q(matter="official") | Q(referred_to__in=["", "bawaslu", "inspectorate"]),
            ),
            models.CheckConstraint(
                name="warning_emptied_holds_nothing",
                condition=Q(emptied_at=None)
                | Q(what_sealed=None, where_sealed=None, contact_sealed=None, code_sealed=None, answer=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_matter_display()}, {self.district.name}"

    def get_absolute_url(self):
        return reverse("prevention:warning", args=[self.pk])

    @property
    def place(self):
        return self.district_id

    @property
    def subjects(self):
        return [self.pk]

    @property
    def is_late(self):
        return self.status != W.ANSWERED and self.due_at < timezone.now()
