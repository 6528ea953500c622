"""The five points of the agreement: what was promised, and the figures by which anyone can see what became of it.

The words are those that the press reported (docs/decisions/0021); no figure is of a person, a case or a people.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.mediation.models.case import Case, CaseKind
from adat.prevention.models import Dialogue, DialogueKind
from adat.villages.models import LevyReport
from harmoni.dashboard.disclosure import shown
from harmoni.dashboard.models import PublicFigure
from harmoni.dashboard.rollups import fold
from harmoni.dashboard.standing import standing_of
from harmoni.dashboard.tiles import told_of
from harmoni.dashboard.viewpoint import BALI, Side, Viewpoint
from harmoni.notices.slots import first_in
from registrations.certification.models import Briefing

JOB = "dashboard.promises"
YEAR = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Told:
    """A figure: its name, its words, how it is counted; `unit` stands behind the number."""

    metric: str
    label: Any
    how: Any
    unit: Any = ""


@dataclass(frozen=True)
class Point:
    number: int
    title: Any
    promises: tuple[tuple[Any, Any], ...]  # (who, what)
    figures: tuple[Told, ...]


BOTH, OF_BALI, OF_NTT = _("Bersama"), _("Bali"), _("NTT")
POINTS = (
    Point(
        1,
        _("Dialog, dan mediasi lebih dahulu"),
        (
            (
                BOTH,
                _("Ruang dialog terbuka; masalah sosial dibicarakan dahulu lewat tokoh adat dan wakil komunitas."),
            ),
        ),
        (
            Told("dialogues.held", _("Dialog budaya"), _("Dialog yang sudah berlangsung dalam 12 bulan terakhir.")),
            Told(
                "dialogues.participants",
                _("Peserta dialog"),
                _("Jumlah peserta dialog dan kampanye dalam 12 bulan terakhir, dibulatkan ke 5."),
                _("orang"),
            ),
        ),
    ),
    Point(
        2,
        _("Pembekalan sebelum berangkat, administrasi yang tertib"),
        (
            (
                OF_NTT,
                _("Membekali yang akan berangkat: adat, etika sosial, hukum, dan identitas."),
            ),
            (OF_BALI, _("Administrasi kependudukan yang tertib, untuk melindungi warganya.")),
        ),
        (
            Told(
                "share.briefed",
                _("Sudah dibekali"),
                _("Bagian dari yang masih tinggal di Bali dan lulus pembekalan di daerah asal."),
                "%",
            ),
            Told(
                "days.to_letter",
                _("Hari sampai surat"),
                _("Nilai tengah lama waktu dari diajukan sampai surat terbit; separuh lebih cepat."),
                _("hari"),
            ),
            Told(
                "briefings.held",
                _("Pembekalan"),
                _("Yang berlangsung di daerah asal dalam 12 bulan terakhir."),
            ),
        ),
    ),
    Point(
        3,
        _("Hukum yang tegas dan sepadan, tanpa cap kelompok"),
        (
            (
                BOTH,
                _("Perbuatan seseorang tidak ditimpakan kepada semua orang dari daerahnya."),
            ),
        ),
        (
            Told(
                "levies.answered",
                _("Laporan pungutan dijawab"),
                _("Laporan pungutan yang sudah dijawab sejak awal, dibulatkan ke 5. Siapa pun dapat melapor."),
                _("laporan"),
            ),
        ),
    ),
    Point(
        4,
        _("Hak yang sama atas hunian dan pekerjaan yang layak"),
        ((BOTH, _("Tidak ada pembedaan dalam tempat tinggal dan pekerjaan.")),),
        (
            Told(
                "cases.settled",
                _("Perselisihan hunian dan kerja selesai"),
                _("Yang selesai dengan kesepakatan sampai akhir triwulan lalu, dibulatkan ke 5."),
                _("perselisihan"),
            ),
        ),
    ),
    Point(
        5,
        _("Narasi positif, kampanye bersama"),
        ((BOTH, _("Menyampaikan kisah hidup bersama yang baik, lewat kampanye kedua provinsi.")),),
        (Told("campaigns.held", _("Kampanye bersama"), _("Kampanye yang sudah berlangsung dalam 12 bulan terakhir.")),),
    ),
)
SETTLED = (CaseKind.WAGE, CaseKind.HOUSING, CaseKind.REFUSAL)


@transaction.atomic
def freeze(day: datetime.date | None = None) -> bool:
    """Counts once a day; says whether this was the first call of the day."""
    day = day or timezone.localdate()
    if not first_in(JOB, str(day)):
        return False
    rows = [PublicFigure(day=day, metric=metric, value=value) for metric, value in counted(day).items()]
    PublicFigure.objects.bulk_create(rows)
    return True


def counted(day: datetime.date) -> dict[str, int | None]:
    """What may be told of each figure."""
    fold()
    bali = Viewpoint(Side.STAY, BALI)
    told = told_of(bali, standing_of(bali, day))
    held = Dialogue.objects.held().filter(region__code__startswith=BALI, held_on__range=(day - YEAR, day))
    people = held.aggregate(sum=Sum("participants"))["sum"] or 0
    found = {
        "dialogues.held": held.filter(kind=DialogueKind.DIALOGUE).count(),
        "campaigns.held": held.filter(kind=DialogueKind.CAMPAIGN).count(),
        "dialogues.participants": shown(people, zero_ok=True),
        "share.briefed": told["share.briefed"],
        "days.to_letter": told["days.to_letter"],
        "briefings.held": Briefing.objects.held().filter(held_on__range=(day - YEAR, day)).count(),
        "levies.answered": shown(LevyReport.objects.answered().count(), zero_ok=True),
    }
    before = day.replace(month=day.month - (day.month - 1) % 3, day=1)  # whole quarters: no day tells of an agreement
    agreed = Case.objects.filter(kind__in=SETTLED, agreements__agreed_on__lt=before).distinct().count()
    return found | {"cases.settled": shown(agreed, zero_ok=False)}  # nor does a nought tell that there is no case


def newest_or_first() -> tuple[datetime.datetime, dict[str, int | None]]:
    """When the newest were counted, and {metric: value}; on an installation's first day they are counted now."""
    if not PublicFigure.objects.exists():
        freeze()
    day = PublicFigure.objects.aggregate(day=Max("day"))["day"]
    rows = list(PublicFigure.objects.filter(day=day))
    at = rows[0].at if rows else timezone.now()
    return at, {row.metric: row.value for row in rows}
