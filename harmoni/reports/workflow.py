"""When an export may move. A row without a permission is moved by the portal itself, never by a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Move


class Status(models.TextChoices):
    WAITING = "waiting", _("Menunggu orang kedua")
    PREPARING = "preparing", _("Sedang disiapkan")
    READY = "ready", _("Siap diunduh")
    REFUSED = "refused", _("Tidak diizinkan")
    WITHDRAWN = "withdrawn", _("Ditarik kembali")
    FAILED = "failed", _("Tidak dapat dibuat")
    EXPIRED = "expired", _("Sudah dihapus")


S, EXPORT = Status, Permission.STAY_EXPORT
DECISIONS = ("izinkan", "tidak-izinkan")
MOVES = {
    "izinkan": Move(frozenset({S.WAITING}), S.PREPARING, EXPORT, _("Izinkan ekspor ini"), needs_reason=True),
    "tidak-izinkan": Move(frozenset({S.WAITING}), S.REFUSED, EXPORT, _("Jangan izinkan"), needs_reason=True),
    "tarik": Move(frozenset({S.WAITING, S.PREPARING, S.READY}), S.WITHDRAWN, EXPORT, _("Tarik dan hapus")),
    "siapkan": Move(frozenset({S.PREPARING}), S.READY, ""),
    "gagal-ekspor": Move(frozenset({S.PREPARING}), S.FAILED, "", needs_reason=True),
    "hapus-ekspor": Move(frozenset({S.READY}), S.EXPIRED, ""),
}
