"""A role is given and taken with a line in the history, or neither happens."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from harmoni.accounts.appointing import appoint, end
from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Permission, Role
from harmoni.history.models import Event
from harmoni.regions.models import Region

TODAY = timezone.localdate()
TOMORROW = TODAY + datetime.timedelta(days=1)


@pytest.fixture
def newcomer(db):
    return User.objects.create_user("baru")


def test_a_role_is_given_with_its_act(newcomer, kuta, admin):
    given = appoint(user=newcomer, role=Role.VILLAGE_OFFICER, place=kuta, by=admin)
    assert newcomer.places(Permission.STAY_READ) == [kuta.path]
    event = Event.objects.filter(verb="angkat").latest("pk")
    assert (event.actor_id, event.place, event.subjects) == (admin.pk, kuta.path, [])
    said = {"user": newcomer.pk, "role": "village_officer", "since": str(given.since), "until": None}
    assert event.details == said


def test_a_role_ends_with_its_act_and_holds_on_its_last_day(newcomer, admin):
    given = appoint(user=newcomer, role=Role.REGENCY_OFFICER, place=Region.objects.get(code="5103"), by=admin)
    end(assignment=given, until=TODAY, by=admin, reason="Pindah tugas")
    assert list(Assignment.objects.current().filter(user=newcomer)) == [given]
    assert not Assignment.objects.current(TOMORROW).filter(user=newcomer).exists()
    event = Event.objects.get(verb="berhentikan")
    assert (event.actor_id, event.place, event.reason) == (admin.pk, "5103", "Pindah tugas")
    assert event.details["until"] == str(TODAY)


def test_it_does_not_end_before_it_began(newcomer, kuta, admin):
    given = appoint(user=newcomer, role=Role.VILLAGE_OFFICER, place=kuta, by=admin)
    with pytest.raises(ValidationError):
        end(assignment=given, until=TODAY - datetime.timedelta(days=1), by=admin)
    assert not Event.objects.filter(verb="berhentikan").exists()


def test_the_cast_was_appointed_with_acts(cast):
    assert Event.objects.filter(verb="angkat").count() == Assignment.objects.count() == len(cast)
