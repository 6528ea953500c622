"""The demo's employers, crews, families and a foreman's list."""

import pytest
from django.core.management import call_command
from django.db.models import F, Q

from harmoni.seeding import demo
from harmoni.seeding.accounts import KUTA
from registrations.employment.models import Employer, Site
from registrations.residency.models import FamilyMember, GroupSheet, Job, Minor, Stay, is_child


@pytest.fixture
def kuta_demo(db, settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(demo, "PEOPLE", {KUTA: 110})
    call_command("demo", verbosity=0)


def test_the_demo_shows_employers_crews_and_families(kuta_demo):
    assert (Employer.objects.count(), Site.objects.count(), GroupSheet.objects.proposed().count()) == (4, 2, 1)
    assert Job.objects.open().exclude(site=None).count() >= 5
    assert Minor.objects.count() >= 2
    for tie in FamilyMember.objects.select_related("stay", "head"):
        assert tie.stay.address == tie.head.address
    assert all(is_child(minor.stay.person) for minor in Minor.objects.select_related("stay__person"))


def test_the_columns_of_a_stay_are_those_of_its_present_job(kuta_demo):
    """One job each in the synthetic world; who has no job says nothing about work."""
    differs = ~Q(occupation=F("stay__occupation")) | ~Q(employer_name=F("stay__employer_name"))
    assert not Job.objects.filter(differs).exists()
    assert not Stay.objects.filter(jobs=None).exclude(occupation="", employer_name="").exists()
