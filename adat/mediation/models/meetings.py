"""The parties meet; what was said is written down, and what was written is never rewritten."""

import json

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from adat.mediation.models.kept import Kept
from adat.mediation.workflow import SessionStatus
from registrations.people.fields import Sealed, sealed_column


class By(models.TextChoices):
    LETTER = "letter", _("surat")
    MESSAGE = "message", _("pesan")


class Session(Kept):
    """`invited`: names and how each was invited, as sealed JSON [[name, [by, ...]]]."""

    case = models.ForeignKey("mediation.Case", models.PROTECT, related_name="sessions")
    held_on = models.DateField(_("Tanggal"))
    starts_at = models.TimeField(_("Jam"))
    status = models.CharField(max_length=9, choices=SessionStatus, default=SessionStatus.PLANNED)
    planned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(db_default=Now())
    venue_sealed = sealed_column()
    invited_sealed = sealed_column()

    venue, invited = Sealed(), Sealed()

    class Meta:
        ordering = ["held_on", "starts_at", "pk"]

    def __str__(self):
        return f"{self.held_on}"

    @property
    def invitations(self):
        """[(name, [by, ...])]"""
        found = json.loads(self.invited or "[]")
        return [(name, [by] if isinstance(by, str) else by) for name, by in found]

    @property
    def newest(self):
        """The version of the minutes that counts."""
        return max(self.minutes.all(), key=lambda one: one.version, default=None)


class Minutes(Kept):
    """One version. A correction is the next version; a trigger refuses every change of an earlier one."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now())
    text_sealed = sealed_column()

    text = Sealed()

    class Meta:
        ordering = ["session", "version"]
        constraints = [models.UniqueConstraint(fields=["session", "version"], name="minutes_version_once")]

    def __str__(self):
        return f"{self.session} v{self.version}"


class Signature(Kept):
    """Strokes as the `d` of an SVG path on a sheet of 600 x 200, or the typed name; under one version only."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signatures")
    witness = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(db_default=Now())
    name_sealed = sealed_column()
    drawn_sealed = sealed_column()

    name, drawn = Sealed(), Sealed()

    class Meta:
        ordering = ["signed_at", "pk"]

    def __str__(self):
        return self.name

    @property
    def is_drawn(self):
        return self.drawn[:1] == "M" and self.drawn[1:2].isdigit()
