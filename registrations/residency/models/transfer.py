"""A move from one desa adat to another: proposed by the one, accepted by the other."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from harmoni.history.workflow import Workflow
from harmoni.regions.models import CustomaryVillage
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.residency.models.stay import Stay
from registrations.residency.workflow import HERE, TRANSFER_MOVES, TransferStatus


class TransferQuerySet(ScopedQuerySet):
    """Scoped to the receiving village; the sending one reads its own on the stay."""

    def open(self):
        """To be answered; one whose stay has ended meanwhile waits for nobody."""
        return self.filter(status=TransferStatus.PROPOSED, stay__status__in=HERE)


class Transfer(Scoped, Workflow):
    """What the receiver learns before accepting: who comes, from where, when, for what work. No number, no address."""

    region_path = "village__path"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="transfers")
    village = models.ForeignKey(CustomaryVillage, models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=TransferStatus, default=TransferStatus.PROPOSED)
    leaving_on = models.DateField(_("Tanggal pindah"))
    reason = models.CharField(_("Alasan pindah"), max_length=500, blank=True)
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("Alasan tidak datang"), max_length=500, blank=True)

    moves = TRANSFER_MOVES

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "pk"]
        indexes = [models.Index(fields=["village", "leaving_on"], name="transfer_open", condition=Q(status="proposed"))]
        constraints = [
            models.UniqueConstraint(fields=["stay"], condition=Q(status="proposed"), name="one_transfer_at_a_time"),
            models.CheckConstraint(
                name="transfer_decided_is_whole",
                condition=Q(status="proposed", decided_by=None, decided_at=None)
                | (~Q(status="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(name="transfer_declined_says_why", condition=~Q(status="declined") | ~Q(answer="")),
        ]

    def __str__(self):
        return f"{self.stay} → {self.village}"

    @property
    def place(self):
        return self.village.path

    @property
    def subjects(self):
        return [*self.stay.subjects, self.pk]

    def allows(self, user, move):
        """The sender calls it off, the receiver answers it."""
        sender = move.target == TransferStatus.WITHDRAWN
        return user.may_at(move.permission, self.stay.place if sender else self.place)
