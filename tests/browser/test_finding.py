"""The desk asks who it is first: answered while it is typed; two taps to a renewal; or the form, begun."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from harmoni.seeding.accounts import open_accounts
from registrations.residency.models import Stay
from tests.browser.looking import look, sign_in
from tests.cast import arrive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db):
    return {user.username: user for user in open_accounts()}


@pytest.fixture
def known(cast):
    by, born = cast["petugas.kuta"], datetime.date(1998, 4, 3)
    names = ("Muh. Yusuf", "Maria Yohana Rambu", "Maria Goreti", "Wilhelmus Umbu Tamu Ama Raja Nggaba Landukara")
    return [arrive(by, who={"full_name": name, "birth_date": born}, lodging_name="Kos Melati") for name in names]


def test_found_while_typing_and_renewed_in_two_taps(page, portal, known):
    sign_in(page, portal, "petugas.kuta")
    page.fill("#cari", "mar")
    expect(page.locator(".found > li")).to_have_count(2)
    look(page, "cari-banyak")
    page.fill("#cari", "Wilhelmus umb")
    expect(page.locator(".found > li")).to_have_count(1)
    look(page, "cari-nama-panjang")
    page.fill("#cari", "mohammad jusuf 04-03-1998")
    expect(page.locator(".found-name")).to_have_text("Muh. Yusuf")
    look(page, "cari-satu")
    page.get_by_role("link", name="Perpanjang").click()
    until = page.locator("details[open] #id_planned_until").input_value()
    page.get_by_role("button", name="Perpanjang", exact=True).click()
    stay = Stay.objects.get(pk=known[0].pk)
    assert page.url == f"{portal}{stay.get_absolute_url()}bukti/"
    assert until >= stay.arrived_on.isoformat()


def test_not_found_begins_the_form(page, portal, known):
    sign_in(page, portal, "petugas.kuta")
    page.fill("#cari", "yuliana ana 17-08-2000")
    expect(page.locator(".found-said")).to_contain_text("Tidak ditemukan")
    look(page, "cari-tidak-ada")
    page.get_by_role("button", name="Catat orang baru").click()
    expect(page.locator("#id_full_name")).to_have_value("Yuliana Ana")
    expect(page.locator("#id_birth_date")).to_have_value("2000-08-17")
    assert "yuliana" not in page.url.lower()


def test_the_same_with_javascript_off(browser, browser_context_args, portal, known):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, portal, "petugas.kuta")
    page.fill("#cari", "juliana ana")
    page.get_by_role("button", name="Cari").click()
    expect(page).to_have_url(re.compile("/pendatang/cari/$"))
    page.get_by_role("button", name="Catat orang baru").click()
    expect(page.locator("#id_full_name")).to_have_value("Juliana Ana")
    context.close()
