"""Two records side by side in a browser: decided with a reason, undone by one press; a match as its regency sees it."""

import datetime

import pytest
from playwright.sync_api import expect

from harmoni.seeding.accounts import open_accounts
from registrations.people.models import PossibleDuplicate
from registrations.residency.models import ClashSide
from tests.browser.looking import look, sign_in
from tests.cast import arrive, nik_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db):
    return {user.username: user for user in open_accounts()}


def test_decided_and_undone(page, portal, cast):
    born, turned = datetime.date(1998, 4, 3), datetime.date(1998, 3, 4)
    who = {"nik": "", "full_name": "Wilhelmina Yohana Rambu Landukara"}
    arrive(cast["petugas.kuta"], who={**who, "birth_date": born}, lodging_name="Kos Melati")
    arrive(cast["petugas.kuta"], who={**who, "full_name": "Wilhelmina Johana Ramboe", "birth_date": turned})
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/mungkin-sama/")
    look(page, "mirip-antrean")
    page.get_by_role("link", name="Bandingkan").click()
    look(page, "mirip-berdampingan")
    page.locator("summary", has_text="Orang yang sama").click()
    page.locator("details[open] [name=reason]").fill("Orangnya hadir")
    page.locator("details[open] button").click()
    expect(page.locator(".notice").filter(has_text="Orangnya hadir")).to_be_visible()
    look(page, "mirip-sama")
    page.get_by_role("button", name="Batalkan keputusan ini").click()
    expect(page.locator("summary", has_text="Orang yang berbeda")).to_be_visible()
    assert PossibleDuplicate.objects.get().status == "open"


def test_a_match(page, portal, cast):
    nik = nik_of()
    here = arrive(cast["petugas.kuta"], who={"nik": nik})
    arrive(cast["petugas.intaran"], where="517101/intaran/", who={"nik": nik})
    sign_in(page, portal, "kabupaten.badung")
    page.goto(f"{portal}/pendatang/pencocokan/")
    look(page, "bentrok-antrean")
    page.goto(portal + ClashSide.objects.get(stay=here).get_absolute_url())
    look(page, "bentrok")
