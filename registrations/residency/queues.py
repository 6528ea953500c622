"""The desk's questions about stays: each a name, a set of rows, an order, and what to do with a row."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from registrations.residency.models import Stay


@dataclass(frozen=True)
class Queue:
    """`method` is the queryset method whose rows it asks about; `clock` the date whose oldest comes first."""

    slug: str
    name: Any
    question: Any
    button: Any
    method: str
    clock: str
    descending: bool = False
    permission: Permission = Permission.STAY_READ

    def rows(self, user, permission):
        return getattr(Stay.objects.visible_to(user, permission), self.method)()


QUEUES = (
    Queue(
        "lewat",
        _("Lewat rencana"),
        _("Masih tinggal di sini?"),
        _("Tanyakan dan catat"),
        "overdue",
        "planned_until",
    ),
    Queue(
        "segera",
        _("Segera berakhir"),
        _("Diperpanjang atau pulang?"),
        _("Lihat yang segera berakhir"),
        "ending",
        "planned_until",
    ),
    Queue(
        "tanpa-nik",
        _("Belum ber-NIK"),
        _("Sudah ada NIK-nya?"),
        _("Lengkapi NIK"),
        "without_nik",
        "registered_at",
    ),
)
ALL = (
    Queue("semua", _("Semua yang tinggal"), "", "", "here", "registered_at", descending=True),
    *QUEUES,
    Queue(
        *("menunggu", _("Menunggu pencocokan"), "", "", "awaiting_match", "registered_at"),
        permission=Permission.STAY_MATCH,
    ),
    Queue("pulang", _("Sudah pulang"), "", "", "departed", "registered_at", descending=True),
)
