"""Figures that belong to no single person: counted in their own books when the week is frozen."""

import csv
import datetime
from collections import Counter
from functools import cache
from pathlib import Path

from django.db.models import Count, Q
from django.utils import timezone

from adat.mediation.models import Case
from harmoni.dashboard.protection import Key
from harmoni.dashboard.viewpoint import BALI
from harmoni.notices.models import Message, MessageState
from registrations.residency.models import Lodging
from registrations.residency.workflow import Status

PUBLISHED = Path(__file__).parent / "data" / "nonpermanen_dukcapil_bali_2024.csv"
LODGING, CASES, MESSAGES = "lodging", "cases", "messages"
LATELY = datetime.timedelta(days=30)
ARRIVED = (MessageState.SENT, MessageState.HANDED)
ENDED = (*ARRIVED, MessageState.BOUNCED, MessageState.FAILED)  # what was not needed any more counts nowhere


def beside_people() -> Counter[Key]:
    """Room in lodgings and who lives in it, by place; quarrels by regency and quarter; messages of the last days."""
    return lodging_room() + quarrels() + messages_sent()


def lodging_room() -> Counter[Key]:
    """Of lodgings whose capacity is written down: for how many people they are meant, how many are active there."""
    found: Counter[Key] = Counter()
    inside = Count("stays", filter=Q(stays__status=Status.ACTIVE))
    known = Lodging.objects.exclude(capacity=None).order_by().annotate(inside=inside)
    for path, capacity, occupants in known.values_list("customary_village__path", "capacity", "inside").iterator():
        for scope in _scopes(path):
            found[scope, LODGING, "capacity"] += capacity
            found[scope, LODGING, "occupants"] += occupants
    return found


def quarrels() -> Counter[Key]:
    found: Counter[Key] = Counter()
    for row in Case.objects.by_regency_and_quarter():
        quarter = f"{row['year']}-Q{row['quarter']}"
        for code in (row["regency"], row["regency"][:2]):
            found[f"stay:{code}", CASES, quarter] += row["count"]
    return found


def messages_sent() -> Counter[Key]:
    """Of the messages of an office that came to their end in the last 30 days: how many, and how many arrived."""
    found: Counter[Key] = Counter()
    lately = Message.objects.exclude(place="").filter(state__in=ENDED, changed_at__gt=timezone.now() - LATELY)
    for place, state, count in lately.order_by().values_list("place", "state").annotate(count=Count("pk")):
        for scope in _scopes(place):
            found[scope, MESSAGES, "ended"] += count
            found[scope, MESSAGES, "arrived"] += count * (state in ARRIVED)
    return found


def _scopes(path):
    """Every viewpoint that holds a place: of Bali by stay, of elsewhere by origin, no further than a kabupaten."""
    code = path.partition("/")[0]
    if not code.startswith(BALI):
        return [f"origin:{place}" for place in dict.fromkeys((code[:2], code[:4]))]
    if len(code) < 6:
        return [f"stay:{place}" for place in dict.fromkeys((code[:2], code[:4]))]
    return [f"stay:{place}" for place in (code[:2], code[:4], code[:6], path)]


@cache
def published() -> dict[str, int]:
    """Registered non-permanent residents by kabupaten and for all of Bali, as Dukcapil published for 31 Dec 2024."""
    with PUBLISHED.open(encoding="utf-8") as lines:
        counts = {row["code"]: int(row["nonpermanent"]) for row in csv.DictReader(lines)}
    return counts | {"51": sum(counts.values())}
