"""When a suggestion that two records are one person may be decided, and what it is then."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Move


class DuplicateStatus(models.TextChoices):
    OPEN = "open", _("Belum diputuskan")
    SAME = "same", _("Orang yang sama")
    DIFFERENT = "different", _("Orang yang berbeda")


S, P = DuplicateStatus, Permission
DUPLICATE_MOVES = {
    "sama": Move(frozenset({S.OPEN}), S.SAME, P.DUPLICATE_DECIDE, _("Orang yang sama"), needs_reason=True),
    "beda": Move(frozenset({S.OPEN}), S.DIFFERENT, P.DUPLICATE_DECIDE, _("Orang yang berbeda"), needs_reason=True),
    "urungkan": Move(frozenset({S.SAME, S.DIFFERENT}), S.OPEN, P.DUPLICATE_DECIDE, _("Batalkan keputusan ini")),
}
