"""Paper slips on the screen, and how many fields and buttons a registration takes."""

import pytest
from playwright.sync_api import expect

from adat.villages.slips import Slip
from harmoni.letters.models import Document
from harmoni.measuring.timed_desk import MOST_INPUTS, Hands, register_with_letter, register_without_letter
from harmoni.seeding.accounts import open_accounts
from registrations.residency.models import Stay
from tests.browser.looking import fill, look, sign_in
from tests.cast import issued, nik_of
from tests.portal import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db):
    return {user.username: user for user in open_accounts()}


def test_a_slip_is_printed_typed_and_checked(page, portal, worker, cast):
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/slip/")
    look(page, "slip-kosong")
    page.get_by_role("button", name="Siapkan lembar cetak").click()
    expect(page.get_by_role("link", name="Buka PDF")).to_be_visible(timeout=30_000)
    look(page, "slip")
    slip = Slip.objects.first()
    page.goto(f"{portal}{slip.check_path}")
    look(page, "cek-slip-belum")
    page.get_by_role("link", name="Ketik slip ini").click()
    page.get_by_text("Isian lain, boleh menyusul").click()
    expect(page.locator("#id_slip")).to_have_value(slip.number)
    fill(page, nik=nik_of(), full_name="Yuliana Rambu Ana", address="Gang Melati 3", slip="S-0000-0000")
    page.locator("[name=sex][value=L]").check()
    page.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(page.locator(".error-summary")).to_contain_text("Nomor slip ini bukan milik desa adat ini")
    look(page, "slip-salah")
    page.locator(".error-summary a").click()
    page.fill("#id_slip", slip.number)
    page.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(page.locator("h1")).to_have_text("Sudah tercatat")
    page.goto(f"{portal}{slip.check_path}")
    expect(page.locator("h1")).to_contain_text(Stay.objects.get().registration_number)
    look(page, "cek-slip-sudah")


def test_a_registration_takes_few_inputs(page, portal, worker, cast):
    """With a letter at most fifteen; the seconds on a poor line are measured by `manage.py prove timed-desk`."""
    candidate = issued(cast["staf.sumbatimur"], cast["kepala.sumbatimur"])
    paper = Document.objects.filter(record=candidate.recommendation.pk)
    wait_for(lambda: paper.filter(claim__isnull=False).exists())
    sign_in(page, portal, "petugas.kuta")
    hands = Hands(page, a_key=0, a_field=0)
    register_with_letter(hands, f"{portal}{paper.get().check_path}")
    without = Hands(page, a_key=0, a_field=0)
    page.goto(f"{portal}/meja/")
    register_without_letter(without, {"nik": nik_of()})
    assert hands.inputs <= MOST_INPUTS
    assert without.inputs <= MOST_INPUTS
    assert Stay.objects.count() == 2
