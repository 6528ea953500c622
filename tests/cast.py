"""The people and places of every test: the contract's accounts at their places, and newcomers made by the verbs."""

import datetime
import itertools
import uuid

from django.utils import timezone

from adat.prevention import communities, gatherings, planning, warnings
from adat.villages.dues import publish_tariff, record_pararem
from harmoni.letters.tasks import make_letter
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.reports.asking import ask
from harmoni.reports.models import Export
from registrations.certification import briefings, deciding, pact_text
from registrations.certification.models import Candidate
from registrations.certification.signing import sign
from registrations.certification.taking_up import take_up
from registrations.residency.arrival import record_arrival
from registrations.residency.lodgings import enter_lodging

WAINGAPU = "5311011001"
_serials = itertools.cycle(range(1, 10_000))  # four digits, never 0000; a process asks for more than there are


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


def house(by, *, name="Kos Melati", where="510301/kuta/", rooms=None, **values):
    """A lodging as the desk enters it."""
    return enter_lodging(village=village(where), by=by, values={"name": name, **values}, rooms=rooms or {})


def tariff(by, *, where="510301/kuta/", amount=25_000, **values):
    """A published tariff on a pararem of its own, in force since a week ago."""
    since = timezone.localdate() - datetime.timedelta(days=7)
    here = village(where)
    ground = {"number": f"{next(_serials)}/2026", "title": "Dudukan tamiu", "decided_on": since, "valid_from": since}
    pararem = record_pararem(village=here, by=by, values=ground)
    words = {"kind": "dudukan", "purpose": "Kebersihan", "amount": amount, "per": "person_month", "valid_from": since}
    return publish_tariff(pararem=pararem, by=by, values=words | values)


def told(**values):
    """A levy as anybody reports it."""
    badung = Region.objects.get(code="5103")
    what = "Diminta membayar kartu tanpa kuitansi."
    return {
        "what": what,
        "regency": badung,
        "where": "Dekat pasar",
        "collector": "village",
        "amount": 100_000,
        **values,
    }


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


def prepare(by, *, where="510301/kuta/", origin="5311", who=None, **values):
    """A candidate whom the regency of origin has taken up; `where` is the desa adat of the destination."""
    there = village(where)
    journey = {
        "destination_regency": there.regency,
        "destination_customary_village": there,
        "planned_departure": timezone.localdate(),
        "occupation": "Pramusaji",
        "employer_name": "",
        **values,
    }
    return take_up(by=by, origin=Region.objects.get(code=origin), person=person(**(who or {})), journey=journey)


def brief(by, *candidates, points=None):
    """A briefing of today at which all of these were present."""
    today = {"held_on": timezone.localdate(), "starts_at": datetime.time(9), "capacity": len(candidates)}
    words = {"title": "Pembekalan", "topic": "Adat Bali", "venue": "Aula"}
    briefing = briefings.plan(by=by, origin=candidates[0].origin, values=words | today)
    briefings.invite(briefing=briefing, candidates=candidates, by=by)
    marks = {row.pk: (True, points) for row in briefing.attendances.all()}
    briefings.record_attendance(briefing=briefing, marks=marks, by=by)
    return briefing


def issue(candidate, by, signer):
    """The recommendation at work, proposed by one person and approved by another: the letter is issued."""
    recommendation = candidate.recommendations.get(status="draft")
    deciding.propose(recommendation=recommendation, by=by, reason="Berangkat segera")
    deciding.approve(recommendation=recommendation, by=signer)
    return recommendation


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
    brief(by, candidate)
    sign_pact(candidate, by)
    deciding.propose(recommendation=candidate.recommendation, by=by)
    return candidate


def issued(by, signer, *, made=False, **values):
    """A candidate with a letter in force; `made`: the worker has done its part too."""
    candidate = proposed(by, **values)
    paper = deciding.approve(recommendation=candidate.recommendation, by=signer)
    if made:
        make_letter(str(paper.pk))
    return Candidate.objects.get(pk=candidate.pk)


def action(**values):
    """An action of a plan, as its form gives it."""
    return {
        "phase": "prevention",
        "what": "Dialog warga di tiap kecamatan",
        "measure": "Dialog yang terselenggara",
        "unit": "dialog",
        "owner": "Kesbangpol",
        "partners": "FKDM, FPK",
        "target_b04": 4,
        "target_b08": 4,
        "target_b12": None,
        **values,
    }


def planned(writer, approver, *actions, region="51", year=None):
    """A plan in force: written and proposed by one person, approved by another."""
    office = Region.objects.get(code=region)
    plan = planning.open_plan(region=office, year=year or timezone.localdate().year, by=writer)
    for values in actions or [action()]:
        planning.put_action(plan=plan, by=writer, values=values)
    planning.propose_plan(plan=plan, by=writer)
    planning.decide_plan(plan=plan, by=approver, verb="setujui-rencana")
    return plan


def warning(district="510301", **values):
    """An early warning as its form gives it."""
    return {
        "matter": "custom",
        "what": "Suara musik sampai pukul dua pagi.",
        "district": Region.objects.get(code=district),
        "where": "Dekat lapangan",
        "timing": "now",
        "sureness": "seen",
        "contact": "",
        **values,
    }


def warned(**values):
    """The same as anybody sends it."""
    return warnings.warn(key=uuid.uuid4(), values=warning(**values))


def dialogue(by, *, region="51", **values):
    """A dialogue of today that is planned."""
    given = {"title": "Dialog warga", "held_on": timezone.localdate(), "venue": "Wantilan", "hosts": "MDA", **values}
    return gatherings.plan_dialogue(region=Region.objects.get(code=region), by=by, values=given)


def organisation(by, *, home="5311", name="Ikatan Keluarga Sumba Timur"):
    """A community organisation in Bali."""
    values = {"name": name, "home": Region.objects.get(code=home), "umbrella": "IKB Flobamora Bali"}
    return communities.enter_organisation(host=Region.objects.get(code="51"), by=by, values=values)


def export_of(by, **values):
    """An export that was asked for as at its desk: the whole book of Kuta, as a workbook."""
    chosen = {
        "kind": "daftar",
        "format": "xlsx",
        "place": "510301/kuta/",
        "place_name": "Desa Adat Kuta",
        "purpose": "report",
        "purpose_words": "Laporan bulanan kepada desa",
        **values,
    }
    return ask(export=Export(by=by, **chosen))
