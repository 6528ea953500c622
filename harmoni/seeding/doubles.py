"""What the desks of the synthetic world have to compare: matches of one NIK, and people written down twice."""

import datetime
from random import Random
from typing import Any

from harmoni.regions.models import CustomaryVillage
from harmoni.seeding.lives import SHAPES
from harmoni.seeding.people import new_id
from harmoni.seeding.shares import generator
from registrations.people import numbers
from registrations.people.duplicates import suspect
from registrations.people.models import Person
from registrations.people.names import swapped
from registrations.residency.models import Clash, ClashSide, Stay
from registrations.residency.workflow import Status

AGO = (3, 9, 20)  # days since the second record was written


def write_clashes(stays: list[Stay]) -> None:
    """The match of each stay that waits, with a side for either regency, as the office's own rule would open it."""
    waiting = [stay for stay in stays if stay.status == Status.AWAITING_MATCH]
    if not waiting:
        return
    found = Stay.objects.active().filter(nik_digest__in=[stay.nik_digest for stay in waiting])
    active = {bytes(digest): pk for digest, pk in found.values_list("nik_digest", "pk")}
    clashes, sides = [], []
    for stay in waiting:
        rng = generator(f"{stay.pk}/clash")
        number, opened = numbers.new_number(numbers.MATCH, rng.choice), stay.registered_at
        other = active[bytes(stay.nik_digest)]
        clash = Clash(pk=new_id(rng), number=number, waiting=stay, active_id=other, opened_at=opened)
        clashes.append(clash)
        sides += [ClashSide(pk=new_id(rng), clash=clash, stay_id=pk, opened_at=opened) for pk in (stay.pk, other)]
    Clash.objects.bulk_create(clashes)
    ClashSide.objects.bulk_create(sides)


def write_doubles(world: Any, village: CustomaryVillage, today: datetime.date) -> None:
    """A few people of this village whom somebody wrote down a second time, in another spelling and without a NIK."""
    rng = generator(f"{world.label}/doubles")
    known = Stay.objects.active().filter(customary_village=village, person__birth_date__day__lte=12)
    known = known.exclude(person__nik_digest=None).select_related("person", "customary_village")
    batch = []
    for days, stay in zip(AGO, known.order_by("registered_at", "pk"), strict=False):
        life = world.lives.since(rng, today - datetime.timedelta(days=days), SHAPES["staying"])
        batch.append(world.newcomer(rng, _again(rng, stay.person), village, life))
    world.save(batch)
    for one in batch:
        suspect([one.person], village=village.path, by=one.stay.registered_by, how="lapor")


def _again(rng: Random, person: Person) -> Person:
    """Day and month of birth are swapped, as on a form of another country; a Y is a J, as in an older spelling."""
    return Person(
        pk=new_id(rng),
        full_name=person.full_name.replace("Y", "J").replace("U", "Oe"),
        sex=person.sex,
        birth_date=swapped(person.birth_date),
        origin_village_id=person.origin_village_id,
        provisional_number=numbers.new_number(numbers.PERSON, rng.choice),
    )
