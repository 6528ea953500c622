"""When a case may move, and what it is then. What leaves the status as it is stands here too: one table of acts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Move


class CaseStatus(models.TextChoices):
    LODGED = "lodged", _("Disampaikan")
    RECEIVED = "received", _("Diterima mediator")
    SESSIONS = "sessions", _("Dalam pertemuan")
    AGREED = "agreed", _("Sepakat")
    FOLLOW_UP = "follow_up", _("Kesepakatan dipantau")
    NO_AGREEMENT = "no_agreement", _("Tidak sepakat")
    REFERRED = "referred", _("Dirujuk")
    WITHDRAWN = "withdrawn", _("Ditarik")
    CLOSED = "closed", _("Selesai")
    REOPENED = "reopened", _("Dibuka kembali")


class SessionStatus(models.TextChoices):
    PLANNED = "planned", _("Direncanakan")
    HELD = "held", _("Sudah berlangsung")
    CANCELLED = "cancelled", _("Dibatalkan")


S = CaseStatus
OPEN, HEAR = Permission.CASE_OPEN, Permission.CASE_HEAR
ENDED = frozenset({S.WITHDRAWN, S.CLOSED})
RUNNING = frozenset(S) - ENDED
NEW = frozenset({S.LODGED, S.REOPENED})
HEARD = frozenset({S.RECEIVED, S.SESSIONS})
KEPT = frozenset({S.AGREED, S.FOLLOW_UP})

CASE_MOVES = {
    "terima": Move(NEW, S.RECEIVED, HEAR, _("Terima perkara")),
    "jadwalkan": Move(HEARD | {S.NO_AGREEMENT}, S.SESSIONS, HEAR, _("Jadwalkan pertemuan")),
    "notula": Move(frozenset({S.SESSIONS}) | KEPT, None, HEAR, _("Tulis berita acara")),
    "batalkan": Move(frozenset({S.SESSIONS}), None, HEAR, _("Batalkan pertemuan"), needs_reason=True),
    "sepakati": Move(frozenset({S.SESSIONS}), S.AGREED, HEAR, _("Catat kesepakatan")),
    "janji": Move(KEPT, None, HEAR, _("Catat janji ditepati atau tidak")),
    "kunjungi": Move(KEPT, S.FOLLOW_UP, HEAR, _("Catat kunjungan")),
    "jawaban": Move(frozenset({S.REFERRED}), None, HEAR, _("Catat jawaban rujukan")),
    "tutup": Move(
        frozenset({S.FOLLOW_UP, S.NO_AGREEMENT, S.REFERRED}), S.CLOSED, HEAR, _("Tutup perkara"), needs_reason=True
    ),
    "rujuk": Move(RUNNING - {S.REFERRED}, S.REFERRED, HEAR, _("Rujuk ke lembaga lain")),
    "tidak-sepakat": Move(frozenset({S.SESSIONS}), S.NO_AGREEMENT, HEAR, _("Tidak ada kesepakatan"), needs_reason=True),
    "pihak": Move(RUNNING, None, OPEN, _("Tambah pihak")),
    "setuju": Move(RUNNING, None, OPEN, _("Catat persetujuan pihak")),
    "wakil": Move(RUNNING, None, OPEN, _("Tambah wakil pihak")),
    "kursi": Move(NEW | HEARD | KEPT, None, HEAR, _("Undang mengisi kursi")),
    "bukti": Move(RUNNING, None, OPEN, _("Tambah bukti")),
    "tautan": Move(RUNNING, None, OPEN, _("Beri tautan dan PIN kepada pihak")),
    "tolak-mediator": Move(RUNNING, None, OPEN, _("Catat keberatan atas mediator"), needs_reason=True),
    "undur": Move(NEW | HEARD, None, HEAR, _("Undur diri karena ada kepentingan"), needs_reason=True),
    "ganti-mediator": Move(HEARD, S.LODGED, OPEN, _("Cari mediator lain")),
    "tutup-akses": Move(frozenset(S), None, HEAR, _("Cabut akses"), needs_reason=True),
    "tarik": Move(NEW | HEARD, S.WITHDRAWN, OPEN, _("Tarik perkara"), needs_reason=True),
    "buka-kembali": Move(ENDED | {S.NO_AGREEMENT, S.REFERRED}, S.REOPENED, OPEN, _("Buka kembali"), needs_reason=True),
}
# What would be done about a quarrel and never about what belongs to the police.
NOT_FOR_CRIME = {"jadwalkan", "notula", "batalkan", "sepakati", "janji", "kunjungi", "tidak-sepakat"}
FOR_CRIME = (S.LODGED, S.RECEIVED, S.REFERRED, S.WITHDRAWN, S.CLOSED, S.REOPENED)
# A companion at the table neither ends a case nor wakes it; who brought it does, and who hears it.
NOT_FOR_COMPANIONS = {"tarik", "buka-kembali", "setuju"}
