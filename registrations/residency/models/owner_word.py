"""The owner's word of a month: asked by a link that needs no account, kept beside the book and never put into it."""

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.regions.scope import Scoped
from registrations.residency.models.link import ByLink, ByLinkQuerySet
from registrations.residency.models.lodging import Lodging
from registrations.residency.models.stay import Stay


def month_of(day: datetime.date) -> datetime.date:
    return day.replace(day=1)


def last_day(month: datetime.date) -> datetime.date:
    return (month + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)


class OwnerMonthQuerySet(ByLinkQuerySet):
    def unanswered(self):
        return self.filter(answered_at=None, revoked_at=None)

    def open_by(self, token):
        """The one that this link opens today; none when it is unknown, past its month, or revoked."""
        return self.of_link(token).filter(revoked_at=None, expires_on__gte=timezone.localdate())


class OwnerMonth(ByLink, Scoped):
    """One month of one lodging."""

    link_use = "owner-link"
    region_path = "lodging__customary_village__path"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lodging = models.ForeignKey(Lodging, models.PROTECT, related_name="months")
    month = models.DateField()
    expires_on = models.DateField()
    asked_at = models.DateTimeField(db_default=Now())
    mailed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = OwnerMonthQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["lodging", "month"], condition=Q(revoked_at=None), name="owner_month_once"),
            models.CheckConstraint(
                name="owner_month_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.lodging} {self.month:%Y-%m}"

    @property
    def path(self):
        return reverse("lodgings:owner", args=[self.token])

    @property
    def place(self):
        return self.lodging.place

    @property
    def is_open(self):
        return self.answered_at is None and self.revoked_at is None and self.expires_on >= timezone.localdate()


class Said(models.TextChoices):
    HERE = "here", _("Masih tinggal")
    GONE = "gone", _("Sudah pergi")
    NEW = "new", _("Ada penghuni baru")


class OwnerWordQuerySet(models.QuerySet):
    def open(self):
        """What the desk still has to look at: those said gone, and newcomers not yet registered."""
        return self.filter(settled_at=None).exclude(said=Said.HERE)


class OwnerWord(models.Model):
    """What the owner said of one stay, or how many new people there are. A stay is changed by an officer only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.ForeignKey(OwnerMonth, models.CASCADE, related_name="words")
    stay = models.ForeignKey(Stay, models.PROTECT, null=True, related_name="+")
    said = models.CharField(max_length=4, choices=Said)
    gone_on = models.DateField(null=True)
    people = models.PositiveSmallIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = OwnerWordQuerySet.as_manager()

    class Meta:
        ordering = ["said", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["month", "stay"], name="owner_word_once"),
            models.CheckConstraint(
                name="owner_word_is_whole",
                condition=Q(said="here", stay__isnull=False, gone_on=None, people=None)
                | Q(said="gone", stay__isnull=False, gone_on__isnull=False, people=None)
                | Q(said="new", stay=None, gone_on=None, people__isnull=False),
            ),
            models.CheckConstraint(
                name="owner_word_settled_by_somebody",
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.month} {self.said}"
