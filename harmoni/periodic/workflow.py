"""When a schedule and a report may move. A row without a permission is moved by the portal, never by a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Move


class ScheduleStatus(models.TextChoices):
    ACTIVE = "active", _("Berjalan")
    STOPPED = "stopped", _("Berhenti")


class ReportStatus(models.TextChoices):
    PREPARING = "preparing", _("Sedang disusun")
    READY = "ready", _("Selesai")
    FAILED = "failed", _("Tidak dapat dibuat")


S, R = ScheduleStatus, ReportStatus
OWN = Permission.NOTICE_READ  # of the owner alone; whether the figures may still be seen is asked each time
SCHEDULE_MOVES = {
    "hentikan-jadwal": Move(frozenset({S.ACTIVE}), S.STOPPED, OWN, _("Hentikan"), needs_reason=True),
    "lanjutkan-jadwal": Move(frozenset({S.STOPPED}), S.ACTIVE, OWN, _("Lanjutkan")),
    "jadwal-berhenti": Move(frozenset({S.ACTIVE}), S.STOPPED, "", needs_reason=True),
}
REPORT_MOVES = {
    "laporan-selesai": Move(frozenset({R.PREPARING}), R.READY, ""),
    "laporan-gagal": Move(frozenset({R.PREPARING}), R.FAILED, "", needs_reason=True),
}
