"""What was agreed: promises with an owner and a day, and visits that see whether they are kept."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.mediation.models.kept import Kept
from registrations.people.fields import Sealed, sealed_column

VISIT_DAYS = (7, 30, 90)


class Agreement(Kept):
    case = models.ForeignKey("mediation.Case", models.PROTECT, related_name="agreements")
    agreed_on = models.DateField(_("Tanggal kesepakatan"))
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now())
    text_sealed = sealed_column()

    text = Sealed()

    class Meta:
        ordering = ["-agreed_on", "pk"]

    def __str__(self):
        return f"{self.agreed_on}"

    @property
    def next_visit(self):
        return self.visits.filter(visited_on=None).order_by("due_on").first()


class PromiseState(models.TextChoices):
    OPEN = "open", _("belum jatuh tempo")
    KEPT = "kept", _("ditepati")
    BROKEN = "broken", _("tidak ditepati")


class Promise(Kept):
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="promises")
    due_on = models.DateField(_("Paling lambat"))
    state = models.CharField(max_length=6, choices=PromiseState, default=PromiseState.OPEN)
    settled_on = models.DateField(null=True)
    owner_sealed = sealed_column()
    what_sealed = sealed_column()
    note_sealed = sealed_column()

    owner, what, note = Sealed(), Sealed(), Sealed()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="promise_settled_is_whole",
                condition=Q(state="open", settled_on=None) | (~Q(state="open") & Q(settled_on__isnull=False)),
            )
        ]

    def __str__(self):
        return self.what

    @property
    def is_overdue(self):
        return self.state == PromiseState.OPEN and self.due_on < timezone.localdate()


class FollowUp(Kept):
    """A visit 7, 30 or 90 days after the agreement."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="visits")
    after_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    visited_on = models.DateField(null=True)
    visited_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    found_sealed = sealed_column()

    found = Sealed()

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "after_days"], name="follow_up_once"),
            models.CheckConstraint(
                name="follow_up_visited_is_whole",
                condition=Q(visited_on=None, visited_by=None) | Q(visited_on__isnull=False, visited_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.after_days}"
