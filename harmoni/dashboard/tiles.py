"""The live figures at the head of a page: their names, their words, and what may be told of each."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from harmoni.dashboard import figures
from harmoni.dashboard.disclosure import median_days, share, shown
from harmoni.dashboard.viewpoint import Viewpoint

STAYING = (
    (
        "stays.active",
        _("Masih tinggal"),
        _("Tercatat tinggal dan belum dicatat pulang. Di atas desa adat, satu NIK dihitung sekali."),
    ),
    (
        "arrivals.month",
        _("Tiba bulan ini"),
        _("Laporan dengan tanggal tiba di bulan berjalan, menurut WITA."),
    ),
    (
        "departures.month",
        _("Pulang bulan ini"),
        _("Kepulangan yang terjadi di bulan berjalan, menurut WITA."),
    ),
    (
        "stays.overdue",
        _("Lewat rencana"),
        _("Masih tinggal, tetapi rencananya sudah lewat: belum diperpanjang atau belum dicatat pulang."),
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
GROUPS = ((_("Yang tinggal"), STAYING), (_("Dari persiapan sampai tiba"), PREPARED))
UNITS = {"days.to_letter": _("hari"), "share.briefed": "%", "share.letter": "%"}


@dataclass(frozen=True)
class Tile:
    metric: str
    label: Any
    how: Any
    value: int | None
    unit: Any = ""


@dataclass(frozen=True)
class Group:
    name: Any
    tiles: list[Tile]


def groups(view: Viewpoint, today: datetime.date) -> list[Group]:
    """All tiles of a viewpoint, as of now."""
    told = told_of(figures.totals(view, today), zero_ok=view.is_wide)
    return [
        Group(name, [Tile(metric, label, how, told[metric], UNITS.get(metric, "")) for metric, label, how in tiles])
        for name, tiles in GROUPS
    ]


def told_of(totals: Mapping[str, Any], *, zero_ok: bool) -> dict[str, int | None]:
    """What may be told of the true totals; a share is of the told numbers, so that it tells no more than they do."""
    told = {name: shown(count, zero_ok=zero_ok) for name, count in totals.items() if name != "wait"}
    return told | {
        "share.briefed": share(told["stays.briefed"], told["stays.active"]),
        "share.letter": share(told["stays.letter"], told["stays.active"]),
        "days.to_letter": median_days(totals["wait"], totals["letters.issued"]),
    }
