"""Briefings of the synthetic world: one a month in each regency of origin, and another session where seats run out."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable

from harmoni.regions.models import Region
from harmoni.seeding.journeys import Journey
from harmoni.seeding.officers import Desk
from harmoni.seeding.people import new_id
from harmoni.seeding.shares import generator
from harmoni.seeding.stays import in_office
from registrations.certification.models import Attendance, Briefing
from registrations.certification.workflow import BriefingStatus

TITLE = "Pembekalan sebelum berangkat"
TOPIC = "Adat dan tata krama di Bali, hukum, hak pekerja"
VENUES = ("Aula Dinas Tenaga Kerja", "Balai Latihan Kerja", "Gedung Serbaguna", "Aula Kantor Bupati")
CITY_HALL = "Aula Kantor Wali Kota"
SEATS = (30, 60)
HOURS = (9, 13, 8, 10)


def seat(journeys: Iterable[Journey], desks: dict[str, Desk], regions: dict[str, Region]) -> list[Briefing]:
    """Puts everyone who was briefed on a roster that has a seat left; returns the briefings that are new."""
    briefed = [one for one in journeys if one.days.briefed]
    known, taken = _known(briefed)
    new, session = [], defaultdict(int)
    for one in briefed:
        code, day = key = one.candidate.origin_id, one.days.briefed
        while True:
            pk = _id(code, day, session[key])
            if pk not in known:
                known[pk] = _briefing(pk, regions[code], day, session[key], desks[code].clerk)
                new.append(known[pk])
            if taken[pk] < known[pk].capacity:
                break
            session[key] += 1
        taken[pk] += 1
        one.attendance = _attendance(one, known[pk])
    return new


def _known(journeys):
    """({id: briefing}, {id: seats taken}) of the days in question."""
    origins = {one.candidate.origin_id for one in journeys}
    days = {one.days.briefed for one in journeys}
    found = Briefing.objects.counted().filter(origin__in=origins, held_on__in=days)
    known = {briefing.pk: briefing for briefing in found}
    return known, defaultdict(int, {pk: briefing.invited for pk, briefing in known.items()})


def _id(code: str, day: datetime.date, session: int) -> uuid.UUID:
    return new_id(generator(f"briefing/{code}/{day}/{session}"))


def _briefing(pk, regency, day, session, clerk):
    rng = generator(f"{pk}")
    city = regency.name.startswith("Kota ")
    hall = rng.choice([venue for venue in VENUES if not city or "Bupati" not in venue] + [CITY_HALL] * city)
    name = regency.name.removeprefix("Kabupaten ")
    return Briefing(
        pk=pk,
        origin=regency,
        status=BriefingStatus.HELD,
        title=TITLE if not session else f"{TITLE}, sesi {session + 1}",
        topic=TOPIC,
        held_on=day,
        starts_at=datetime.time(HOURS[session % len(HOURS)]),
        venue=f"{hall}, {name}",
        capacity=rng.randint(*SEATS),
        planned_by=clerk,
        created_at=in_office(rng, day - datetime.timedelta(days=rng.randint(28, 40))),
    )


def _attendance(journey, briefing):
    """Present and passed; six in ten sat a test."""
    rng = journey.rng
    points = rng.randint(60, 100) if rng.random() < 0.6 else None
    candidate = journey.candidate
    candidate.passed = Attendance(pk=new_id(rng), briefing=briefing, candidate=candidate, present=True, points=points)
    return candidate.passed
