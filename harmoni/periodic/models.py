"""Reports of figures: a schedule says what goes to whom, an archive keeps what was made. No person stands in them."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from harmoni.accounts.roles import Permission
from harmoni.dashboard.viewpoint import BALI, Side, Viewpoint, opened, viewpoints
from harmoni.history.workflow import Workflow
from harmoni.periodic.periods import RHYTHMS, Kind, Period
from harmoni.periodic.workflow import REPORT_MOVES, SCHEDULE_MOVES, ReportStatus, ScheduleStatus
from harmoni.regions.scope import territory
from registrations.people import numbers

FAILURES = 5  # in a row, and a schedule stops
STEPS = ("facts", "pdf", "xlsx", "csv")


def new_number() -> str:
    return numbers.new_number("R")


def viewpoint_of(path: str) -> Viewpoint:
    """From where a place's figures are looked at: in Bali those who stay there, elsewhere those who come from it."""
    return Viewpoint(Side.STAY if path.startswith(BALI) else Side.ORIGIN, path)


def may_see(user, kind: str, view: Viewpoint) -> bool:
    """Whether this person's own territory holds the viewpoint; a desk's queues are for those who keep its book."""
    if not user.is_active:
        return False
    if kind == Kind.DAILY:
        return view.path in user.places(Permission.STAY_REGISTER)
    return opened(user, view.code) == view


class OfViewpoint(models.QuerySet):
    def seen_by(self, user):
        """What `may_see` lets this person see."""
        figures = Q(pk__in=[])
        for view in viewpoints(user.current_assignments):
            figures |= territory("path", [view.path])
        desks = Q(path__in=user.places(Permission.STAY_REGISTER))
        return self.filter(figures & ~Q(kind=Kind.DAILY) | desks & Q(kind=Kind.DAILY))


class _OfViewpoint(Workflow):
    """What schedules and reports share: a kind, and the viewpoint whose figures they tell."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    path = models.CharField(max_length=80)
    place_name = models.CharField(max_length=120)
    created_at = models.DateTimeField(db_default=Now())

    objects = OfViewpoint.as_manager()

    class Meta:
        abstract = True

    @property
    def view(self) -> Viewpoint:
        return viewpoint_of(self.path)

    @property
    def place(self):
        return self.path

    @property
    def subjects(self):
        return [self.pk]

    @property
    def name(self):
        return f"{self.get_kind_display()} {self.place_name}"

    def __str__(self):
        return self.name


class Schedule(_OfViewpoint):
    """A standing order: each period's report is made once its figures stand, and told to the recipients."""

    moves = SCHEDULE_MOVES

    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    recipients = models.ManyToManyField("accounts.User", related_name="+", blank=True)
    status = models.CharField(max_length=7, choices=ScheduleStatus, default=ScheduleStatus.ACTIVE)
    why = models.CharField(max_length=200, blank=True, help_text="why it was stopped")
    failures = models.PositiveSmallIntegerField(default=0, help_text="in a row")

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "path"], condition=Q(status="active"), name="schedule_active_once"
            )
        ]

    def get_absolute_url(self):
        return reverse("periodic:schedule", args=[self.pk])

    @property
    def rhythm(self):
        return RHYTHMS[self.kind]

    def allows(self, user, move):
        """Its owner alone, while the figures are this person's to see; the portal for its own moves."""
        if user is None or not move.permission:
            return user is None and not move.permission
        return user.pk == self.owner_id and may_see(user, self.kind, self.view)


class Report(_OfViewpoint):
    """One period's report: frozen facts, and files made of them. Kept, since it tells no more than the week does.

    `done`: how many of `STEPS` are behind it. `schedule` is null for one that was asked for.
    """

    moves = REPORT_MOVES

    number = models.CharField(max_length=12, unique=True, default=new_number, editable=False)
    schedule = models.ForeignKey(Schedule, models.PROTECT, null=True, related_name="reports")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    first = models.DateField(help_text="the first day of its period")
    facts = models.JSONField(null=True)
    status = models.CharField(max_length=9, choices=ReportStatus, default=ReportStatus.PREPARING)
    why = models.CharField(max_length=200, blank=True, help_text="why it could not be made")
    done = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "pk"]
        indexes = [models.Index(fields=["-asked_at", "id"], name="report_newest")]
        constraints = [models.UniqueConstraint(fields=["schedule", "first"], name="report_once_a_period")]

    def get_absolute_url(self):
        return reverse("periodic:report", args=[self.pk])

    def allows(self, user, move):
        return user is None

    @property
    def period(self) -> Period:
        return Period(Kind(self.kind), self.first)

    @property
    def period_said(self):
        return self.period.said

    @property
    def steps(self):
        return len(STEPS)


class ReportFile(models.Model):
    """One shape of a report. `sha256` (hex) is asked again whenever it is fetched."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="files")
    format = models.CharField(max_length=4)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "format"], name="report_file_once")]

    def __str__(self):
        return f"{self.report_id}.{self.format}"
