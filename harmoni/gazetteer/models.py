"""Lists of places that an administrator loads: what each would change, and what it changed."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmoni.gazetteer.workflow import MOVES, Status
from harmoni.history.workflow import Workflow


class Kind(models.TextChoices):
    REGIONS = "regions", _("Wilayah menurut keputusan baru")
    VILLAGES = "villages", _("Daftar desa adat")


class PlaceList(Workflow):
    """One uploaded list, compared with the tables as they stood (`tables_digest`). It names places, never a person.

    `changes` is the preview itself: what is applied is what was seen, and its earlier values undo it.
    """

    moves = MOVES
    place = ""  # everywhere

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    file_name = models.CharField(max_length=120)
    file_digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200, help_text="the decree or letter it comes from")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True)
    tables_digest = models.CharField(max_length=64)
    changes = models.JSONField(default=dict)
    unchanged = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=8, choices=Status, default=Status.SEEN)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="place_list_applied_at",
                condition=models.Q(status=Status.SEEN, applied_at=None)
                | (~models.Q(status=Status.SEEN) & models.Q(applied_at__isnull=False)),
            )
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("gazetteer:list", args=[self.pk])

    @property
    def subjects(self):
        return [self.pk]

    def allows(self, user, move):
        """Who saw the preview applies it; taking back is anybody's who may load."""
        seen = move is not MOVES["terapkan"] or user.pk == self.by_id
        return seen and super().allows(user, move)

    @property
    def counts(self):
        return {name: len(rows) for name, rows in self.changes.items()}

    @property
    def changes_anything(self):
        return any(rows for name, rows in self.changes.items() if name not in ("alike", "renumbered"))
