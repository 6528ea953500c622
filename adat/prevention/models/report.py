"""The report of one period: written from the plan, approved by another person, frozen, and corrected by a new one."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from adat.prevention import periods
from adat.prevention.models.plan import ActionPlan, OfficeQuerySet, OfOneOffice
from adat.prevention.periods import Period
from adat.prevention.workflow import FROZEN, REPORT_MOVES, ReportStatus
from harmoni.regions.scope import Scoped

R = ReportStatus


class PlanReportQuerySet(OfficeQuerySet):
    def listed(self):
        return self.all()

    def open(self):
        return self.filter(status__in=[R.DRAFT, R.PROPOSED])

    def proposed(self):
        return self.filter(status=R.PROPOSED)

    def standing(self):
        """What has been approved and not replaced: at most one of each period."""
        return self.filter(status__in=[R.APPROVED, R.SENT])


class PlanReport(Scoped, OfOneOffice):
    """`content` is what was approved, as the file shows it, and `digest` its SHA-256; a trigger keeps both for ever."""

    region_path = "plan__region__code"
    moves = REPORT_MOVES
    approved = R.APPROVED

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="reports")
    period = models.CharField(_("Periode"), max_length=3, choices=Period)
    version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=R, default=R.DRAFT)
    summary = models.CharField(_("Ringkasan"), max_length=2000, blank=True)
    obstacles = models.CharField(_("Kendala dan tindak lanjut"), max_length=2000, blank=True)
    reason = models.CharField(_("Alasan versi baru"), max_length=500, blank=True)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    content = models.JSONField(null=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = PlanReportQuerySet.as_manager()

    class Meta:
        ordering = ["period", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "period", "version"], name="report_version_once"),
            models.UniqueConstraint(
                fields=["plan", "period"], condition=Q(status__in=["draft", "proposed"]), name="one_report_at_work"
            ),
            models.UniqueConstraint(
                fields=["plan", "period"], condition=Q(status__in=["approved", "sent"]), name="one_report_stands"
            ),
            models.CheckConstraint(
                name="report_frozen_is_whole",
                condition=Q(status__in=["draft", "proposed"], content=None, digest="")
                | (
                    Q(status__in=["approved", "sent", "superseded"], content__isnull=False, decided_by__isnull=False)
                    & ~Q(digest="")
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(decided_by=F("written_by"))
                ),
            ),
            models.CheckConstraint(name="report_again_has_reason", condition=Q(version=1) | ~Q(reason="")),
        ]

    def __str__(self):
        return f"Laporan {self.period} {self.plan.year} {self.plan.region}"

    def get_absolute_url(self):
        return reverse("prevention:report", args=[self.pk])

    @property
    def place(self):
        return self.plan.region_id

    @property
    def subjects(self):
        return [self.pk, self.plan_id]

    @property
    def is_frozen(self):
        return self.status in FROZEN

    @property
    def due_on(self):
        return periods.due_on(self.plan.year, self.period)
