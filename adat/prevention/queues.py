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
