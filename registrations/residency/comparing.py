"""Two records side by side, field by field, with the differences in words. Numbers stay masked."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from registrations.people.models import Person
from registrations.residency.models import Stay

NOTHING = "—"


@dataclass(frozen=True)
class Row:
    label: str
    left: Any
    right: Any
    word: Any  # sama, berbeda, hanya di satu catatan, berbeda 1 angka
    differs: bool


def side_by_side(left: Person, right: Person, stays: tuple[Stay | None, Stay | None]) -> list[Row]:
    """What the two people are and where each of them lives."""
    rows = [_row(label, *map(read, (left, right))) for label, read in PERSON]
    rows[1:1] = [_numbers(_("NIK"), left.nik, right.nik), _numbers(_("Telepon"), left.phone, right.phone)]
    if all(stays):
        rows += [_row(label, *map(read, stays)) for label, read in STAY]
    return [row for row in rows if (row.left, row.right) != (NOTHING, NOTHING)]


def _row(label, left, right):
    return Row(label, left or NOTHING, right or NOTHING, _word(left, right), left != right)


def _word(left, right):
    if left == right:
        return _("sama")
    return _("berbeda") if left and right else _("hanya di satu catatan")


def _numbers(label, left, right):
    """Masked, with how many digits differ: enough to tell a slip of the finger from another card."""
    word = _word(left, right)
    if left and right and left != right:
        word = _("berbeda %(count)d angka") % {"count": OSA.distance(left, right)}
    return Row(label, _masked(left), _masked(right), word, left != right)


def _masked(number):
    return "•" * 4 + number[-2:] if number else NOTHING


def _day(day):
    return day and date_format(day, "j F Y")


PERSON = (
    (_("Nama"), lambda person: person.full_name),
    (_("Jenis kelamin"), lambda person: person.get_sex_display()),
    (_("Tanggal lahir"), lambda person: _day(person.birth_date)),
    (_("Tempat lahir"), lambda person: person.birth_place),
    (_("Daerah asal"), lambda person: person.origin_village and person.origin_village.name),
    (_("Pendidikan"), lambda person: person.get_education_display()),
    (_("Status perkawinan"), lambda person: person.get_marital_status_display()),
)
STAY = (
    (_("Nomor bukti"), lambda stay: stay.registration_number),
    (_("Desa adat"), lambda stay: str(stay.customary_village)),
    (_("Alamat"), lambda stay: stay.address),
    (_("Tempat tinggal"), lambda stay: stay.lodging_name),
    (_("Pekerjaan"), lambda stay: stay.occupation),
    (_("Tiba"), lambda stay: _day(stay.arrived_on)),
    (_("Sampai"), lambda stay: _day(stay.departed_on or stay.planned_until)),
)
