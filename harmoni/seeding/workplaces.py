"""Employers of the demo with their sites and crews, families with children, and a list that a foreman has sent."""

import datetime
import uuid
from random import Random

from harmoni.accounts.models import User
from harmoni.regions.models import CustomaryVillage
from harmoni.seeding.names import Names
from harmoni.seeding.people import new_id, phone
from harmoni.seeding.shares import generator
from registrations.employment.models import Employer, EmployerKind, Site, plain_name
from registrations.people.models import Sex
from registrations.residency.crew_links import open_link, propose
from registrations.residency.models import ContractType, FamilyMember, Job, Minor, Relation, School, Stay, age_of
from registrations.residency.models.family import OF_AGE

BUILDERS = ("Tukang", "Konstruksi", "Buruh")
FIRMS = (
    ("PT Contoh Karya Bangun", EmployerKind.MAIN_CONTRACTOR),
    ("Mandor Contoh Jaya", EmployerKind.FOREMAN),
    ("Vila Contoh Sandat", EmployerKind.BUSINESS),
    ("Rumah Tangga Contoh", EmployerKind.HOUSEHOLD),
)
SITES = (("Proyek Vila Contoh", "Jalan Pandan Contoh No. 3", 75), ("Mes Contoh", "Gang Melati Contoh No. 8", 12))
HOUSE = ("address", "banjar", "lodging_name", "responsible_name")
WITHOUT_NIK = ("Umbu Contoh Satu", "Ndapa Contoh Dua", "Yohanis Contoh Tiga")
MOST_FAMILIES = 5


def open_workplaces(village: CustomaryVillage, officer: User, names: Names, today: datetime.date) -> None:
    """Among the people who are there already: nobody is added, some are given a work place and some a family."""
    rng = generator(f"demo/{village.path}/work")
    firms = [_firm(rng, village, officer, names, *firm) for firm in FIRMS]
    Employer.objects.bulk_create(firms)
    sites = [_site(rng, firms[0], village, names, today, *site) for site in SITES]
    Site.objects.bulk_create(sites)
    here = Stay.objects.active().filter(customary_village=village).select_related("person").order_by("pk")
    stays = list(here)
    _employ(stays, firms[0], sites, today)
    _unite(stays, officer)
    _propose(sites[0], officer, today)


def _firm(rng: Random, village, officer, names, name, kind):
    firm = Employer(
        pk=new_id(rng),
        regency=village.regency,
        name=name,
        plain_name=plain_name(name),
        kind=kind,
        responsible_name=names.balinese(rng, rng.choice(Sex.values)),
        registered_by=officer,
    )
    firm.phone = phone(rng)
    return firm


def _site(rng: Random, firm, village, names, today, name, address, days):
    site = Site(
        pk=new_id(rng),
        employer=firm,
        customary_village=village,
        name=name,
        address=address,
        starts_on=today - datetime.timedelta(days=120),
        ends_on=today + datetime.timedelta(days=days),
        responsible_name=names.balinese(rng, Sex.MALE),
    )
    site.responsible_phone = phone(rng)
    return site


def _employ(stays, firm, sites, today):
    """The builders of the village work at the two sites; a contract ends with its site."""
    builders = [stay for stay in stays if stay.occupation.startswith(BUILDERS)]
    jobs = {job.stay_id: job for job in Job.objects.filter(stay__in=builders, ended_on=None)}
    for number, stay in enumerate(builders):
        job, site = jobs[stay.pk], sites[number % len(sites)]
        stay.employer_name = job.employer_name = firm.name
        stay.contract_until = job.contract_until = max(site.ends_on, job.started_on)
        job.employer, job.site = firm, site
        job.contract_type = ContractType.FIXED_TERM if number % 3 else ContractType.DAILY
    Stay.objects.bulk_update(builders, ["employer_name", "contract_until"])
    Job.objects.bulk_update(jobs.values(), ["employer_name", "contract_until", "employer", "site", "contract_type"])


def _unite(stays, officer):
    """Each child lives with a grown person in one house, who answers for it; every second one has a spouse."""
    children = [stay for stay in stays if age_of(stay.person) < OF_AGE][:MOST_FAMILIES]
    grown = [stay for stay in stays if 24 < age_of(stay.person) < 50]
    heads = grown[: len(children)]
    ties, minors, moved = [], [], []
    for number, (head, child) in enumerate(zip(heads, children, strict=False)):
        ties.append(FamilyMember(stay=child, head=head, relation=Relation.CHILD))
        minors.append(Minor(stay=child, guardian=head, recorded_by=officer, **_school(child, number)))
        moved.append(_at_home_of(head, child))
    others = grown[len(heads) :]
    for head in heads[::2]:
        match = next((one for one in others if one.person.sex != head.person.sex), None)
        if match:
            others.remove(match)
            ties.append(FamilyMember(stay=match, head=head, relation=Relation.SPOUSE))
            moved.append(_at_home_of(head, match))
    Stay.objects.bulk_update(moved, list(HOUSE))
    FamilyMember.objects.bulk_create(ties)
    Minor.objects.bulk_create(minors)


def _school(child, number):
    if age_of(child.person) < 7:
        return {"school_status": School.NOT_YET}
    if number % 3 == 1:
        return {"school_status": School.DROPPED}
    return {"school_status": School.ATTENDS, "school_name": "SD Contoh"}


def _at_home_of(head, stay):
    for field in HOUSE:
        setattr(stay, field, getattr(head, field))
    return stay


def _propose(site, officer, today):
    """What a foreman sent last night, and nobody has looked at yet."""
    link = open_link(site=site, by=officer, until=today + datetime.timedelta(days=14))
    rows = [{"full_name": name, "sex": Sex.MALE, "without_nik": "on"} for name in WITHOUT_NIK]
    shared = {"arrived_on": today.isoformat(), "sender": "Mandor Contoh"}
    propose(link=link, key=uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{site.pk}"), shared=shared, rows=rows)
