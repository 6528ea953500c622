"""The desk's questions about stays."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from registrations.people.queues import Queue

READ, CHANGE, MATCH = Permission.STAY_READ, Permission.STAY_CHANGE, Permission.STAY_MATCH
QUEUES = (
    Queue(
        "lewat",
        _("Lewat rencana"),
        _("Masih tinggal di sini?"),
        _("Tanyakan dan catat"),
        "overdue",
        "planned_until",
        CHANGE,
        patience=0,
    ),
    Queue(
        "setahun",
        _("Sudah setahun"),
        _("Masih berniat pulang, atau menetap?"),
        _("Tanyakan dan catat"),
        "over_a_year",
        "arrived_on",
        CHANGE,
        patience=380,
        quiet=True,
    ),
    Queue(
        "skpwni",
        _("Mengurus SKPWNI"),
        _("Sudah terbit SKPWNI-nya?"),
        _("Tanyakan hasilnya"),
        "settling",
        "settling_due",
        CHANGE,
        patience=0,
        quiet=True,
    ),
    Queue(
        "segera",
        _("Segera berakhir"),
        _("Diperpanjang atau pulang?"),
        _("Lihat yang segera berakhir"),
        "ending",
        "planned_until",
        CHANGE,
    ),
    Queue(
        "tanpa-nik",
        _("Belum ber-NIK"),
        _("Sudah ada NIK-nya?"),
        _("Lengkapi NIK"),
        "without_nik",
        "registered_at",
        CHANGE,
    ),
    Queue(
        "dukcapil",
        _("Belum ke Dukcapil"),
        _("Sudah didaftarkan ke Dukcapil?"),
        _("Siapkan F-1.15"),
        "unreported",
        "registered_at",
        CHANGE,
        patience=14,
        quiet=True,
    ),
    Queue(
        "kontrak",
        _("Kontrak segera berakhir"),
        _("Kontraknya diperpanjang?"),
        _("Lihat kontraknya"),
        "contract_ending",
        "contract_until",
        CHANGE,
        quiet=True,
    ),
    Queue(
        "anak",
        _("Wali belum dicatat"),
        _("Siapa wali anak ini?"),
        _("Catat walinya"),
        "children_alone",
        "registered_at",
        CHANGE,
        quiet=True,
    ),
)
TO_MATCH = Queue(
    "menunggu",
    _("Menunggu pencocokan"),
    _("Orang yang sama, atau bukan?"),
    _("Cocokkan"),
    "awaiting_match",
    "registered_at",
    MATCH,
)
ANSWERS = Queue(
    "jawaban",
    _("Jawaban masuk"),
    _("Apa jawaban mereka?"),
    _("Baca jawaban"),
    "answered",
    "answered_at",
    CHANGE,
    patience=3,
    quiet=True,
)
TO_COMPARE = Queue(
    "mirip",
    _("Belum diputuskan"),
    _("Dua catatan ini orang yang sama?"),
    _("Bandingkan"),
    "awaiting",
    "found_at",
    Permission.DUPLICATE_DECIDE,
    patience=14,
    quiet=True,
)
DECIDED = replace(TO_COMPARE, slug="diputuskan", name=_("Sudah diputuskan"), method="decided", descending=True)
TO_SETTLE = Queue(
    "bentrok",
    _("Belum selesai"),
    _("Satu NIK di dua tempat: orang yang sama?"),
    _("Cocokkan"),
    "open",
    "opened_at",
    MATCH,
    patience=7,
)
SETTLED = replace(TO_SETTLE, slug="selesai", name=_("Sudah selesai"), method="closed", descending=True)
COMING = Queue(
    "akan-pindah",
    _("Akan pindah ke sini"),
    _("Siapa yang pindah ke sini?"),
    _("Lihat dan terima"),
    "open",
    "leaving_on",
    Permission.STAY_REGISTER,
    patience=7,
    quiet=True,
)
REQUESTS = Queue(
    "perbaikan",
    _("Permintaan perbaikan"),
    _("Apa yang perlu diperbaiki?"),
    _("Bandingkan dan jawab"),
    "waiting",
    "due_at",
    CHANGE,
    patience=0,
    quiet=True,
)
OBJECTIONS = Queue(
    "keberatan-perbaikan",
    _("Keberatan"),
    _("Perbaikan yang ditolak: sudah benar?"),
    _("Bandingkan dan putuskan"),
    "objected",
    "due_at",
    MATCH,
    patience=0,
    quiet=True,
)
ALL = (
    Queue("semua", _("Semua yang tinggal"), "", "", "here", "registered_at", READ, descending=True),
    *(replace(queue, permission=READ) for queue in sorted(QUEUES, key=lambda queue: queue.quiet)),
    TO_MATCH,
    Queue("pulang", _("Sudah pulang"), "", "", "departed", "registered_at", READ, descending=True),
)
