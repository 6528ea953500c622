"""A briefing before the journey: when and where it is held, who is on its roster, who came and passed."""

import datetime
import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, ExpressionWrapper, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.history.workflow import Workflow
from harmoni.regions.models import Region
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.certification.workflow import BRIEFING_MOVES, BriefingStatus

B = BriefingStatus
PASS_POINTS = 60  # of 100, where a test was taken
CERTIFICATE_VALID = datetime.timedelta(days=730)  # not settled by any text; a briefing is refreshed after two years


class BriefingQuerySet(ScopedQuerySet):
    def planned(self):
        return self.filter(status=B.PLANNED)

    def upcoming(self, day=None):
        return self.planned().filter(held_on__gte=day or timezone.localdate())

    def to_record(self, day=None):
        """Their day has come and nobody has said who was there."""
        return self.planned().filter(held_on__lte=day or timezone.localdate())

    def held(self):
        return self.filter(status=B.HELD)

    def cancelled(self):
        return self.filter(status=B.CANCELLED)

    def counted(self):
        """With `invited` and `passed`, how many stand on the roster and how many of them passed."""
        return self.annotate(
            invited=Count("attendances"), passed=Count("attendances", filter=Q(attendances__passed=True))
        )


class Briefing(Scoped, Workflow):
    """One gathering at one place on one day; free of charge, seats are limited by `capacity`."""

    region_path = "origin__code"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origin = models.ForeignKey(Region, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=B, default=B.PLANNED)
    title = models.CharField(_("Nama pembekalan"), max_length=120)
    topic = models.CharField(_("Materi"), max_length=200)
    held_on = models.DateField(_("Tanggal"))
    starts_at = models.TimeField(_("Jam mulai"))
    venue = models.CharField(_("Tempat"), max_length=160)
    capacity = models.PositiveSmallIntegerField(_("Jumlah kursi"))
    planned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    moves = BRIEFING_MOVES
    concerned: list = []  # who stands in the story of the next move, beside the briefing itself

    objects = BriefingQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "starts_at", "pk"]
        indexes = [models.Index(fields=["origin", "status", "held_on"], name="briefing_origin_day")]
        constraints = [models.CheckConstraint(name="briefing_has_seats", condition=Q(capacity__gte=1))]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("certification:briefing", args=[self.pk])

    @property
    def place(self):
        return self.origin_id

    @property
    def subjects(self):
        return [self.pk, *self.concerned]

    @property
    def has_begun(self):
        return self.held_on <= timezone.localdate()


class Attendance(models.Model):
    """One candidate on the roster of one briefing. `present` is empty until somebody has said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="attendances")
    candidate = models.ForeignKey("certification.Candidate", models.PROTECT, related_name="attendances")
    present = models.BooleanField(null=True)
    points = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(100)])
    passed = models.GeneratedField(
        expression=ExpressionWrapper(
            Q(present=True) & (Q(points=None) | Q(points__gte=PASS_POINTS)), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    class Meta:
        ordering = ["candidate__person__full_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["briefing", "candidate"], name="once_on_a_roster"),
            models.CheckConstraint(
                name="points_of_who_was_there", condition=Q(points=None) | Q(present=True, points__lte=100)
            ),
        ]

    def __str__(self):
        return f"{self.candidate} {self.briefing}"

    def would_pass(self, present, points):
        """The same rule as the column's, for values that are not saved yet."""
        return bool(present) and (points is None or points >= PASS_POINTS)
