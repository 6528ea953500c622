"""The person who holds a receipt sees who checked it in the field: with the code and the own birth date, no account.

Not on the check page itself: whoever is shown the paper (a landlord, an employer, a patrol) would learn where and how
often somebody was stopped.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from adat.villages.field_check import VERB
from harmoni.history.models import Event
from harmoni.history.record import record_reading
from harmoni.letters.views import known_by
from harmoni.regions.models import CustomaryVillage
from registrations.residency.models import Stay

DAYS, MOST = 30, 100


@dataclass(frozen=True)
class Look:
    at: datetime.datetime
    village: str
    by: str


@transaction.atomic
def looks_at(token: str, born: datetime.date) -> list[Look] | None:
    """The field checks of the last thirty days, newest first; None when code and birth date are not one person's."""
    document = known_by(token)
    stay = document and Stay.objects.select_related("person").filter(pk=document.record).first()
    if not stay or stay.person.birth_date is None or stay.person.birth_date != born:
        return None
    record_reading("lihat_pemeriksaan", by=None, subjects=stay.subjects, place=stay.customary_village.path)
    return list(_looks(stay.person_id))


def _looks(person) -> Iterator[Look]:
    since = timezone.now() - datetime.timedelta(days=DAYS)
    events = list(Event.objects.about(person).filter(verb=VERB, at__gte=since)[:MOST])
    villages = CustomaryVillage.objects.in_bulk({event.place for event in events}, field_name="path")
    for event in events:
        yield Look(event.at, str(villages.get(event.place, "")), event.actor_name)
