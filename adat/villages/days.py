"""A day as Indonesian offices write it, told as YYYY-MM-DD; what cannot be told is left as it stands."""

import datetime
import re

from django import forms
from django.utils.translation import gettext as _

SERIAL_DAYS = range(10_000, 110_000)  # 1927 to 2201 as Excel counts days
EPOCH = datetime.date(1899, 12, 30)
MONTHS = {
    word: number
    for number, words in enumerate(
        [
            "januari jan",
            "februari pebruari feb peb",
            "maret mar mrt",
            "april apr",
            "mei may",
            "juni jun",
            "juli jul",
            "agustus agustus ags agu agt aug",
            "september sept sep",
            "oktober okt oct",
            "november nopember nov nop",
            "desember des dec",
        ],
        1,
    )
    for word in words.split()
}
ENDING = re.compile(r"[T ]+\d{1,2}[:.]\d\d([:.]\d\d(\.\d+)?)?$")  # of a day that Excel took for a moment
NUMBERS = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d\d)")
BACKWARDS = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})")
WORDS = re.compile(r"(\d{1,2})[\s\-./]*([a-z]+)[\s\-./,]*(\d{4}|\d\d)")


def as_day(text: str, cell, *, past: bool) -> str:
    """`past` is true of a day that has been: two digits of its year are of the last hundred years.

    Raises ValidationError where day and month seem to have changed places.
    """
    if isinstance(cell, (int, float)) and int(cell) in SERIAL_DAYS:
        return str(EPOCH + datetime.timedelta(days=int(cell)))
    text = ENDING.sub("", text.lstrip("'`’")).strip()
    if found := BACKWARDS.fullmatch(text):
        return _written(found[1], int(found[2]), int(found[3]), past) or text
    if found := NUMBERS.fullmatch(text):
        return _in_order(int(found[1]), int(found[2]), found[3], past) or text
    if (found := WORDS.fullmatch(text.lower())) and found[2] in MONTHS:
        return _written(found[3], MONTHS[found[2]], int(found[1]), past) or text
    return text


def _in_order(day, month, year, past):
    if month > 12 and (meant := _written(year, day, month, past)):
        turned = datetime.date.fromisoformat(meant)
        raise forms.ValidationError(
            _("Tidak ada bulan %(month)d. Bila bulan dan tanggalnya tertukar, tulis %(day)s.")
            % {"month": month, "day": f"{turned:%d-%m-%Y}"}
        )
    return _written(year, month, day, past)


def _written(year, month, day, past):
    try:
        found = datetime.date(_year(year), month, day)
        if len(year) == 2 and past and found > datetime.date.today():
            found = found.replace(year=found.year - 100)
    except ValueError:
        return ""
    return str(found)


def _year(text):
    return int(text) if len(text) == 4 else 2000 + int(text)


def turned(day: datetime.date) -> datetime.date | None:
    """With day and month in each other's place; None where that is no day."""
    try:
        return day.replace(month=day.day, day=day.month)
    except ValueError:
        return None
