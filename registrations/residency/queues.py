"""The desk's questions about stays."""

from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from registrations.people.queues import Queue

READ, MATCH = Permission.STAY_READ, Permission.STAY_MATCH
QUEUES = (
    Queue(
        "lewat",
        _("Lewat rencana"),
        _("Masih tinggal di sini?"),
        _("Tanyakan dan catat"),
        "overdue",
        "planned_until",
        READ,
        patience=0,
    ),
    Queue(
        "segera",
        _("Segera berakhir"),
        _("Diperpanjang atau pulang?"),
        _("Lihat yang segera berakhir"),
        "ending",
        "planned_until",
        READ,
    ),
    Queue(
        "tanpa-nik",
        _("Belum ber-NIK"),
        _("Sudah ada NIK-nya?"),
        _("Lengkapi NIK"),
        "without_nik",
        "registered_at",
        READ,
    ),
)
ALL = (
    Queue("semua", _("Semua yang tinggal"), "", "", "here", "registered_at", READ, descending=True),
    *QUEUES,
    Queue("menunggu", _("Menunggu pencocokan"), "", "", "awaiting_match", "registered_at", MATCH),
    Queue("pulang", _("Sudah pulang"), "", "", "departed", "registered_at", READ, descending=True),
)
