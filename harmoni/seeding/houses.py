"""The demo's lodging ledgers: most houses of the two villages stand in them, with rooms, owners and their words."""

import datetime
from random import Random

from harmoni.accounts.models import User
from harmoni.regions.models import CustomaryVillage
from harmoni.seeding.names import Names
from harmoni.seeding.people import new_id, phone
from harmoni.seeding.shares import generator, happens
from registrations.people.models import Sex
from registrations.residency import owners
from registrations.residency.lodgings import enter_lodging, suggested
from registrations.residency.models import Lodging, LodgingKind, OwnerMonth, last_day, month_of

KINDS = {"Kos": LodgingKind.KOS, "Rumah": LodgingKind.KOS, "Kontrakan": LodgingKind.RENTED, "Mes": LodgingKind.CREW}
KNOWN = 14  # houses of a village that are in its ledger; the others stay suggestions
EMPTY = "Kos Ratna"  # in which nobody lives


def fill_ledger(village: CustomaryVillage, by: User, names: Names, today: datetime.date) -> None:
    """The fullest houses and an empty one; the first is overfull, and its owner has told of a departure."""
    rng = generator(f"demo/{village.path}/houses")
    found = [*suggested([village])[:KNOWN], (EMPTY, 0)]
    fits = [-1] + [rng.randint(0, 4) for _ in found[1:]]  # beside those who live there; the fullest has one too many
    houses = [_enter(rng, village, by, names, one, spare) for one, spare in zip(found, fits, strict=True)]
    for number, house in enumerate(houses[:-1]):
        _ask(rng, house, month_of(month_of(today) - datetime.timedelta(days=1)), answered=happens(rng, 0.7))
        _ask(rng, house, month_of(today), answered=number == 0 or happens(rng, 0.3), today=today, tells=number == 0)


def _enter(rng: Random, village, by, names, one, spare) -> Lodging:
    name, people = one
    size = max(1, people + spare)
    values = {
        "name": name,
        "kind": KINDS.get(name.split()[0], LodgingKind.KOS),
        "owner_name": names.balinese(rng, rng.choice(Sex.values)),
        "owner_phone": phone(rng),
        "owner_email": "pemilik@contoh.example" if happens(rng, 0.2) else "",
        "rooms_count": size,
        "capacity": size,
    }
    rooms = {f"A{number}": 1 for number in range(1, min(size, 6) + 1)} if happens(rng, 0.5) else {}
    house = enter_lodging(village=village, by=by, values=values, rooms=rooms)
    for number, stay in enumerate(house.stays.here().order_by("pk"), start=1):
        if number <= len(rooms):
            stay.room = f"A{number}"
            stay.save(update_fields=["room"])
    return house


def _ask(rng, house, month, *, answered, today=None, tells=False):
    """A month's link; `tells`: one has gone and one is new, for the desk to look at."""
    asked = OwnerMonth(pk=new_id(rng), lodging=house, month=month, expires_on=last_day(month))
    asked.give_link()
    asked.save(force_insert=True)
    if tells:
        first = house.stays.here().order_by("pk").first()
        gone = {first.pk: max(first.arrived_on, today - datetime.timedelta(days=2))} if first else {}
        owners.answer(asked=asked, gone=gone, new_people=1)
    elif answered:
        asked.answered_at = asked.expires_on - datetime.timedelta(days=rng.randint(5, 20)) if today is None else today
        asked.answered_at = datetime.datetime.combine(asked.answered_at, datetime.time(9), datetime.UTC)
        asked.save(update_fields=["answered_at"])
