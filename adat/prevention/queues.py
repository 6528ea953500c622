"""The desk's questions of prevention."""

from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from registrations.people.queues import Queue

READ, DECIDE = Permission.PREVENTION_READ, Permission.PLAN_DECIDE
PLANS = (
    Queue("semua", _("Semua"), "", "", "listed", "created_at", READ, descending=True),
    Queue("rencana", _("Menunggu persetujuan"), "", "", "proposed", "created_at", READ),
)
REPORTS = (
    Queue("semua", _("Semua"), "", "", "listed", "created_at", READ, descending=True),
    Queue("laporan-periode", _("Menunggu persetujuan"), "", "", "proposed", "created_at", READ),
)
PLAN_TO_DECIDE = Queue(
    "rencana",
    "",
    _("Rencana aksi mana yang menunggu persetujuan?"),
    _("Baca dan putuskan"),
    "proposed",
    "proposed_at",
    DECIDE,
    patience=7,
    quiet=True,
)
REPORT_TO_DECIDE = Queue(
    "laporan-periode",
    "",
    _("Laporan periode mana yang menunggu persetujuan?"),
    _("Baca dan putuskan"),
    "proposed",
    "proposed_at",
    DECIDE,
    patience=3,
    quiet=True,
)
WEIGH = Permission.WARNING_ANSWER
TO_WEIGH = Queue(
    "menunggu",
    _("Belum ditimbang"),
    _("Peringatan dini mana yang belum ditimbang?"),
    _("Baca dan timbang"),
    "to_weigh",
    "due_at",
    WEIGH,
    patience=0,
)
TO_ANSWER = Queue(
    "ditangani",
    _("Ditangani"),
    _("Peringatan dini mana yang belum dijawab?"),
    _("Jawab"),
    "weighed",
    "due_at",
    WEIGH,
    patience=0,
    quiet=True,
)
WARNINGS = (
    TO_WEIGH,
    TO_ANSWER,
    Queue("dirujuk", _("Dirujuk"), "", "", "referred", "due_at", WEIGH),
    Queue("dijawab", _("Dijawab"), "", "", "answered", "made_at", WEIGH, descending=True),
)
HELD_TO_RECORD = Queue(
    "hasil",
    _("Belum dicatat"),
    _("Dialog mana yang hasilnya belum dicatat?"),
    _("Catat hasil"),
    "to_record",
    "held_on",
    Permission.DIALOGUE_WRITE,
    patience=3,
    quiet=True,
)
DIALOGUES = (
    Queue("akan-datang", _("Direncanakan"), "", "", "planned", "held_on", READ),
    HELD_TO_RECORD,
    Queue("selesai", _("Sudah berlangsung"), "", "", "held", "held_on", READ, descending=True),
    Queue("batal", _("Dibatalkan"), "", "", "cancelled", "held_on", READ, descending=True),
)
OCCASIONS = (
    Queue("akan-datang", _("Akan datang"), "", "", "coming", "starts_on", READ),
    Queue("lewat", _("Sudah lewat"), "", "", "past", "starts_on", READ, descending=True),
)
COOPERATIONS = (
    Queue("semua", _("Semua"), "", "", "all_of_them", "signed_on", READ, descending=True),
    Queue("langkah", _("Ada langkah berikutnya"), "", "", "with_open_steps", "signed_on", READ, descending=True),
)
COMMUNITY = Permission.COMMUNITY_READ
ORGANISATIONS = (Queue("semua", _("Semua"), "", "", "listed", "created_at", COMMUNITY, descending=True),)
EVALUATION_TO_ANSWER = Queue(
    "jawab",
    _("Menunggu jawaban"),
    _("Evaluasi paguyuban mana yang belum dijawab?"),
    _("Baca dan jawab"),
    "to_answer",
    "submitted_at",
    Permission.COMMUNITY_KEEP,
    patience=14,
    quiet=True,
)
EVALUATIONS = (
    Queue("semua", _("Semua"), "", "", "listed", "submitted_at", COMMUNITY, descending=True),
    EVALUATION_TO_ANSWER,
)
