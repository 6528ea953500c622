"""Renewing by the old receipt, the year's question, going home in one tap: in a real browser, at both widths."""

import datetime
import re
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from harmoni.letters.models import Document
from harmoni.seeding.accounts import open_accounts
from registrations.residency.clock import next_end
from registrations.residency.models import Stay
from tests.browser.looking import look, sign_in
from tests.cast import arrive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()
LONG = "Maria Magdalena Yohana Rambu Kahi Ndapatara Landukara Wulang Ngguli Praimadita"


@pytest.fixture
def cast(transactional_db):
    return {user.username: user for user in open_accounts()}


def days(number):
    return TODAY + datetime.timedelta(days=number)


def test_scan_and_tap_in_under_twenty_seconds(page, portal, cast):
    stay = arrive(cast["petugas.kuta"], planned_until=days(3), who={"full_name": LONG})
    old, until = Document.objects.get(record=stay.pk), next_end(stay)
    sign_in(page, portal, "petugas.kuta")
    begin = time.monotonic()
    page.goto(f"{portal}{old.check_path}")  # what the phone's own camera does
    button = page.get_by_role("button", name=re.compile("Perpanjang 6 bulan"))
    look(page, "pindai-bukti")
    button.click()
    expect(page.locator("h1")).to_have_text("Sudah tercatat")
    assert time.monotonic() - begin < 20
    assert Stay.objects.get().planned_until == until
    look(page, "bukti-baru")
    page.goto(f"{portal}{old.check_path}")
    expect(page.locator("h1")).to_contain_text("Sudah diganti")


def test_the_year_has_two_ways_out(page, portal, cast):
    arrive(cast["petugas.kuta"], arrived_on=days(-400), planned_until=days(10))
    sign_in(page, portal, "petugas.kuta")
    page.locator("[data-queue=setahun]").wait_for()
    look(page, "meja-setahun")
    page.goto(f"{portal}/pendatang/?antre=setahun")
    look(page, "setahun")
    page.locator(".row-link").click()
    look(page, "catatan-setahun")
    page.locator("summary", has_text="Akan menetap").click()
    look(page, "urus-skpwni")
    page.locator("details[open] button.btn-primary").click()
    expect(page.locator(".status").first).to_contain_text("Mengurus SKPWNI")
    page.locator("summary", has_text="SKPWNI terbit").click()
    look(page, "skpwni-terbit")
    page.locator("details[open] button.btn-primary").click()
    expect(page.locator(".status").first).to_contain_text("Menetap")


def test_gone_home_in_one_tap_without_a_script(browser, browser_context_args, portal, cast):
    stay = arrive(cast["petugas.kuta"], arrived_on=days(-50), planned_until=days(-2))
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, portal, "petugas.kuta")
    page.goto(portal + stay.get_absolute_url())
    page.get_by_role("button", name="Sudah pulang hari ini").click()
    expect(page.locator(".status").first).to_contain_text("Sudah pulang")
    context.close()
