"""A job of a stay: at whom, as what, from a day to a day. The stay goes on when the job changes."""

import datetime
import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast, Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.employment.models import Employer, Site
from registrations.residency.models.stay import Stay
from registrations.residency.workflow import HERE

CONTRACT_REMINDER_DAYS = (30, 14, 3)


class ContractType(models.TextChoices):
    FIXED_TERM = "pkwt", _("PKWT (kontrak berjangka)")
    PERMANENT = "pkwtt", _("PKWTT (tetap)")
    DAILY = "daily", _("Harian lepas")
    OTHER = "other", _("Lainnya")


class JobQuerySet(ScopedQuerySet):
    def open(self):
        """Not ended, of people who are still here: a job whose stay has ended ended with it."""
        return self.filter(ended_on=None, stay__status__in=HERE)

    def contract_ends(self, days=30, day=None):
        """Open, and the contract ends within so many days or has ended."""
        day = day or timezone.localdate()
        return self.open().filter(contract_until__lte=day + datetime.timedelta(days=days))


class Days(Func):
    """[started, ended): who ends on a day may begin again with the same employer on that day."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Job(Scoped):
    """The employer as it was typed, and linked where it is entered. Written by the verbs of `jobs.py` alone."""

    region_path = "stay__customary_village__path"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="jobs")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, blank=True, related_name="jobs")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="jobs")
    employer_name = models.CharField(_("Pemberi kerja"), max_length=120, blank=True)
    occupation = models.CharField(_("Pekerjaan"), max_length=100, blank=True)
    occupation_code = models.CharField(_("Kode pekerjaan (KBJI)"), max_length=4, blank=True)
    contract_type = models.CharField(_("Jenis kontrak"), max_length=5, choices=ContractType, blank=True)
    started_on = models.DateField(_("Mulai"))
    contract_until = models.DateField(_("Kontrak sampai"), null=True, blank=True)
    ended_on = models.DateField(_("Berhenti"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "pk"]
        indexes = [
            models.Index(
                fields=["contract_until"],
                name="job_contract_ends",
                condition=Q(ended_on=None, contract_until__isnull=False),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="job_ends_after_start", condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on"))
            ),
            models.CheckConstraint(
                name="job_contract_after_start",
                condition=Q(contract_until=None) | Q(contract_until__gte=F("started_on")),
            ),
            ExclusionConstraint(
                name="job_once_with_an_employer",
                expressions=[
                    ("stay", RangeOperators.EQUAL),
                    (
                        Coalesce(Cast("employer", models.TextField()), Lower("employer_name")),
                        RangeOperators.EQUAL,
                    ),
                    (Days(F("started_on"), F("ended_on")), RangeOperators.OVERLAPS),
                ],
                condition=~Q(employer=None, employer_name=""),  # of nobody known, nobody knows whether it is one
            ),
        ]

    def __str__(self):
        return f"{self.occupation or '—'}, {self.employer_name or '—'}"

    @property
    def place(self):
        return self.stay.place

    @property
    def contract_days_left(self):
        return (self.contract_until - timezone.localdate()).days
