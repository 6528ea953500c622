"""One NIK in two desa adat: a match number that both regencies know, and each regency's own side of it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmoni.history.workflow import Workflow
from harmoni.regions.models import Region
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.residency.models.stay import Stay
from registrations.residency.workflow import SIDE_MOVES, SideStatus


class Clash(models.Model):
    """The stay that waits and the one that is active. Its number is all that one regency tells the other at first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=12, unique=True)
    waiting = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    active = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["waiting", "active"], condition=Q(closed_at=None), name="clash_open_once"),
            models.CheckConstraint(name="clash_of_two", condition=~Q(waiting=F("active"))),
        ]

    def __str__(self):
        return self.number


class ClashSideQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(clash__closed_at=None)

    def closed(self):
        return self.exclude(clash__closed_at=None)


class ClashSide(Scoped, Workflow):
    """What one regency knows of a clash: its own stay, and whether it agrees that both sides see both."""

    region_path = "stay__customary_village__path"
    moves = SIDE_MOVES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clash = models.ForeignKey(Clash, models.PROTECT, related_name="sides")
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    status = models.CharField(max_length=6, choices=SideStatus, default=SideStatus.SHUT)
    why = models.CharField(_("Alasan"), max_length=500, blank=True)
    opened_at = models.DateTimeField(db_default=Now())

    objects = ClashSideQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        indexes = [models.Index(fields=["opened_at", "id"], name="clash_side_oldest")]
        constraints = [models.UniqueConstraint(fields=["clash", "stay"], name="clash_side_once")]

    def __str__(self):
        return f"{self.clash} {self.stay_id}"

    def get_absolute_url(self):
        return reverse("residency:clash", args=[self.pk])

    @property
    def subjects(self):
        return [self.stay.person_id, self.pk]

    @property
    def place(self):
        return self.stay.place

    @property
    def agreed(self):
        return self.status == SideStatus.AGREED

    def open_moves(self, user):
        """A clash that is settled has nothing left to decide."""
        return {} if self.clash.closed_at else super().open_moves(user)


class MatchDesk(models.Model):
    """Where the other regency reaches the one who settles clashes here."""

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="+")
    phone = models.CharField(_("Telepon kantor untuk pencocokan"), max_length=30)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    def __str__(self):
        return f"{self.region} {self.phone}"
