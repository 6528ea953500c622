"""The field check in a real browser, with JavaScript and without: known, past its day, unknown, the slip, the limit."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from adat.villages import field_check
from harmoni.accounts.models import Tally
from harmoni.letters.models import Document
from registrations.residency.models import Stay
from tests.browser.looking import look, sign_in
from tests.cast import arrive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False])
def test_a_round_in_the_evening(browser, portal, cast, script):
    officer = cast["petugas.kuta"]
    stay = arrive(officer, lodging_name="Rumah Kos Bapak Ida Bagus Ketut Adnyana Putra Manuaba di Gang Flamboyan")
    page = browser.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740}).new_page()
    name = f"field{'' if script else '-plain'}"
    sign_in(page, portal, "petugas.kuta")
    page.get_by_role("link", name="Periksa lapangan").click()
    look(page, name, axe=script)
    check(page, stay.registration_number)
    expect(page.locator(".verdict-green")).to_contain_text("Berlaku")
    look(page, f"{name}-green", axe=script)
    past = timezone.localdate() - datetime.timedelta(days=1)
    Stay.objects.update(arrived_on=past, planned_until=past)
    page.goto(f"{portal}{Document.objects.get().check_path}")
    page.get_by_role("button", name="Periksa lapangan").click()
    expect(page.locator(".verdict-yellow")).to_contain_text("Lewat masa berlaku")
    look(page, f"{name}-yellow", axe=script)
    check(page, "T-0000-0001")
    look(page, f"{name}-unknown", axe=script)
    page.get_by_role("link", name="Beri surat sementara 24 jam").click()
    look(page, f"{name}-slip-form", axe=script)
    page.fill("[name=initials]", "Maria Yohana")
    page.get_by_role("button", name="Beri surat sementara").click()
    expect(page.get_by_text("M. Y.")).to_be_visible()
    look(page, f"{name}-slip", axe=script)
    Tally.objects.filter(what=field_check.CHECK).update(used=60)
    page.goto(f"{portal}/pendatang/periksa/")
    check(page, "x")
    look(page, f"{name}-limit", axe=script)
    page.goto(f"{portal}{Document.objects.get(kind='receipt').check_path}pemeriksaan/")
    look(page, f"{name}-own", axe=script)
    page.fill("[name=birth_date]", "1998-02-12")
    page.get_by_role("button", name="Lihat pemeriksaan").click()
    expect(page.get_by_text("Diperiksa 2 kali")).to_be_visible()
    look(page, f"{name}-own-seen", axe=script)
    page.context.close()


def check(page, code):
    page.fill("[name=code]", code)
    page.get_by_role("button", name="Periksa", exact=True).click()
