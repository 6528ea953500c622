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
from registrations.residency.models import Question, Stay
from registrations.residency.requesting import refuse, request_correction
from tests.browser.looking import look, sign_in
from tests.cast import arrive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()
HOST = {"responsible_name": "Ni Wayan Sari", "responsible_phone": "+6281234567890"}
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


def test_still_here_by_a_link_and_one_tap_at_the_desk(page, portal, cast):
    stay = arrive(cast["petugas.kuta"], arrived_on=days(-50), planned_until=days(-2), who={"full_name": LONG}, **HOST)
    sign_in(page, portal, "petugas.kuta")
    page.goto(portal + stay.get_absolute_url())
    page.locator("summary", has_text="Tidak tahu?").click()
    look(page, "tanya-pilih")
    page.get_by_role("button", name="Tanya penanggung jawab").click()
    expect(page.get_by_role("link", name="Kirim lewat WhatsApp")).to_be_visible()
    look(page, "tanya-kirim")
    question = Question.objects.get()
    page.context.clear_cookies()
    page.goto(portal + question.link)
    look(page, "masih-di-sini")
    page.get_by_role("button", name="Masih di sini").click()
    expect(page.locator(".invalid-feedback")).to_contain_text("Sampai kapan?")
    look(page, "masih-salah")
    page.fill("#staying_day", days(60).isoformat())
    page.get_by_role("button", name="Masih di sini").click()
    expect(page.locator("h1")).to_have_text("Terima kasih")
    look(page, "masih-terima-kasih")
    page.goto(portal + question.link)
    look(page, "masih-lewat")
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/jawaban/")
    look(page, "jawaban")
    page.get_by_role("button", name=re.compile("Perpanjang sampai")).click()
    expect(page.locator("h1")).to_have_text("Sudah tercatat")
    assert Stay.objects.get().planned_until == days(60)
    page.goto(f"{portal}/pendatang/jawaban/")
    look(page, "jawaban-kosong")


def test_a_move_from_one_village_to_the_other(page, portal, cast):
    stay = arrive(cast["petugas.kuta"], arrived_on=days(-50), who={"full_name": LONG}, occupation="Pramusaji")
    sign_in(page, portal, "petugas.kuta")
    page.goto(portal + stay.get_absolute_url())
    page.locator("summary", has_text="Pindah ke desa adat lain").click()
    page.fill("#id_village", "Intaran, Kota Denpasar")
    look(page, "pindah-ajukan")
    page.locator("details[open] button.btn-primary").click()
    expect(page.locator(".notice").first).to_contain_text("Diberitahukan ke Desa Adat Intaran")
    look(page, "pindah-menunggu")
    page.context.clear_cookies()
    sign_in(page, portal, "petugas.intaran")
    look(page, "meja-akan-pindah")
    page.goto(f"{portal}/pendatang/pindah/")
    look(page, "akan-pindah")
    page.locator(".row-link").click()
    page.get_by_role("button", name="Terima dan beri bukti").click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    look(page, "akan-pindah-salah")
    page.fill("#id_address", "Jalan Danau Tamblingan 7")
    page.get_by_role("button", name="Terima dan beri bukti").click()
    expect(page.locator("h1")).to_have_text("Sudah tercatat")
    page.get_by_role("link", name="Buka catatan").click()
    expect(page.locator("main")).to_contain_text("Tempat demi tempat")
    look(page, "catatan-pindah")
    page.goto(f"{portal}/pendatang/pindah/")
    look(page, "akan-pindah-kosong")


def test_something_is_wrong_on_the_receipt(page, portal, cast):
    stay = arrive(cast["petugas.kuta"], who={"full_name": LONG})
    page.goto(portal + Document.objects.get(record=stay.pk).check_path)
    page.get_by_role("link", name="Ada yang salah?").click()
    look(page, "salah")
    page.select_option("#id_field", "full_name")
    page.get_by_role("button", name="Kirim permintaan").click()
    look(page, "salah-kurang")
    page.fill("#id_value", "Maria Magdalena Yohana Rambu Kahi")
    page.fill("#id_reason", "Tertulis begitu di KTP")
    page.get_by_role("button", name="Kirim permintaan").click()
    expect(page.locator("h1")).to_have_text("Permintaan diterima")
    look(page, "salah-diterima")
    address = page.url
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/perbaikan/")
    look(page, "perbaikan")
    page.locator(".row-link").click()
    look(page, "perbaikan-beda")
    page.get_by_role("button", name="Perbaiki dan beri bukti baru").click()
    expect(page.locator(".status").first).to_contain_text("Sudah diperbaiki")
    look(page, "perbaikan-selesai")
    page.goto(f"{portal}/pendatang/perbaikan/")
    look(page, "perbaikan-kosong")
    page.goto(address)
    expect(page.locator("h1")).to_have_text("Sudah diperbaiki")
    asked = request_correction(stay=stay, asker="person", field="banjar", value="Temacun", reason="Salah tulis")
    refuse(request=asked, by=cast["petugas.kuta"], reason="Kelian menyebut Pering")
    page.goto(f"{portal}/salah/{asked.token}/")
    look(page, "salah-ditolak")
    page.context.clear_cookies()
    sign_in(page, portal, "kabupaten.badung")
    page.goto(f"{portal}{stay.get_absolute_url()}minta-koreksi/")
    look(page, "minta-perbaikan")
