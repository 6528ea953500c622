"""When a stay may move, and what it is then. The buttons on the record come from this table."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Move


class Status(models.TextChoices):
    ACTIVE = "active", _("Tinggal")
    AWAITING_MATCH = "awaiting_match", _("Menunggu pencocokan")
    DEPARTED = "departed", _("Sudah pulang")


S, P = Status, Permission
HERE = frozenset({S.ACTIVE, S.AWAITING_MATCH})


class ReferralStatus(models.TextChoices):
    SENT = "sent", _("Menunggu jawaban")
    ANSWERED = "answered", _("Sudah dijawab")


REFERRAL_MOVES = {
    "jawab": Move(frozenset({ReferralStatus.SENT}), ReferralStatus.ANSWERED, P.REFERRAL_ANSWER, _("Simpan jawaban")),
}
MOVES = {
    "perpanjang": Move(HERE, None, P.STAY_CHANGE, _("Perpanjang")),
    "pulang": Move(HERE, S.DEPARTED, P.STAY_CHANGE, _("Catat kepulangan")),
    "urus-skpwni": Move(HERE, None, P.STAY_CHANGE, _("Akan menetap: urus SKPWNI")),
    "menetap": Move(HERE, S.DEPARTED, P.STAY_CHANGE, _("SKPWNI terbit: selesai, menetap")),
    "tidak-menetap": Move(HERE, None, P.STAY_CHANGE, _("Tidak jadi menetap"), needs_reason=True),
    "batal-pulang": Move(
        frozenset({S.DEPARTED}), S.AWAITING_MATCH, P.STAY_CHANGE, _("Batalkan kepulangan"), needs_reason=True
    ),
    "cocokkan": Move(frozenset({S.AWAITING_MATCH}), S.ACTIVE, P.STAY_MATCH, _("Cocokkan"), needs_reason=True),
}
