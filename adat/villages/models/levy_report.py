"""A levy is reported by anyone, without an account. It goes past the village: to the regency, or above it."""

import datetime
import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Move, Workflow
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.people.fields import Sealed, sealed_column
from registrations.people.numbers import ALPHABET

WORKING_DAYS = 3


def report_code() -> str:
    """`7F3K-9QXA-2M4P-QR8T`: eighty random bits, typed by thumb; the only way for its sender to come back."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def report_digest(code: str) -> bytes | None:
    """Of the code, however it was typed."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum()).translate(str.maketrans("OIL", "011"))
    return cipher.digest(signs, use="levy-report") if len(signs) == 16 else None


def due_after(day: datetime.date, working_days: int = WORKING_DAYS) -> datetime.date:
    """So many days from Monday to Friday later; public holidays are not known here."""
    while working_days:
        day += datetime.timedelta(days=1)
        working_days -= day.weekday() < 5
    return day


class Collector(models.TextChoices):
    VILLAGE = "village", _("Petugas desa adat atau pecalang")
    STATE_VILLAGE = "state_village", _("Pegawai desa atau kelurahan")
    REGENCY = "regency", _("Pegawai kabupaten atau kota")
    OTHER = "other", _("Orang lain atau tidak tahu")


class ReportStatus(models.TextChoices):
    RECEIVED = "received", _("Diterima")
    HANDLED = "handled", _("Sedang diperiksa")
    ANSWERED = "answered", _("Sudah dijawab")


class LevyReportQuerySet(ScopedQuerySet):
    def open(self):
        return self.exclude(status=ReportStatus.ANSWERED)

    def answered(self):
        return self.filter(status=ReportStatus.ANSWERED)


class LevyReport(Scoped, Workflow):
    """`place` is the regency's path, or the province's when the regency itself is meant; never a village's.

    What was written and how to reach the sender lie sealed. A report names no newcomer's record and none names it.
    """

    region_path = "place"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.CharField(max_length=10)
    regency = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=ReportStatus, default=ReportStatus.RECEIVED)
    collector = models.CharField(_("Siapa yang memungut"), max_length=13, choices=Collector)
    amount = models.PositiveBigIntegerField(_("Berapa rupiah"), null=True, blank=True)
    happened_on = models.DateField(_("Kapan"), null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    due_on = models.DateField()
    answer = models.CharField(_("Jawaban"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    code_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    key = models.UUIDField(unique=True, editable=False)
    key_version = models.PositiveSmallIntegerField(default=cipher.current_version, editable=False)
    what_sealed = sealed_column()
    where_sealed = sealed_column()
    evidence_sealed = sealed_column()
    contact_sealed = sealed_column()
    code_sealed = sealed_column()

    what, where, evidence, contact, code = Sealed(), Sealed(), Sealed(), Sealed(), Sealed()
    moves = {
        "tangani": Move(
            frozenset({ReportStatus.RECEIVED}), ReportStatus.HANDLED, Permission.LEVY_REPORT_ANSWER, _("Mulai periksa")
        ),
        "jawab": Move(
            frozenset({ReportStatus.RECEIVED, ReportStatus.HANDLED}),
            ReportStatus.ANSWERED,
            Permission.LEVY_REPORT_ANSWER,
            _("Kirim jawaban"),
        ),
    }

    objects = LevyReportQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="levy_report_answer_is_whole",
                condition=Q(status="answered", answered_by__isnull=False, answered_at__isnull=False)
                | (~Q(status="answered") & Q(answered_by=None, answered_at=None)),
            ),
            models.CheckConstraint(name="levy_report_passes_the_village", condition=Q(place__regex=r"^\d{2}(\d{2})?$")),
        ]

    def __str__(self):
        return str(self.pk)

    def get_absolute_url(self):
        return reverse("levy:report", args=[self.pk])

    @property
    def subjects(self):
        return [self.pk]
