"""The people and places of every test: the contract's accounts at their places, and newcomers made by the verbs."""

import datetime
import itertools

from django.utils import timezone

from harmoni.letters.tasks import make_letter
from harmoni.regions.models import CustomaryVillage, Region
from registrations.certification import pact_text
from registrations.certification.briefings import invite, plan, record_attendance
from registrations.certification.deciding import approve, propose
from registrations.certification.models import Candidate
from registrations.certification.signing import sign
from registrations.certification.taking_up import take_up
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


def journey(**values):
    """Where a candidate is going, as cleaned values."""
    return {
        "destination_regency": Region.objects.get(code="5103"),
        "destination_customary_village": village(),
        "planned_departure": timezone.localdate() + datetime.timedelta(days=10),
        "occupation": "Juru Masak",
        "employer_name": "Warung Melati",
        **values,
    }


def prepare(by, *, where="5311", who=None, **values):
    """A candidate as taken up by an officer of the regency."""
    return take_up(
        by=by, origin=Region.objects.get(code=where), person=person(**(who or {})), journey=journey(**values)
    )


def brief(candidates, by, *, held_on=None, points=None):
    """A briefing that all of them passed; returns it."""
    values = {
        "title": "Pembekalan November",
        "topic": "Adat dan hukum",
        "held_on": held_on or timezone.localdate(),
        "starts_at": datetime.time(9),
        "venue": "Aula Waingapu",
        "capacity": 30,
    }
    briefing = plan(by=by, origin=candidates[0].origin, values=values)
    invite(briefing=briefing, candidates=candidates, by=by)
    marks = {row.pk: (True, points) for row in briefing.attendances.all()}
    record_attendance(briefing=briefing, marks=marks, by=by)
    return briefing


def sign_pact(candidate, by):
    return sign(
        candidate=candidate,
        by=by,
        clauses=pact_text.NAMES,
        signed_on=timezone.localdate(),
        signature=candidate.person.full_name,
    )


def proposed(by, **values):
    """A candidate, briefed and with a pact, whose recommendation waits for its decision."""
    candidate = prepare(by, **values)
    brief([candidate], by)
    sign_pact(candidate, by)
    propose(recommendation=candidate.recommendation, by=by)
    return candidate


def issued(by, signer, *, made=False, **values):
    """A candidate with a letter in force; `made`: the worker has done its part too."""
    candidate = proposed(by, **values)
    paper = approve(recommendation=candidate.recommendation, by=signer)
    if made:
        make_letter(str(paper.pk))
    return Candidate.objects.get(pk=candidate.pk)
