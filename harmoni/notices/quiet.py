"""Between nine in the evening and six in the morning nobody is written to, by the clock where the receiver lives."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

WIB, WITA, WIT = (ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura"))
IN_WITA = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
IN_WIT = {"81", "82", "91", "92", "93", "94", "95", "96"}


def zone_of(place: str) -> ZoneInfo:
    """The time zone of a place by its path's province; of the whole country, Bali's."""
    if not place or place[:2] in IN_WITA:
        return WITA
    return WIT if place[:2] in IN_WIT else WIB


def quiet_until(now: datetime.datetime, place: str) -> datetime.datetime | None:
    """When a message may go that may not go now; None when it may."""
    if not settings.QUIET_HOURS:
        return None
    evening, morning = map(int, settings.QUIET_HOURS.split("-"))
    there = now.astimezone(zone_of(place))
    if morning <= there.hour < evening:
        return None
    day = there.date() + datetime.timedelta(days=there.hour >= evening)
    return datetime.datetime.combine(day, datetime.time(morning), tzinfo=there.tzinfo)
