"""Lists that leave the portal as files: who asked for whom and why, who agreed, and how often each was fetched."""

import base64
import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from harmoni.history.workflow import Workflow
from harmoni.regions.scope import Scoped, ScopedQuerySet, territory
from harmoni.reports.workflow import DECISIONS, MOVES, Status
from registrations.people import numbers
from registrations.residency.models import Stay

MOST_ALONE = 100  # people; above it two persons decide (reliability T24)
KEPT = datetime.timedelta(hours=24)
QUEUES = {"buku": "that_count", "semua": "here", "segera": "ending", "lewat": "overdue", "pulang": "departed"}


def new_number() -> str:
    return numbers.new_number("E")


class Kind(models.TextChoices):
    REGISTER = "b4", _("Buku Penduduk Sementara (B.4)")
    LIST = "daftar", _("Daftar pendatang")


class Format(models.TextChoices):
    XLSX = "xlsx", _("Excel (XLSX)")
    CSV = "csv", _("CSV, untuk diolah program lain")
    PDF = "pdf", _("PDF, untuk dicetak")


class Queue(models.TextChoices):
    EVERYONE = "buku", _("Semua di buku, termasuk yang sudah pulang")
    HERE = "semua", _("Yang sekarang tinggal")
    ENDING = "segera", _("Yang segera berakhir")
    OVERDUE = "lewat", _("Yang lewat rencana")
    DEPARTED = "pulang", _("Yang sudah pulang")


class Purpose(models.TextChoices):
    REPORT = "report", _("Laporan berkala")
    HANDOVER = "handover", _("Penyerahan buku kepada desa, kelurahan, atau Dukcapil")
    SERVICE = "service", _("Layanan atau bantuan bagi orangnya")
    SAFETY = "safety", _("Keselamatan: bencana atau evakuasi")
    OTHER = "other", _("Lainnya")


class ExportQuerySet(ScopedQuerySet):
    def light_weight(self):
        return self.defer("content").select_related("by", "decided_by")

    def due_to_go(self, now=None):
        return self.filter(status=Status.READY, expires_at__lte=now or timezone.now())

    def counted_against(self, user, now=None):
        """What this person asked for in the last day and may have got, by whatever account."""
        since = (now or timezone.now()) - KEPT
        gone = Q(status__in=[Status.REFUSED, Status.WITHDRAWN, Status.FAILED], downloads=0)
        email = user.email.strip()
        mine = Q(by=user) | Q(by__email__iexact=email) if email else Q(by=user)
        return self.filter(mine, asked_at__gt=since).exclude(gone)


class Export(Scoped, Workflow):
    """One file: what was chosen is frozen when it is asked for; its content is sealed, and gone after 24 hours."""

    region_path = "place"
    moves = MOVES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=12, unique=True, default=new_number, editable=False)
    kind = models.CharField(max_length=6, choices=Kind)
    format = models.CharField(max_length=4, choices=Format)
    place = models.CharField(max_length=80, help_text="path of a desa adat or a kabupaten")
    place_name = models.CharField(max_length=120)
    queue = models.CharField(max_length=6, choices=Queue, default=Queue.EVERYONE)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    purpose = models.CharField(max_length=8, choices=Purpose)
    purpose_words = models.CharField(max_length=200)
    count = models.PositiveIntegerField(help_text="people, when it was asked for")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    second_needed = models.BooleanField(default=False)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.PREPARING)
    content = models.BinaryField(null=True, editable=False)
    size = models.PositiveIntegerField(default=0, help_text="bytes of the file")
    expires_at = models.DateTimeField(null=True)
    downloads = models.PositiveIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["place", "-asked_at"], name="export_place_newest")]
        constraints = [
            models.CheckConstraint(
                name="export_many_need_two", condition=Q(count__lte=MOST_ALONE) | Q(second_needed=True)
            ),
            models.CheckConstraint(
                name="export_two_before_its_file",
                condition=Q(second_needed=False)
                | Q(decided_by__isnull=False)
                | Q(status__in=[Status.WAITING, Status.WITHDRAWN]),
            ),
            models.CheckConstraint(name="export_never_ones_own", condition=Q(decided_by=None) | ~Q(decided_by=F("by"))),
            models.CheckConstraint(
                name="export_content_has_its_end",
                condition=Q(content=None) | Q(status=Status.READY, expires_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("reports:export", args=[self.pk])

    @property
    def subjects(self):
        return [self.pk]

    def allows(self, user, move):
        """A decision is another person's, with the right in this place; only who asked takes back."""
        if user is None or not move.permission:
            return user is None and not move.permission
        mine = user.pk == self.by_id
        if move in [MOVES[verb] for verb in DECISIONS]:
            return not mine and not same_person(user, self.by) and super().allows(user, move)
        return mine and super().allows(user, move)

    def stays(self):
        """Whom it names: of the frozen place and choice, as they stood in the book when it was asked for."""
        here = Stay.objects.filter(territory("customary_village__path", [self.place]), registered_at__lte=self.asked_at)
        found = getattr(here, QUEUES[self.queue])()
        if self.since:
            found = found.filter(arrived_on__gte=self.since)
        return found.filter(arrived_on__lte=self.until) if self.until else found

    def people(self) -> int:
        return self.stays().aggregate(people=models.Count("person", distinct=True))["people"]

    @property
    def reason(self):
        """What each person named reads beside this export."""
        return f"{self.get_purpose_display()}: {self.purpose_words}"

    @property
    def file_name(self):
        return f"{self.kind}-{self.number}.{self.format}"

    @property
    def is_over(self):
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def about(self):
        return f"reports.export/{self.pk}"

    def sealed(self, content: bytes) -> bytes:
        return cipher.seal_json(base64.b64encode(content).decode(), about=self.about)

    def open_content(self) -> bytes:
        return base64.b64decode(cipher.unseal_json(bytes(self.content), about=self.about))


def same_person(one, other) -> bool:
    """Two accounts with one e-mail address count as one person, whatever they are called."""
    return bool(one.email) and one.email.strip().lower() == other.email.strip().lower()
