"""What waits and what leaves the house: the outbox, the inbox of a place, and the slots of the clock."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.regions.scope import Scoped, ScopedQuerySet


class Outbox(models.Model):
    """Work that must happen because a row was committed with it. `payload` holds ids, never a name or a number."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DEAD = "dead"

    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_default=Now())
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="outbox_due", condition=Q(state="waiting"))]

    def __str__(self):
        return f"{self.kind} {self.dedupe_key}"


class NoticeQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(done_at=None)

    def addressed_to(self, user):
        """The rows whose permission this person holds at the row's own place."""
        mine = self.none()
        for permission in Permission:
            if user.may(permission):
                mine |= self.visible_to(user, permission).filter(permission=permission)
        return mine


class Notice(Scoped):
    """A row in the inbox of a place: what is to be done, by when, who did it. Addressed to a permission there."""

    region_path = "place"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.CharField(max_length=80)
    permission = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    title = models.CharField(_("Perihal"), max_length=160)
    record = models.UUIDField(help_text="the record it speaks of")
    path = models.CharField(max_length=200, help_text="the page it leads to")
    due_on = models.DateField(null=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        indexes = [models.Index(fields=["place", "due_on"], name="notice_open", condition=Q(done_at=None))]
        constraints = [
            models.CheckConstraint(
                name="notice_done_at_has_by", condition=Q(done_at__isnull=False) | Q(done_by__isnull=True)
            )
        ]

    def __str__(self):
        return self.title

    def finish(self, *, by):
        """Done, by whom and when; a row that was done stays as it was."""
        Notice.objects.open().filter(pk=self.pk).update(done_at=Now(), done_by=by)


class Slot(models.Model):
    """One run of one job of the clock; unique, so that two beats or a missed hour do no harm."""

    job = models.CharField(max_length=40)
    slot = models.CharField(max_length=40)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="slot_once")]

    def __str__(self):
        return f"{self.job} {self.slot}"


class Heartbeat(models.Model):
    """When a worker last finished a task: proves that work is consumed, not merely that a process lives."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name
