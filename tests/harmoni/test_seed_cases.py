"""The demo's quarrels: what each of the three who are on their lists finds on the desk, and what nobody else does."""

import pytest
from django.utils import timezone

from adat.mediation.models import Case, Seat
from harmoni.accounts.roles import Permission
from harmoni.seeding.accounts import open_accounts
from harmoni.seeding.cases import fill_cases

pytestmark = pytest.mark.django_db


def test_the_demo_shows_what_a_case_can_be():
    users = {user.username: user for user in open_accounts()}
    fill_cases(users, timezone.localdate())
    found = {
        name: sorted(Case.objects.visible_to(user, Permission.CASE_OPEN).values_list("status", flat=True))
        for name, user in users.items()
    }
    assert {name: statuses for name, statuses in found.items() if statuses} == {
        "petugas.kuta": ["follow_up", "lodged", "sessions"],
        "staf.sumbatimur": ["received"],
        "mediator.badung": ["follow_up", "lodged", "lodged", "received", "referred", "sessions"],
        "paguyuban.sumbatimur": ["follow_up", "sessions"],
    }
    assert Seat.objects.waiting().get().user == users["paguyuban.sumbatimur"]
    assert [case.subject for case in Case.objects.running() if case.is_late] == ["Musik malam hari"]
    assert {"M-94Z9-CDBS", "M-W95J-339Z"} < set(
        Case.objects.values_list("number", flat=True)
    )  # the same in every world
