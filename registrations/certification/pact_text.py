"""The words of the integrity pact, by version: what the candidate promises, what the governments promise in turn."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

VERSION = "2026-1"


@dataclass(frozen=True)
class Clause:
    """`name` stands in the record; a clause whose words change gets a new version of the whole pact."""

    name: str
    title: Any
    text: Any


CLAUSES = (
    Clause(
        "identity",
        _("Identitas yang benar"),
        _("Saya memberikan data diri yang benar, dan mengurus KTP bila belum punya."),
    ),
    Clause(
        "report",
        _("Lapor diri"),
        _("Setelah tiba saya melapor kepada desa adat tempat saya tinggal, dan mengabari bila pindah atau pulang."),
    ),
    Clause(
        "custom",
        _("Menghormati adat setempat"),
        _("Saya menghormati adat, awig-awig, dan pararem tempat saya tinggal. Jati diri saya sendiri tetap saya bawa."),
    ),
    Clause(
        "law",
        _("Taat hukum"),
        _("Saya menaati hukum. Yang saya perbuat adalah tanggung jawab saya sendiri, bukan keluarga atau daerah saya."),
    ),
    Clause(
        "dialogue",
        _("Berunding lebih dahulu"),
        _(
            "Bila ada perselisihan, saya bersedia berunding bersama tokoh adat dan wakil daerah asal."
            " Jalur hukum tetap terbuka."
        ),
    ),
)
NAMES = tuple(clause.name for clause in CLAUSES)

PROMISES = (
    _("Daerah asal memberi pembekalan, surat, dan pendampingan tanpa memungut biaya, dan menjawab keberatan Anda."),
    _("Bali mendaftar Anda dengan cara yang sama seperti siapa pun, dari daerah mana pun."),
    _(
        "Anda berhak sama atas pekerjaan dan tempat tinggal yang layak."
        " Kesalahan satu orang tidak ditimpakan kepada sesama daerahnya."
    ),
    _("Bila ada perselisihan, Anda didengar dan boleh didampingi tokoh adat serta wakil daerah asal."),
)

READERS = (
    _("Petugas kabupaten asal Anda menyimpan pakta ini dan dapat membukanya."),
    _("Desa adat tujuan hanya melihat bahwa pakta sudah ditandatangani dan tanggalnya, bukan tanda tangannya."),
    _("Setiap kali pakta ini dibuka, itu tercatat, dan Anda boleh meminta catatannya."),
)
