"""When a list of places may be applied, and taken back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Move


class Status(models.TextChoices):
    SEEN = "seen", _("Belum diterapkan")
    APPLIED = "applied", _("Diterapkan")
    REVERSED = "reversed", _("Dibatalkan")


LOAD = Permission.REFERENCE_LOAD
MOVES = {
    "terapkan": Move(frozenset({Status.SEEN}), Status.APPLIED, LOAD, _("Terapkan perubahan ini")),
    "urungkan": Move(frozenset({Status.APPLIED}), Status.REVERSED, LOAD, _("Urungkan seluruhnya")),
}
