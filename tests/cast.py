"""The people and places of every test: the contract's accounts at their places, and newcomers made by the verbs."""

import datetime
import itertools

from django.utils import timezone

from harmoni.regions.models import CustomaryVillage, Region
from registrations.residency.arrival import record_arrival

WAINGAPU = "5311011001"
_serials = itertools.count(1)


def village(path="510301/kuta/"):
    return CustomaryVillage.objects.get(path=path)


def nik_of(sex="L", born=datetime.date(1998, 2, 12), district="531101", serial=None):
    """A NIK that fits; each call another serial."""
    day = born.day + (40 if sex == "P" else 0)
    return f"{district}{day:02d}{born:%m%y}{serial or next(_serials):04d}"


def person(**values):
    return {
        "nik": nik_of(),
        "full_name": "Umbu Nggiku Landukara",
        "sex": "L",
        "birth_date": datetime.date(1998, 2, 12),
        "origin_village": Region.objects.get(code=WAINGAPU),
        **values,
    }


def stay(**values):
    today = timezone.localdate()
    return {
        "address": "Jalan Raya Kuta 12",
        "banjar": "Pering",
        "arrived_on": today,
        "planned_until": today + datetime.timedelta(days=180),
        **values,
    }


def arrive(by, *, where="510301/kuta/", who=None, **values):
    """A stay that came about as it does at the desk."""
    return record_arrival(by=by, village=village(where), person=person(**(who or {})), stay=stay(**values))


def typed(**values):
    """What the intake form posts, as text."""
    today = timezone.localdate()
    return {
        "nik": nik_of(),
        "full_name": "Maria Yohana Rambu",
        "sex": "L",
        "birth_date": "1998-02-12",
        "address": "Jalan Raya Kuta 12",
        "purpose": "work",
        "arrived_on": today.isoformat(),
        "planned_until": (today + datetime.timedelta(days=180)).isoformat(),
        **values,
    }
