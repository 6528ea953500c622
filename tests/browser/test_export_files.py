"""A file is asked for, made by the real worker, fetched; many wait for the bendesa. Pictures under var/shots."""

import datetime
import io
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from harmoni.reports.models import Export
from harmoni.seeding.accounts import KUTA, open_accounts
from harmoni.seeding.world import World
from tests.browser.looking import fill, look, sign_in
from tests.cast import arrive, village
from tests.portal import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db):
    return {user.username: user for user in open_accounts()}


def test_a_small_book_is_made_and_fetched(page, portal, worker, cast):
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/")
    page.get_by_role("link", name="Ekspor").click()
    expect(page.locator("h1")).to_have_text("Ekspor")
    look(page, "ekspor-kosong")
    page.get_by_role("button", name="Hitung orangnya").click()
    expect(page.locator("#jumlah")).to_contain_text("0 orang")
    long_name = "Yohanes Baptista Wunda Ndapa Kaleka Hambandima Remi Rambu Anawoli Landukara"
    for name in (long_name, "Maria Yohana Rambu"):
        arrive(cast["petugas.kuta"], who={"full_name": name}, arrived_on=timezone.localdate())
    page.get_by_role("button", name="Hitung orangnya").click()
    expect(page.locator("#jumlah")).to_contain_text("2 orang")
    page.get_by_role("button", name="Buat berkasnya").click()
    expect(page.locator(".error-summary")).to_contain_text("Untuk apa")
    look(page, "ekspor-salah")
    page.check("[name=format][value=pdf]")
    page.select_option("[name=purpose]", "report")
    fill(page, purpose_words="Laporan bulan November kepada Kepala Desa Kuta")
    page.get_by_role("button", name="Buat berkasnya").click()
    expect(page.get_by_role("button", name=re.compile("Unduh PDF"))).to_be_visible(timeout=20_000)
    look(page, "ekspor-siap")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Unduh PDF")).click()
    content = waiting.value.path().read_bytes()
    assert long_name in " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    page.reload()
    expect(page.locator("dl.facts")).to_contain_text("1 kali")


def test_many_wait_for_the_bendesa_without_script(browser, browser_context_args, portal, worker, cast):
    World("ekspor", today=timezone.localdate(), village=village(KUTA), waiting=0).fill(130)
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, portal, "petugas.kuta")
    since = timezone.localdate() - datetime.timedelta(days=2000)
    page.goto(f"{portal}/pendatang/ekspor/?kind=b4&place={KUTA}&queue=buku&since={since}&until=")
    look(page, "ekspor-banyak", axe=False)
    page.check("[name=format][value=xlsx]")
    page.select_option("[name=purpose]", "handover")
    fill(page, purpose_words="Penyerahan buku tahunan kepada Kelurahan Kuta")
    page.get_by_role("button", name="Ajukan ke orang kedua").click()
    expect(page.locator(".status").first).to_have_text("Menunggu orang kedua")
    look(page, "ekspor-menunggu", axe=False)
    address = page.url
    context.clear_cookies()
    sign_in(page, portal, "bendesa.kuta")
    page.goto(f"{portal}/meja/pengingat/")
    page.get_by_role("link", name=re.compile("Ekspor E-")).first.click()
    assert page.url == address
    look(page, "ekspor-putusan", axe=False)
    page.locator("summary", has_text="Izinkan ekspor ini").click()
    page.locator("details[open] [name=reason]").fill("Penyerahan tahunan yang biasa")
    page.locator("details[open] button").click()
    wait_for(lambda: Export.objects.get().status == "ready")
    if (again := page.get_by_role("link", name="Muat ulang")).count():
        again.click()
    expect(page.locator(".status").first).to_have_text("Siap diunduh")
    expect(page.get_by_role("button", name=re.compile("Unduh"))).to_have_count(0)  # it is the officer's file
    look(page, "ekspor-diizinkan", axe=False)
    assert Export.objects.get().decided_by.username == "bendesa.kuta"
    context.close()
