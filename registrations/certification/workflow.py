"""When a candidate, a briefing and a recommendation may move, and what they are then. The buttons come from here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Move

P = Permission


class CandidateStatus(models.TextChoices):
    PREPARING = "preparing", _("Bersiap")
    EXPECTED = "expected", _("Ditunggu di tujuan")
    NOT_COMING = "not_coming", _("Tidak datang")
    ARRIVED = "arrived", _("Sudah tiba")
    WITHDRAWN = "withdrawn", _("Tidak jadi berangkat")


C = CandidateStatus
ON_THE_WAY = frozenset({C.PREPARING, C.EXPECTED, C.NOT_COMING})
CANDIDATE_MOVES = {
    "batal": Move(ON_THE_WAY, C.WITHDRAWN, P.CANDIDATE_CHANGE, _("Tidak jadi berangkat"), needs_reason=True),
    "lanjut": Move(frozenset({C.WITHDRAWN}), C.PREPARING, P.CANDIDATE_CHANGE, _("Jadi berangkat lagi")),
    "lanjut-ditunggu": Move(frozenset({C.WITHDRAWN}), C.EXPECTED, P.CANDIDATE_CHANGE, _("Jadi berangkat lagi")),
    "tunggu": Move(frozenset({C.PREPARING, C.NOT_COMING}), C.EXPECTED, P.LETTER_DECIDE, _("Tunggu di tujuan")),
    "urung-tunggu": Move(frozenset({C.EXPECTED, C.NOT_COMING}), C.PREPARING, P.LETTER_DECIDE, _("Bersiap lagi")),
    "tidak-datang": Move(frozenset({C.EXPECTED}), C.NOT_COMING, P.ARRIVAL_EXPECT, _("Tidak datang")),
    "tunggu-lagi": Move(frozenset({C.NOT_COMING}), C.EXPECTED, P.ARRIVAL_EXPECT, _("Tunggu lagi")),
    "tiba": Move(ON_THE_WAY | {C.WITHDRAWN}, C.ARRIVED, P.STAY_REGISTER, _("Sudah tiba")),
}


class BriefingStatus(models.TextChoices):
    PLANNED = "planned", _("Direncanakan")
    HELD = "held", _("Sudah berlangsung")
    CANCELLED = "cancelled", _("Dibatalkan")


B = BriefingStatus
BRIEFING_MOVES = {
    "undang": Move(frozenset({B.PLANNED, B.HELD}), None, P.CANDIDATE_CHANGE, _("Tambahkan peserta")),
    "keluarkan": Move(frozenset({B.PLANNED}), None, P.CANDIDATE_CHANGE, _("Keluarkan")),
    "catat": Move(frozenset({B.PLANNED, B.HELD}), B.HELD, P.CANDIDATE_CHANGE, _("Simpan kehadiran")),
    "batalkan": Move(frozenset({B.PLANNED}), B.CANCELLED, P.CANDIDATE_CHANGE, _("Batalkan"), needs_reason=True),
}


class RecommendationStatus(models.TextChoices):
    DRAFT = "draft", _("Disiapkan")
    PROPOSED = "proposed", _("Menunggu keputusan")
    RETURNED = "returned", _("Perlu dilengkapi")
    DECLINED = "declined", _("Ditolak")
    ISSUED = "issued", _("Terbit")
    SUPERSEDED = "superseded", _("Sudah diganti")
    REVOKED = "revoked", _("Dicabut")


R = RecommendationStatus
RECOMMENDATION_MOVES = {
    "ajukan": Move(frozenset({R.DRAFT, R.RETURNED}), R.PROPOSED, P.CANDIDATE_CHANGE, _("Ajukan rekomendasi")),
    "setujui": Move(frozenset({R.PROPOSED}), R.ISSUED, P.LETTER_DECIDE, _("Setujui dan terbitkan")),
    "kembalikan": Move(
        frozenset({R.PROPOSED}), R.RETURNED, P.LETTER_DECIDE, _("Kembalikan untuk dilengkapi"), needs_reason=True
    ),
    "tolak": Move(frozenset({R.PROPOSED}), R.DECLINED, P.LETTER_DECIDE, _("Tolak"), needs_reason=True),
    "keberatan": Move(frozenset({R.DECLINED}), R.PROPOSED, P.CANDIDATE_CHANGE, _("Catat keberatan"), needs_reason=True),
    "cabut": Move(frozenset({R.ISSUED}), R.REVOKED, P.LETTER_DECIDE, _("Cabut surat"), needs_reason=True),
    "ganti": Move(
        frozenset({R.ISSUED, R.REVOKED}), None, P.CANDIDATE_CHANGE, _("Siapkan surat pengganti"), needs_reason=True
    ),
    "gantikan": Move(frozenset({R.ISSUED}), R.SUPERSEDED, P.LETTER_DECIDE, _("Gantikan")),
}
