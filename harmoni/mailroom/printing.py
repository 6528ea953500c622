"""A message on paper: one page in the house's own letter, with a code that opens its link."""

import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.letters.engine import render
from harmoni.letters.qr import qr_svg
from harmoni.notices.messages import Letter, address
from harmoni.notices.models import Message
from harmoni.notices.sources import Told
from harmoni.regions.models import CustomaryVillage, Region


def sheet(row: Message, letter: Letter, told: Told, *, at: datetime.datetime) -> bytes:
    """The PDF; `at` is its date."""
    url = address(told.public)
    data = {
        "office": office_name(row.place),
        "title": letter.subject,
        "to": told.facts.get("nama", "") if row.receiver == "person" else _("Yang bersangkutan"),
        "date": date_format(at, "j F Y"),
        "text": letter.body.replace(url, "").strip(),
        "url": url,
        "qr": qr_svg(url),
        "demo": settings.DEMO,
    }
    return render("message", data, timestamp=at)


def office_name(place: str) -> str:
    """What the place of this path is called."""
    if place.endswith("/"):
        return str(CustomaryVillage.objects.filter(path=place).first() or "")
    return str(Region.objects.filter(code=place).first() or "")
