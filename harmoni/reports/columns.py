"""What the two books say of a stay, column by column. No category, no phone; origin down to the kabupaten only.

B.4 is the village administration's own form: its heading *keturunan* stands there and stays blank.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.regions.models import Region
from harmoni.reports.models import Kind
from registrations.residency.models import Stay

SHEET, PAPER = "sheet", "paper"


@dataclass(frozen=True)
class Entry:
    """One line of the book: the stay, its number in the file, and whether numbers are told in full."""

    stay: Stay
    number: int
    full: bool

    @property
    def person(self):
        return self.stay.person


@dataclass(frozen=True)
class Column:
    """`width`: in shares of a sheet of paper, in characters of a workbook about thrice as much."""

    heading: Any
    of: Callable[[Entry], Any]
    width: int
    group: Any = ""
    where: str = ""  # only on a SHEET or on PAPER; '' on both

    def is_on(self, where: str) -> bool:
        return self.where in ("", where)


def columns_of(kind: str, where: str) -> list[Column]:
    return [column for column in {Kind.REGISTER: REGISTER, Kind.LIST: LIST}[Kind(kind)] if column.is_on(where)]


def _number(entry):
    """The card's number in full where this officer may open it; otherwise its last two digits."""
    person = entry.person
    return (person.nik if entry.full else person.masked_nik) or person.provisional_number


def _age(entry):
    born = entry.person.birth_date
    today = timezone.localdate()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None


def _birth(entry):
    place, born = entry.person.birth_place, entry.person.birth_date
    words = [place, f"{born:%d-%m-%Y}"] if born else [place]
    line = ", ".join(filter(None, words))
    return f"{line} / {_age(entry)} th" if born else line


def _origin(entry):
    """`Kabupaten Sumba Timur, Nusa Tenggara Timur`."""
    home = entry.person.origin_village
    places = [home, *home.parents] if home else []
    return ", ".join(place.name for place in places if place.level <= Region.Level.REGENCY)


def _host(entry):
    stay = entry.stay
    banjar = stay.banjar and f"Br. {stay.banjar.removeprefix('Banjar ')}"
    return ", ".join(filter(None, [stay.responsible_name or stay.lodging_name, stay.address, banjar]))


def _nationality(entry):
    """A NIK on a KTP is known of Indonesians; of others the portal asks nothing."""
    return "WNI" if entry.person.nik_digest else ""


def of_stay(name: str) -> Callable[[Entry], Any]:
    return lambda entry: getattr(entry.stay, name)


def of_person(name: str) -> Callable[[Entry], Any]:
    return lambda entry: getattr(entry.person, name)


def _purpose(entry):
    return entry.stay.get_purpose_display()


def _status(entry):
    return entry.stay.status_told


def _departed(entry) -> datetime.date | None:
    return entry.stay.departed_on


REGISTER = (
    Column(_("No."), lambda entry: entry.number, 2),
    Column(_("Nama lengkap"), of_person("full_name"), 8),
    Column(_("L/P"), of_person("sex"), 2),
    Column(_("Nomor identitas"), _number, 8),
    Column(_("Tempat dan tanggal lahir / umur"), _birth, 8, where=PAPER),
    Column(_("Tempat lahir"), of_person("birth_place"), 6, where=SHEET),
    Column(_("Tanggal lahir"), of_person("birth_date"), 5, where=SHEET),
    Column(_("Umur"), _age, 2, where=SHEET),
    Column(_("Pekerjaan"), of_stay("occupation"), 6),
    Column(_("Kebangsaan"), _nationality, 5, group=_("Kewarganegaraan")),
    Column(_("Keturunan"), lambda entry: None, 5, group=_("Kewarganegaraan")),
    Column(_("Datang dari"), _origin, 8),
    Column(_("Maksud dan tujuan"), _purpose, 6),
    Column(_("Nama dan alamat yang didatangi"), _host, 10),
    Column(_("Datang tanggal"), of_stay("arrived_on"), 5),
    Column(_("Pergi tanggal"), _departed, 5),
    Column(_("Ket."), of_stay("registration_number"), 6),
)
LIST = (
    Column(_("No."), lambda entry: entry.number, 2),
    Column(_("Nomor bukti"), of_stay("registration_number"), 6),
    Column(_("Nama lengkap"), of_person("full_name"), 9),
    Column(_("NIK (disamarkan)"), _number, 8),
    Column(_("L/P"), of_person("sex"), 2),
    Column(_("Tanggal lahir"), of_person("birth_date"), 5),
    Column(_("Asal"), _origin, 8),
    Column(_("Alamat"), of_stay("address"), 9),
    Column(_("Banjar"), of_stay("banjar"), 5),
    Column(_("Tempat tinggal"), of_stay("lodging_name"), 7),
    Column(_("Pekerjaan"), of_stay("occupation"), 6),
    Column(_("Tempat kerja"), of_stay("employer_name"), 6),
    Column(_("Tiba"), of_stay("arrived_on"), 5),
    Column(_("Rencana sampai"), of_stay("planned_until"), 5),
    Column(_("Keadaan"), _status, 5),
    Column(_("Pulang"), _departed, 5),
)
