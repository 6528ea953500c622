"""The yearly Rencana Aksi of the Tim Terpadu: its actions in three phases, and what each reached in each period."""

import base64
import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from adat.prevention.periods import Period
from adat.prevention.workflow import PLAN_MOVES, PlanStatus
from harmoni import cipher
from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Workflow
from harmoni.regions.models import Region
from harmoni.regions.scope import Scoped, ScopedQuerySet


class Phase(models.TextChoices):
    PREVENTION = "prevention", _("Pencegahan")
    STOPPING = "stopping", _("Penghentian")
    RECOVERY = "recovery", _("Pemulihan pascakonflik")


class OfOneOffice(Workflow):
    """Moved by the office whose paper it is, not one above; approved by neither its last writer nor its proposer."""

    approved = ""  # the status that wants another person

    class Meta:
        abstract = True

    def allows(self, user, move):
        own = move.target == self.approved and user.pk in (self.proposed_by_id, self.written_by_id)
        return self.place in user.places(move.permission) and not own


class OfficeQuerySet(ScopedQuerySet):
    """Read by the territory; written and decided by the office itself, not by the one above it."""

    def visible_to(self, user, permission):
        if permission in (Permission.PLAN_WRITE, Permission.PLAN_DECIDE):
            return self.filter(**{f"{self.model.region_path}__in": user.places(permission)})
        return super().visible_to(user, permission)


class ActionPlanQuerySet(OfficeQuerySet):
    def listed(self):
        return self.all()

    def in_force(self):
        return self.filter(status=PlanStatus.IN_FORCE)

    def proposed(self):
        return self.filter(status=PlanStatus.PROPOSED)


class ActionPlan(Scoped, OfOneOffice):
    """One office's plan of one year. Its actions change only while it is a draft; the database holds that too."""

    region_path = "region__code"
    moves = PLAN_MOVES
    approved = PlanStatus.IN_FORCE

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("Tahun"))
    status = models.CharField(max_length=8, choices=PlanStatus, default=PlanStatus.DRAFT)
    revision = models.PositiveSmallIntegerField(default=1)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "region"]
        constraints = [
            models.UniqueConstraint(fields=["region", "year"], name="one_plan_a_year"),
            models.CheckConstraint(
                name="plan_approved_by_another",
                condition=~Q(status="in_force")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("written_by"))),
            ),
        ]

    def __str__(self):
        return f"Rencana Aksi {self.region} {self.year}"

    def get_absolute_url(self):
        return reverse("prevention:plan", args=[self.pk])

    @property
    def place(self):
        return self.region_id

    @property
    def subjects(self):
        return [self.pk]

    @property
    def is_draft(self):
        return self.status == PlanStatus.DRAFT


class PlannedAction(models.Model):
    """What is done, how its success is measured, who answers for it and with whom. Offices, never persons."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    phase = models.CharField(_("Tahap"), max_length=10, choices=Phase, default=Phase.PREVENTION)
    what = models.CharField(_("Aksi"), max_length=300)
    measure = models.CharField(_("Ukuran keberhasilan"), max_length=200)
    unit = models.CharField(_("Satuan"), max_length=40)
    owner = models.CharField(_("Penanggung jawab"), max_length=120)
    partners = models.CharField(_("Instansi terkait"), max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="action_number_once")]

    def __str__(self):
        return f"{self.number}. {self.what}"


def achieved(target: int | None, done: int | None) -> int | None:
    """Per cent of the target, at most 100; nothing said counts as nothing done, no target as no question."""
    return min(100, (200 * (done or 0) + target) // (2 * target)) if target else None


class Milestone(models.Model):
    """One action in one period: what was aimed at, what was reached, and in words what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.ForeignKey(PlannedAction, models.CASCADE, related_name="milestones")
    period = models.CharField(max_length=3, choices=Period)
    target = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(_("Hasil"), null=True)
    note = models.CharField(_("Uraian hasil"), max_length=1000, blank=True)

    class Meta:
        ordering = ["period"]
        constraints = [models.UniqueConstraint(fields=["action", "period"], name="milestone_once")]

    def __str__(self):
        return f"{self.action} {self.period}"

    @property
    def per_cent(self):
        return achieved(self.target, self.done)


class Evidence(models.Model):
    """A photograph or PDF that shows a result: checked when it came, and sealed, since faces may be on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="evidence")
    caption = models.CharField(_("Keterangan"), max_length=160)
    content_type = models.CharField(max_length=30)
    content = models.BinaryField(editable=False)
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["added_at"]

    def __str__(self):
        return self.caption

    @property
    def about(self):
        return f"prevention.evidence/{self.pk}"

    def seal(self, content: bytes) -> None:
        self.content = cipher.seal_json(base64.b64encode(content).decode(), about=self.about)

    def open(self) -> bytes:
        return base64.b64decode(cipher.unseal_json(bytes(self.content), about=self.about))
