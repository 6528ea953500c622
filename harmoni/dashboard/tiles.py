"""The figures of this minute at the head of a page: their names, their words, and where each leads."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from harmoni.dashboard.disclosure import median_days, share
from harmoni.dashboard.lists import Lists
from harmoni.dashboard.standing import Standing, usual_wait
from harmoni.dashboard.telling import tells_zero
from harmoni.dashboard.viewpoint import Viewpoint
from harmoni.dashboard.weekly import LODGING, MESSAGES, published

STAYING = (
    (
        "stays.active",
        _("Masih tinggal"),
        _("Tercatat tinggal dan belum dicatat pulang. Di atas desa adat, satu NIK dihitung sekali."),
    ),
    (
        "arrivals.month",
        _("Tiba bulan ini"),
        _("Laporan dengan tanggal tiba di bulan berjalan (WITA); pindah dari desa adat lain bukan kedatangan."),
    ),
    (
        "departures.month",
        _("Pulang bulan ini"),
        _("Kepulangan di bulan berjalan (WITA); pindah ke desa adat lain dan menetap bukan kepulangan."),
    ),
    (
        "stays.overdue",
        _("Lewat rencana"),
        _("Masih tinggal, tetapi rencananya sudah lewat: belum diperpanjang atau belum dicatat pulang."),
    ),
    (
        "stays.renewed",
        _("Diperpanjang"),
        _("Masih tinggal, dan rencananya sudah pernah diperpanjang."),
    ),
    (
        "stays.registered",
        _("Pernah tercatat"),
        _("Semua laporan sejak Harmoni dipakai, termasuk yang sudah pulang."),
    ),
)
PREPARED = (
    (
        "letters.issued",
        _("Surat terbit"),
        _("Semua surat rekomendasi yang pernah terbit, termasuk yang sudah diganti atau dicabut."),
    ),
    (
        "days.to_letter",
        _("Hari sampai surat"),
        _("Nilai tengah lama waktu dari diajukan sampai terbit: separuh surat lebih cepat, separuh lebih lambat."),
    ),
    (
        "candidates.expected",
        _("Ditunggu tiba"),
        _("Suratnya sudah terbit dan kedatangannya belum dicatat."),
    ),
    (
        "candidates.arrived",
        _("Sudah tiba"),
        _("Calon dari daerah asal yang kedatangannya sudah dicatat, juga yang baru dipersiapkan setelah tiba."),
    ),
    (
        "share.briefed",
        _("Sudah dibekali"),
        _("Bagian dari yang masih tinggal: lulus pembekalan di daerah asal."),
    ),
    (
        "share.letter",
        _("Membawa surat"),
        _("Bagian dari yang masih tinggal: suratnya terbit dan tidak dicabut, juga yang terbit setelah tiba."),
    ),
)
BESIDE = (
    (
        "share.lodging",
        _("Hunian terisi"),
        _(
            "Bagian tempat di kos, kontrakan, dan mes yang terisi: penghuni aktif dibagi daya tampung, hanya hunian"
            " yang daya tampungnya dicatat. Dihitung sekali sepekan."
        ),
    ),
    (
        "share.delivered",
        _("Pesan sampai"),
        _(
            "Bagian pesan yang terkirim atau disampaikan petugas, dari semua yang selesai 30 hari sebelum dibekukan."
            " Terkirim: diterima server surel; dibaca atau tidak, tidak dicatat. Dihitung sekali sepekan."
        ),
    ),
    (
        "share.coverage",
        _("Dibanding angka Dukcapil"),
        _(
            "Yang masih tinggal menurut Harmoni dibagi penduduk nonpermanen yang diumumkan Dukcapil Bali per"
            " 31 Desember 2024. Angka resmi yang lebih baru dan angka per desa belum tersedia."
        ),
    ),
)
GROUPS = (
    (_("Yang tinggal"), STAYING),
    (_("Dari persiapan sampai tiba"), PREPARED),
    (_("Hunian, pesan, dan cakupan"), BESIDE),
)
UNITS = {"days.to_letter": _("hari")} | dict.fromkeys(
    ("share.briefed", "share.letter", "share.lodging", "share.delivered", "share.coverage"), "%"
)
# metric -> where it stands among the kept figures
KEPT = {
    "stays.active": ("total", "active"),
    "stays.registered": ("total", "registered"),
    "stays.overdue": ("total", "overdue"),
    "stays.renewed": ("total", "renewed"),
    "stays.briefed": ("total", "briefed"),
    "stays.letter": ("total", "lettered"),
    "letters.issued": ("total", "letters"),
    "candidates.expected": ("total", "expected"),
    "candidates.arrived": ("total", "arrived"),
}
COUNTED = KEPT | {  # metric of a tile -> the figure behind it: of a share its part, of the days their letters
    "share.briefed": KEPT["stays.briefed"],
    "share.letter": KEPT["stays.letter"],
    "days.to_letter": KEPT["letters.issued"],
}
LABELS = {metric: label for _name, tiles in GROUPS for metric, label, _how in tiles}


@dataclass(frozen=True)
class Tile:
    metric: str
    label: Any
    how: Any
    value: float | None
    unit: Any = ""
    url: str = ""


@dataclass(frozen=True)
class Group:
    name: Any
    tiles: list[Tile]


def groups(view: Viewpoint, standing: Standing, lists: Lists) -> list[Group]:
    """All tiles of a viewpoint; lodgings and the published figure only where they are known."""
    told = told_of(view, standing)
    return [
        Group(name, [_tile(*words, told, standing, lists) for words in tiles if words[0] in told])
        for name, tiles in GROUPS
        if any(metric in told for metric, *_words in tiles)
    ]


def _tile(metric, label, how, told, standing, lists):
    moves, month, _rest = metric.partition(".month")
    counted = (moves, standing.month) if month else COUNTED.get(metric)
    url = lists.rooms if metric == "share.lodging" else counted and lists.url(*counted)
    return Tile(metric, label, how, told[metric], UNITS.get(metric, ""), url or f"#cara-{metric}")


def told_of(view: Viewpoint, standing: Standing) -> dict[str, float | None]:
    """What may be told; a share is of the told numbers, so that it tells no more than they do."""
    told: dict[str, float | None] = {
        metric: standing.now(*key, zero_ok=tells_zero(view.key, key[0])) for metric, key in KEPT.items()
    }
    for moves in ("arrivals", "departures"):
        told[f"{moves}.month"] = standing.now(moves, standing.month, zero_ok=tells_zero(view.key, moves))
    told |= {
        "share.briefed": share(told["stays.briefed"], told["stays.active"]),
        "share.letter": share(told["stays.letter"], told["stays.active"]),
    }
    if not standing.is_public:  # a median is of this minute; in public it stands among the promises
        told["days.to_letter"] = _days_to_letter(standing)
    if room := standing.of(LODGING):
        told["share.lodging"] = share(room.get("occupants", 0 if view.is_wide else None), room.get("capacity"))
    if sent := standing.of(MESSAGES):
        told["share.delivered"] = share(sent.get("arrived", 0 if view.is_wide else None), sent.get("ended"))
    if view.stays_at and view.code in published():
        told["share.coverage"] = share(told["stays.active"], published()[view.code])
    return told


def _days_to_letter(standing):
    wait = usual_wait(standing.waits)
    return median_days(None if wait is None else datetime.timedelta(wait), sum(standing.waits.values()))
