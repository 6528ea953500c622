"""The desk's questions before the journey: the clerk's, the signer's, and those of whoever expects somebody."""

from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from registrations.people.queues import Queue

READ, CHANGE, DECIDE = Permission.CANDIDATE_READ, Permission.CANDIDATE_CHANGE, Permission.LETTER_DECIDE

CLERK = (
    Queue(
        "belum-dibekali",
        _("Belum dibekali"),
        _("Siapa yang belum ikut pembekalan?"),
        _("Pilihkan pembekalan"),
        "needs_briefing",
        "registered_at",
        CHANGE,
        patience=14,
    ),
    Queue(
        "belum-pakta",
        _("Belum berpakta"),
        _("Siapa yang belum menandatangani pakta?"),
        _("Bacakan dan tanda tangani"),
        "needs_pact",
        "registered_at",
        CHANGE,
        patience=21,
    ),
    Queue(
        "siap",
        _("Siap diajukan"),
        _("Siapa yang siap diajukan?"),
        _("Ajukan rekomendasi"),
        "ready",
        "registered_at",
        CHANGE,
        patience=21,
    ),
    Queue(
        "dikembalikan",
        _("Dikembalikan"),
        _("Apa yang perlu dilengkapi?"),
        _("Lengkapi"),
        "returned",
        "registered_at",
        CHANGE,
        patience=21,
    ),
)
CANDIDATES = (
    Queue("semua", _("Semua"), "", "", "open", "registered_at", READ, descending=True),
    *CLERK,
    Queue("diajukan", _("Menunggu keputusan"), "", "", "proposed", "registered_at", READ),
    Queue("ditunggu", _("Ditunggu di Bali"), "", "", "announced", "registered_at", READ),
    Queue("tiba", _("Sudah tiba"), "", "", "arrived", "registered_at", READ, descending=True),
    Queue("batal", _("Tidak jadi"), "", "", "withdrawn", "registered_at", READ, descending=True),
)
TO_DECIDE = Queue(
    "keputusan",
    _("Menunggu keputusan"),
    _("Disetujui, atau dikembalikan?"),
    _("Baca dan putuskan"),
    "proposed",
    "proposed_at",
    DECIDE,
    patience=3,
)
RECOMMENDATIONS = (
    Queue("keputusan", _("Menunggu keputusan"), "", "", "proposed", "proposed_at", READ),
    Queue("dikembalikan", _("Dikembalikan"), "", "", "returned", "proposed_at", READ),
    Queue("terbit", _("Terbit"), "", "", "issued", "decided_at", READ, descending=True),
    Queue("ditolak", _("Ditolak"), "", "", "declined", "decided_at", READ, descending=True),
    Queue("tidak-berlaku", _("Diganti atau dicabut"), "", "", "ended", "decided_at", READ, descending=True),
)
TO_RECORD = Queue(
    "kehadiran",
    _("Belum dicatat"),
    _("Siapa yang hadir di pembekalan?"),
    _("Catat kehadiran"),
    "to_record",
    "held_on",
    CHANGE,
    patience=2,
)
BRIEFINGS = (
    Queue("akan-datang", _("Akan datang"), "", "", "upcoming", "held_on", READ),
    Queue("kehadiran", _("Belum dicatat"), "", "", "to_record", "held_on", READ),
    Queue("selesai", _("Sudah berlangsung"), "", "", "held", "held_on", READ, descending=True),
    Queue("batal", _("Dibatalkan"), "", "", "cancelled", "held_on", READ, descending=True),
)
EXPECTED = Queue(
    "ditunggu",
    _("Ditunggu"),
    _("Siapa yang akan tiba?"),
    _("Lihat yang ditunggu"),
    "expected",
    "planned_departure",
    Permission.ARRIVAL_EXPECT,
)
