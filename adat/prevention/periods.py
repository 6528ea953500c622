"""The three periods of a year's plan (Permendagri 42/2015): what they cover and by when their report is due."""

import datetime
from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

DAYS_TO_REPORT = 10  # after the period's last day; the circulars that fix the day are not public, so it stands here
REMINDER_DAYS = (14, 3, 0)  # before the due day; 0 is the day itself and whatever is later


class Period(models.TextChoices):
    B04 = "B04", _("B04: Januari–April")
    B08 = "B08", _("B08: Mei–Agustus")
    B12 = "B12", _("B12: September–Desember")


def last_day(year: int, period: str) -> datetime.date:
    month = int(period[1:])
    return (datetime.date(year, month, 28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)


def due_on(year: int, period: str) -> datetime.date:
    """The day by which the report of this period leaves the house."""
    return last_day(year, period) + datetime.timedelta(days=DAYS_TO_REPORT)


def step_of(due: datetime.date, today: datetime.date, steps: Iterable[int] = REMINDER_DAYS) -> int | None:
    """Which reminder this day calls for, as 14, 3 or 0; None while there is time."""
    left = (due - today).days
    return next((step for step in sorted(steps) if left <= step), None)
