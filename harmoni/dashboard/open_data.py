"""The week's figures as anybody may take them: one long table, and what each column and figure in it means.

Bali by place of stay down to the kecamatan, Nusa Tenggara Timur by origin down to the kabupaten. Beneath a kabupaten
every cell of the grid is a row, so that a missing row never tells a zero from a hidden one.
"""

import csv
import datetime
import io
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from harmoni.dashboard.figures import months
from harmoni.dashboard.kinds import KINDS
from harmoni.dashboard.models import Snapshot, Week
from harmoni.dashboard.telling import ORIGINS, TOTAL, is_wide, tells_zero
from harmoni.regions.models import Region

LICENCE = "https://creativecommons.org/licenses/by/4.0/deed.id"
COLUMNS = ("week", "side", "place", "place_name", "figure", "cell", "value", "hidden")
TOTALS = ("active", "registered", "overdue", "renewed", "briefed", "lettered", "letters", "expected", "arrived")
LISTED = (
    TOTAL,
    ORIGINS,
    "arrivals",
    "departures",
    "lodging",
    "messages",
    "cases",
    *(slug for slug, _title, _words in KINDS),
)
Row = tuple[str, ...]


def places() -> dict[str, str]:
    """{scope: name} of every place that the open data speaks of, the wide ones first."""
    bali = Q(code="51") | Q(parent="51") | Q(parent__parent="51", level=Region.Level.DISTRICT)
    found = {
        f"stay:{code}": name
        for code, name in Region.objects.filter(bali, retired=False)
        .order_by("level", "code")
        .values_list("code", "name")
    }
    origins = Region.objects.filter(Q(code="53") | Q(parent="53"), retired=False).order_by("level", "code")
    return found | {f"origin:{code}": name for code, name in origins.values_list("code", "name")}


def rows(week: Week) -> Iterator[Row]:
    """One a place, figure and cell, in the order of `COLUMNS`."""
    named = places()
    told = {
        (scope, breakdown, cell): value
        for scope, breakdown, cell, value in Snapshot.objects.filter(
            week=week.pk, scope__in=named, breakdown__in=LISTED
        ).values_list("scope", "breakdown", "cell", "told")
    }
    for scope, name in named.items():
        side, _colon, place = scope.partition(":")
        for breakdown, cell in sorted(_cells(scope, told, week)):
            value = told.get((scope, breakdown, cell), 0 if tells_zero(scope, breakdown) else None)
            if value is None and breakdown == ORIGINS:
                continue  # a row would tell that there is somebody
            said = ("", "yes") if value is None else (str(value), "no")
            yield (str(week.pk), side, place, name, breakdown, cell, *said)


def _cells(scope, told, week):
    """The grid, and for a kabupaten or more what else there is: origins, quarters, lodgings."""
    grid = {(TOTAL, cell) for cell in TOTALS}
    grid |= {(slug, cell) for slug, _title, words in KINDS for cell, _word in words}
    grid |= {(moves, month) for moves in ("arrivals", "departures") for month in months(week.at.date())}
    return grid | ({(key[1], key[2]) for key in told if key[0] == scope} if is_wide(scope) else set())


def as_csv(lines: Iterator[Row] | list[Row], head: tuple[str, ...]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(lines)
    return text.getvalue()


def week_of(day: datetime.date | None = None) -> Week | None:
    """The frozen week that begins on this Monday; without one the newest."""
    return Week.objects.filter(pk=day).first() if day else Week.objects.last()


DICTIONARY_HEAD = ("name", "meaning", "unit", "how_counted", "why_hidden")


def dictionary() -> list[Row]:
    """Every column and every figure of the table: its meaning, unit, way of counting, and why it may be empty."""
    people, hidden = (
        _("orang"),
        _("1 sampai 7, atau yang dari selisihnya angka kecil dapat dihitung; nol di bawah kabupaten"),
    )
    columns = [
        ("week", _("Senin pekan yang dibekukan, WITA"), _("tanggal"), "", ""),
        ("side", _("stay: menurut tempat tinggal di Bali; origin: menurut daerah asal"), "", "", ""),
        ("place", _("Kode wilayah Kemendagri"), "", _("Kepmendagri 300.2.2-2138/2025"), ""),
        ("place_name", _("Nama wilayah"), "", "", ""),
        ("figure", _("Angka apa; lihat baris di bawah"), "", "", ""),
        ("cell", _("Bagian dari angka itu"), "", "", ""),
        ("value", _("Angka yang boleh ditampilkan"), people, _("dibulatkan ke kelipatan 5"), hidden),
        ("hidden", _("yes bila value dikosongkan"), "", "", ""),
    ]
    return columns + _figures(people, hidden)


def _figures(people, hidden):
    return [
        ("total/active", _("Masih tinggal"), people, _("tercatat dan belum pulang"), hidden),
        ("total/registered", _("Pernah tercatat"), people, _("semua laporan, juga yang sudah pulang"), hidden),
        ("total/overdue", _("Lewat rencana"), people, _("masih tinggal, rencana sudah lewat"), hidden),
        ("total/renewed", _("Diperpanjang"), people, _("masih tinggal, rencana pernah diperpanjang"), hidden),
        ("total/briefed", _("Sudah dibekali"), people, _("masih tinggal, lulus pembekalan di daerah asal"), hidden),
        ("total/lettered", _("Membawa surat"), people, _("masih tinggal, suratnya berlaku"), hidden),
        ("total/letters", _("Surat terbit"), _("surat"), _("semua rekomendasi yang pernah terbit"), hidden),
        ("total/expected", _("Ditunggu tiba"), people, _("surat terbit, kedatangan belum dicatat"), hidden),
        ("total/arrived", _("Sudah tiba"), people, _("calon yang kedatangannya dicatat"), hidden),
        ("arrivals", _("Kedatangan per bulan"), people, _("tanpa pindah antardesa adat; cell: tahun-bulan"), hidden),
        (
            "departures",
            _("Kepulangan per bulan"),
            people,
            _("tanpa pindah dan menetap; cell: tahun-bulan"),
            hidden,
        ),
        (
            "origins",
            _("Masih tinggal menurut daerah asal"),
            people,
            _("cell: kode kabupaten atau kecamatan asal"),
            hidden,
        ),
        ("sex", _("Masih tinggal menurut jenis kelamin"), people, _("cell: L, P"), hidden),
        ("age", _("Masih tinggal menurut umur"), people, _("cell: batas bawah dalam tahun"), hidden),
        ("work", _("Masih tinggal menurut pekerjaan"), people, _("cell: golongan pokok KBJI 2014"), hidden),
        ("length", _("Masih tinggal menurut lama sejak tiba"), people, _("cell: batas bawah dalam hari"), hidden),
        ("lodging/capacity", _("Daya tampung hunian"), people, _("hunian yang daya tampungnya dicatat"), hidden),
        ("lodging/occupants", _("Penghuni hunian itu"), people, _("masih tinggal dan dicatat di sana"), hidden),
        ("messages/ended", _("Pesan yang selesai"), _("pesan"), _("30 hari sebelum dibekukan"), hidden),
        ("messages/arrived", _("Pesan yang sampai"), _("pesan"), _("terkirim atau disampaikan petugas"), hidden),
        ("cases", _("Perkara yang dibawa ke mediasi"), _("perkara"), _("per kabupaten dan triwulan saja"), hidden),
    ]


def metadata() -> dict:
    """CSV on the Web (W3C): the table, its columns, its licence."""
    url = settings.BASE_URL + reverse("open_data:table")
    words = {name: meaning for name, meaning, *_rest in dictionary()}
    columns = [{"name": name, "titles": name, "dc:description": words[name], "datatype": "string"} for name in COLUMNS]
    columns[0]["datatype"], columns[6]["datatype"] = "date", "integer"
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": url,
        "dc:title": _("Angka Harmoni per pekan"),
        "dc:license": LICENCE,
        "tableSchema": {"columns": columns, "primaryKey": ["week", "side", "place", "figure", "cell"]},
    }
