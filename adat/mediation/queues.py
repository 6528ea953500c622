"""The desk's questions about cases: only for those on a list, and silent when there is none."""

from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from registrations.people.queues import Queue

CASES = Queue(
    "perkara",
    _("Berjalan"),
    _("Perkara mana yang menunggu langkah?"),
    _("Buka perkara"),
    "running",
    "next_on",
    Permission.CASE_OPEN,
    patience=0,
    quiet=True,
)
ENDED = Queue("selesai", _("Selesai"), "", "", "ended", "closed_on", Permission.CASE_OPEN, descending=True)
INVITED = Queue(
    "kursi",
    _("Undangan kursi"),
    _("Bersediakah Anda duduk menengahi atau mendampingi?"),
    _("Jawab undangan"),
    "waiting",
    "invited_at",
    Permission.CASE_OPEN,
    patience=2,
    quiet=True,
)
