"""When a plan and a report may move, and what they are then. The buttons come from here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Move

WRITE, DECIDE = Permission.PLAN_WRITE, Permission.PLAN_DECIDE


class PlanStatus(models.TextChoices):
    DRAFT = "draft", _("Disusun")
    PROPOSED = "proposed", _("Menunggu persetujuan")
    IN_FORCE = "in_force", _("Berlaku")


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("Disusun")
    PROPOSED = "proposed", _("Menunggu persetujuan")
    APPROVED = "approved", _("Disetujui, belum dikirim")
    SENT = "sent", _("Terkirim")
    SUPERSEDED = "superseded", _("Diganti versi baru")


S, R = PlanStatus, ReportStatus
FROZEN = frozenset({R.APPROVED, R.SENT, R.SUPERSEDED})
PLAN_MOVES = {
    "ajukan-rencana": Move(frozenset({S.DRAFT}), S.PROPOSED, WRITE, _("Ajukan untuk disetujui")),
    "setujui-rencana": Move(frozenset({S.PROPOSED}), S.IN_FORCE, DECIDE, _("Setujui rencana")),
    "kembalikan-rencana": Move(frozenset({S.PROPOSED}), S.DRAFT, DECIDE, _("Kembalikan"), needs_reason=True),
    "ubah-rencana": Move(frozenset({S.IN_FORCE}), S.DRAFT, WRITE, _("Ubah rencana"), needs_reason=True),
}
REPORT_MOVES = {
    "ajukan-laporan": Move(frozenset({R.DRAFT}), R.PROPOSED, WRITE, _("Ajukan untuk disetujui")),
    "setujui-laporan": Move(frozenset({R.PROPOSED}), R.APPROVED, DECIDE, _("Setujui dan bekukan")),
    "kembalikan-laporan": Move(frozenset({R.PROPOSED}), R.DRAFT, DECIDE, _("Kembalikan"), needs_reason=True),
    "kirim-laporan": Move(frozenset({R.APPROVED}), R.SENT, WRITE, _("Catat sudah dikirim")),
    "ganti-laporan": Move(
        frozenset({R.APPROVED, R.SENT}), None, WRITE, _("Perbaiki dengan versi baru"), needs_reason=True
    ),
    "gantikan-laporan": Move(frozenset({R.APPROVED, R.SENT}), R.SUPERSEDED, DECIDE, _("Gantikan")),
}


class WarningStatus(models.TextChoices):
    RECEIVED = "received", _("Diterima")
    WEIGHED = "weighed", _("Ditangani")
    REFERRED = "referred", _("Dirujuk")
    ANSWERED = "answered", _("Dijawab")


W, ANSWER = WarningStatus, Permission.WARNING_ANSWER
WARNING_MOVES = {
    "timbang": Move(frozenset({W.RECEIVED, W.WEIGHED}), W.WEIGHED, ANSWER, _("Timbang")),
    "rujuk-peringatan": Move(frozenset({W.RECEIVED, W.WEIGHED}), W.REFERRED, ANSWER, _("Rujuk")),
    "jawab-peringatan": Move(frozenset({W.WEIGHED, W.REFERRED}), W.ANSWERED, ANSWER, _("Jawab dan tutup")),
}


class DialogueStatus(models.TextChoices):
    PLANNED = "planned", _("Direncanakan")
    HELD = "held", _("Sudah berlangsung")
    CANCELLED = "cancelled", _("Dibatalkan")


D = DialogueStatus
DIALOGUE_MOVES = {
    "catat-dialog": Move(frozenset({D.PLANNED, D.HELD}), D.HELD, Permission.DIALOGUE_WRITE, _("Catat hasil")),
    "batal-dialog": Move(
        frozenset({D.PLANNED}), D.CANCELLED, Permission.DIALOGUE_WRITE, _("Batalkan"), needs_reason=True
    ),
}


class EvaluationStatus(models.TextChoices):
    SUBMITTED = "submitted", _("Menunggu jawaban")
    ANSWERED = "answered", _("Dijawab")


E = EvaluationStatus
EVALUATION_MOVES = {
    "jawab-evaluasi": Move(frozenset({E.SUBMITTED}), E.ANSWERED, Permission.COMMUNITY_KEEP, _("Kirim jawaban")),
}
