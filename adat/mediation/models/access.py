"""The list of those who may see one case: who, since when, by whom, why. There is no other way to see it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """Why somebody is on the list."""

    LODGER = "lodger", _("mencatat perkara ini")
    MEDIATOR = "mediator", _("mediator")
    COMPANION = "companion", _("duduk mendampingi")


class AccessGrantQuerySet(models.QuerySet):
    def live(self):
        return self.filter(until=None)

    def end(self, *, by):
        """From now on these people see the case no more; returns how many."""
        return self.live().update(until=timezone.now(), ended_by=by)


class AccessGrant(models.Model):
    """One line of the list. `place` is that of the office by which it was granted: without the office, no access."""

    case = models.ForeignKey("mediation.Case", models.PROTECT, related_name="grants")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    place = models.CharField(max_length=80)
    standing = models.CharField(max_length=9, choices=Standing)
    since = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = AccessGrantQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], condition=Q(until=None), name="access_once_at_a_time")
        ]
        indexes = [models.Index(fields=["user", "place"], condition=Q(until=None), name="access_live")]

    def __str__(self):
        return f"{self.user} {self.standing}"
