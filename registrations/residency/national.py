"""The registration at Dukcapil (Permendagri 74/2022): prepared and followed here, done elsewhere, blocking nothing."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmoni.accounts.models import User
from harmoni.history.workflow import MoveRefused
from harmoni.regions.models import Region
from registrations.residency.models import Ending, Registration, Stay
from registrations.residency.workflow import National

PORTAL = "https://penduduknonpermanen.kemendagri.go.id"
ENDINGS = {
    Ending.HOME: gettext_lazy("Pulang ke daerah asal"),
    Ending.MOVED: gettext_lazy("Pindah ke tempat lain"),
    Ending.SETTLED: gettext_lazy("Menetap"),
    Ending.DOUBLE: gettext_lazy("Tercatat dua kali"),
}
PURPOSES = {"work": gettext_lazy("Pekerjaan"), "study": gettext_lazy("Pendidikan")}


def prepare(row: Registration, *, by: User) -> None:
    """The sheet was opened: the first time is the step from *belum disiapkan*, later ones change nothing."""
    if row.status == National.UNPREPARED and row.is_open:
        row.move("f115-siapkan", by=by)


def send(row: Registration, *, by: User, on: datetime.date) -> None:
    row.move("f115-kirim", by=by, sent_on=_not_ahead(on), refusal="")


def accept(row: Registration, *, by: User, on: datetime.date, receipt_number: str = "") -> None:
    """Dukcapil has answered that it stands there; not before the day it was sent."""
    if row.sent_on and on < row.sent_on:
        raise MoveRefused(_("Tanggal diterima lebih awal daripada tanggal dikirim."))
    row.move("f115-terima", by=by, received_on=_not_ahead(on), receipt_number=receipt_number)


def refuse(row: Registration, *, by: User, reason: str) -> None:
    """Dukcapil sent it back; it may be sent again."""
    row.move("f115-tolak", by=by, reason=reason, refusal=reason)


def reopen(row: Registration, *, by: User, reason: str) -> None:
    """What was written down as sent or accepted was not so."""
    row.move("f115-ulang", by=by, reason=reason, sent_on=None, received_on=None, receipt_number="", refusal="")


def sheet_of(stay: Stay, row: Registration) -> list[tuple[str, list[tuple[Any, str]]]]:
    """F-1.15 with what is known: [(section, [(label, value)])], in the order of the form; '' is left to be written.

    Holds the full NIK: whoever shows it has recorded the reading.
    """
    village = Region.objects.select_related("parent__parent__parent").filter(pk=row.book).first()
    above = [place.name for place in village.parents] if village else ["", "", ""]
    term = f"{_day(row.valid_from)} – {_day(row.valid_until)}"
    return [
        (_("I. Nomor Induk Kependudukan"), [(_("NIK"), stay.person.nik)]),
        (_("II. Nama"), [(_("Nama lengkap"), stay.person.full_name)]),
        (
            _("III. Alamat nonpermanen"),
            [
                (_("Alamat"), _address(stay)),
                (_("RT/RW"), ""),
                (_("Desa/kelurahan"), village.name if village else ""),
                (_("Kecamatan"), above[0]),
                (_("Kabupaten/kota"), above[1]),
                (_("Provinsi"), above[2]),
            ],
        ),
        (_("IV. Keperluan"), [(_("Keperluan"), _purpose(stay)), *_detail(stay)]),
        (_("V. Jangka waktu"), [(_("Tinggal"), term)]),
        (_("VI. Pembatalan"), _cancelling(stay, row)),
    ]


def _purpose(stay):
    return str(PURPOSES.get(stay.purpose) or _("Lainnya"))


def _cancelling(stay, row):
    why = row.cancelled_for or (str(ENDINGS[stay.ended_as]) if stay.departed_on else "")
    return [(_("Alasan pembatalan"), why), (_("Tanggal"), _day(row.left_on) if row.left_on else "")]


def _address(stay):
    return ", ".join(
        part for part in (stay.address, stay.banjar and f"Banjar {stay.banjar}", stay.lodging_name) if part
    )


def _detail(stay):
    return [(_("Keterangan"), stay.occupation)] if stay.occupation else []


def _day(day):
    return f"{day:%d-%m-%Y}"


def _not_ahead(day):
    if day > timezone.localdate():
        raise MoveRefused(_("Tanggal ini belum terjadi."))
    return day
