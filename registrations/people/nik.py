"""What a NIK says: `PP KK CC DDMMYY NNNN`, place of first registration, birth date (a woman's day plus 40), serial.

Hard rule: 16 digits, not all the same, serial not 0000. All else is a warning: one NIK in ten disagrees with its
holder's birth date and is valid all the same (measured on public lists), and regions split.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from harmoni.regions.models import Region


@dataclass(frozen=True)
class Decoded:
    """What the digits say; each part is None where they say nothing possible."""

    sex: str | None
    birth_date: datetime.date | None
    district: Region | None
    regency: Region | None


def digits_of(text: str) -> str:
    """The digits alone: spaces, dots and dashes are how people read them out."""
    return re.sub(r"[\s.\-]", "", text or "")


def check_number(text: str, name: str) -> str:
    """The 16 digits, or ValidationError with a sentence for the person who typed."""
    digits = digits_of(text)
    if not digits.isascii() or not digits.isdigit():
        raise ValidationError(_("%(name)s hanya berisi angka.") % {"name": name})
    if len(digits) != 16:
        raise ValidationError(
            _("%(name)s terdiri dari 16 angka; yang tertulis %(count)d angka.") % {"name": name, "count": len(digits)}
        )
    if len(set(digits)) == 1 or digits.endswith("0000"):
        raise ValidationError(_("%(name)s ini tidak mungkin benar. Periksa lagi pada kartunya.") % {"name": name})
    return digits


def places_of(niks: Iterable[str]) -> dict[str, Region]:
    """{code: place} of the kecamatan and kabupaten with which these numbers begin."""
    codes = {nik[:length] for nik in niks for length in (4, 6)}
    return Region.objects.in_bulk(list(codes))


def decode(nik: str, today: datetime.date | None = None, places: dict[str, Region] | None = None) -> Decoded:
    """Reads 16 digits; the century is the latest one in which the person is already born.

    `places` as `places_of` gives them, when many numbers are read.
    """
    today = today or datetime.date.today()
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    sex = "L" if 1 <= day <= 31 else "P" if 41 <= day <= 71 else None
    places = places_of([nik]) if places is None else places
    return Decoded(
        sex=sex,
        birth_date=_birth_date(day - 40 if sex == "P" else day, month, year, today),
        district=places.get(nik[:6]),
        regency=places.get(nik[:4]),
    )


def _birth_date(day, month, year, today):
    for century in (2000, 1900):
        try:
            born = datetime.date(century + year, month, day)
        except ValueError:
            return None
        if born <= today:
            return born
    return None


def warnings(
    nik: str,
    *,
    sex: str = "",
    birth_date: datetime.date | None = None,
    places: dict[str, Region] | None = None,
) -> list[str]:
    """What does not fit between the number and what was typed: to be looked at, never a refusal."""
    said, found = decode(nik, places=places), []
    if sex and said.sex and said.sex != sex:
        found.append(_("NIK menunjuk jenis kelamin lain dari yang ditulis."))
    if said.birth_date is None:
        found.append(_("Tanggal lahir di dalam NIK tidak ada di kalender."))
    elif birth_date and said.birth_date != birth_date:
        found.append(
            _("Tanggal lahir menurut NIK %(nik)s, yang ditulis %(typed)s.")
            % {"nik": said.birth_date.strftime("%d-%m-%Y"), "typed": birth_date.strftime("%d-%m-%Y")}
        )
    if said.regency is None:
        found.append(_("Enam angka pertama NIK tidak ada di daftar wilayah sekarang maupun yang lama."))
    return found


def masked(number: str) -> str:
    """Only the last two digits: region, birth date and four digits would be the whole number."""
    return "•" * (len(number) - 2) + number[-2:] if number else ""
