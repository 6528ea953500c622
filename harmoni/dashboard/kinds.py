"""The ways in which those who are here are split, with the words of each: sex, age, work, time since arrival."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from harmoni.dashboard import charts
from harmoni.dashboard.lists import Lists
from harmoni.dashboard.standing import Standing
from harmoni.dashboard.telling import UNKNOWN, tells_zero
from harmoni.dashboard.viewpoint import Viewpoint
from harmoni.dashboard.weekly import CASES

UNSAID = (UNKNOWN, _("Belum tercatat"))
SEX = (("L", _("Laki-laki")), ("P", _("Perempuan")), UNSAID)
AGE = (
    ("0", _("Di bawah 18 tahun")),
    ("18", _("18–24 tahun")),
    ("25", _("25–34 tahun")),
    ("35", _("35–44 tahun")),
    ("45", _("45–54 tahun")),
    ("55", _("55 tahun ke atas")),
    UNSAID,
)
WORK = (  # golongan pokok of KBJI 2014, shortened
    ("0", _("TNI dan Polri")),
    ("1", _("Manajer")),
    ("2", _("Profesional")),
    ("3", _("Teknisi")),
    ("4", _("Tata usaha")),
    ("5", _("Jasa dan penjualan")),
    ("6", _("Pertanian dan perikanan")),
    ("7", _("Pengolahan dan kerajinan")),
    ("8", _("Operator mesin dan angkutan")),
    ("9", _("Pekerja kasar")),
    (UNKNOWN, _("Belum ada kodenya")),
)
LENGTH = (
    ("0", _("Kurang dari 30 hari")),
    ("30", _("30 hari sampai 6 bulan")),
    ("183", _("6 sampai 12 bulan")),
    ("366", _("Lebih dari setahun")),
)
MOVES = (("arrivals", _("Kedatangan per bulan")), ("departures", _("Kepulangan per bulan")))
KINDS = (
    ("sex", _("Jenis kelamin"), SEX),
    ("age", _("Umur"), AGE),
    ("work", _("Jenis pekerjaan"), WORK),
    ("length", _("Lama sejak tiba"), LENGTH),
)
# how the figures of the spread are counted, by the section in which they stand
HOW = (
    (
        "tempat",
        _("Di mana mereka tinggal"),
        _("Yang masih tinggal, menurut desa adat yang mencatatnya. Bilah kedua: rencananya sudah lewat."),
    ),
    ("asal", _("Dari mana asalnya"), _("Yang masih tinggal, menurut wilayah desa asal yang tercatat, dan hanya itu.")),
    (
        "bulan-arrivals",
        _("Kedatangan per bulan"),
        _("Laporan menurut tanggal tiba (WITA), dua belas bulan sampai angka dibekukan; tanpa yang pindah desa adat."),
    ),
    (
        "bulan-departures",
        _("Kepulangan per bulan"),
        _("Kepulangan menurut tanggalnya (WITA), dua belas bulan sampai angka dibekukan; tanpa pindah dan menetap."),
    ),
    ("kelompok-sex", _("Jenis kelamin"), _("Yang masih tinggal, seperti tertulis di kartu identitas.")),
    ("kelompok-age", _("Umur"), _("Yang masih tinggal, menurut umur pada hari angka dibekukan.")),
    (
        "kelompok-work",
        _("Jenis pekerjaan"),
        _("Yang masih tinggal, menurut golongan pokok KBJI 2014 dari pekerjaan yang dicatat."),
    ),
    ("kelompok-length", _("Lama sejak tiba"), _("Yang masih tinggal, menurut hari sejak tanggal tiba.")),
    (
        "perkara",
        _("Perkara yang dibawa ke mediasi"),
        _("Menurut kabupaten dan triwulan saja; tidak pernah menurut asal atau orang."),
    ),
)


@dataclass(frozen=True)
class Split:
    slug: str
    title: Any
    bars: list[charts.Bar]

    @property
    def is_silent(self):
        return charts.is_silent(self.bars)


def splits_of(view: Viewpoint, standing: Standing, lists: Lists) -> list[Split]:
    """In the order of their words, not of their numbers; what is not recorded only where there is any."""
    return [Split(slug, title, _bars(view, standing.of(slug), slug, words, lists)) for slug, title, words in KINDS]


def _bars(view, told, slug, words, lists):
    zero = 0 if tells_zero(view.key, slug) else None
    rows = [
        charts.Bar(
            code=cell,
            name=str(name),
            metric=f"stays.active.{slug}.{cell}",
            value=told.get(cell, zero),
            url=lists.url(slug, cell),
        )
        for cell, name in words
        if cell != UNKNOWN or cell in told or zero is None
    ]
    return charts.in_order(rows)


def quarters_of(view: Viewpoint, standing: Standing) -> list[charts.Bar]:
    """Quarrels that were brought, by quarter; told for a kabupaten or more and nothing finer."""
    rows = [
        charts.Bar(code=cell, name=cell.replace("-Q", " · triwulan "), metric=f"mediation.cases.{cell}", value=value)
        for cell, value in sorted(standing.of(CASES).items())
    ]
    return charts.in_order(rows) if view.is_wide else []
