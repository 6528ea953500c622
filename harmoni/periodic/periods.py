"""The kinds of report, and the period that each of them covers: a month, a week from Monday, a day, all of WITA."""

import datetime
from dataclasses import dataclass

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    MONTHLY = "bulanan", _("Laporan bulanan")
    WEEKLY = "mingguan", _("Laporan mingguan")
    DAILY = "harian", _("Ringkasan antrean harian")


RHYTHMS = {
    Kind.MONTHLY: _("Setiap bulan, begitu angkanya dibekukan pada Senin pertama sesudahnya"),
    Kind.WEEKLY: _("Setiap Senin"),
    Kind.DAILY: _("Setiap pagi pukul enam: antrean meja desa adat, tanpa nama"),
}


@dataclass(frozen=True, order=True)
class Period:
    """From its first day to the day after its last."""

    kind: Kind
    first: datetime.date

    @classmethod
    def of(cls, kind: Kind, day: datetime.date) -> "Period":
        """The period in which this day lies."""
        first = {
            Kind.MONTHLY: day.replace(day=1),
            Kind.WEEKLY: day - datetime.timedelta(days=day.weekday()),
            Kind.DAILY: day,
        }
        return cls(kind, first[kind])

    @property
    def end(self) -> datetime.date:
        """The first day that it no longer holds."""
        if self.kind == Kind.MONTHLY:
            return (self.first + datetime.timedelta(days=31)).replace(day=1)
        return self.first + datetime.timedelta(days=7 if self.kind == Kind.WEEKLY else 1)

    @property
    def before(self) -> "Period":
        return Period.of(self.kind, self.first - datetime.timedelta(days=1))

    @property
    def said(self) -> str:
        """`Oktober 2026`, `16–22 November 2026`, `Rabu, 25 November 2026`."""
        last = self.end - datetime.timedelta(days=1)
        if self.kind == Kind.MONTHLY:
            return date_format(self.first, "F Y")
        if self.kind == Kind.DAILY:
            return date_format(self.first, "l, j F Y")
        shape = "j" if self.first.month == last.month else "j F"
        return f"{date_format(self.first, shape)}–{date_format(last, 'j F Y')}"
