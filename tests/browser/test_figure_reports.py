"""A report from the dashboard to its files, a schedule with its recipients; by keyboard, and without JavaScript."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from harmoni.dashboard import snapshots
from harmoni.notices.outbox import drain
from harmoni.periodic.asking import MAKE
from harmoni.periodic.models import Report
from harmoni.periodic.periods import Kind, Period
from harmoni.seeding.world import World
from tests.browser.looking import SHOTS, look, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def counted(cast):
    """Seven hundred people, and two frozen weeks with a month between them."""
    last = Period.of(Kind.MONTHLY, timezone.localdate()).before
    for period, people in ((last.before, 300), (last, 400)):
        World(f"laporan/{people}", today=timezone.localdate()).fill(people)
        snapshots.recount_and_freeze(snapshots.monday(period.end + datetime.timedelta(days=6)))


def test_a_report_is_asked_for_watched_and_read(page, portal, counted):
    sign_in(page, portal, "provinsi.bali")
    page.goto(f"{portal}/dasbor/5103/")
    page.get_by_role("link", name="Laporan & jadwal").click()
    expect(page.locator("[name=place]").first).to_have_value("5103")
    look(page, "laporan-meja-kosong")
    page.locator("form[action='/laporan/'] [name=place]").select_option("51")
    page.locator("form[action='/laporan/'] button").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("langkah 0 dari 4")
    look(page, "laporan-disusun")
    drain(kind=MAKE)
    expect(page.locator("#ringkasan")).to_be_visible()  # the page looked again by itself
    look(page, "laporan-bulanan")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 760, "height": 1070})
    page.screenshot(path=SHOTS / "laporan-bulanan-print.png", full_page=True)
    page.emulate_media(media="screen")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="PDF").press("Enter")
    fetched.value.save_as(SHOTS / "laporan-bulanan.pdf")
    assert fetched.value.suggested_filename == f"laporan-{Report.objects.get().number}.pdf"
    page.goto(f"{portal}/laporan/")
    page.get_by_text("Buat jadwal baru").press("Enter")
    page.get_by_role("radio", name="Setiap Senin").press("Space")
    page.locator("form[action='/laporan/jadwal/'] [name=place]").select_option("5103")
    page.get_by_role("button", name="Buat jadwal").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan mingguan Kabupaten Badung")
    page.get_by_role("checkbox").first.press("Space")
    page.get_by_role("button", name="Simpan penerima").press("Enter")
    expect(page.get_by_text("Penerimanya disimpan.")).to_be_visible()
    look(page, "laporan-jadwal")
    page.get_by_text("Hentikan", exact=True).first.press("Enter")
    page.fill("[name=reason]", "Tidak diperlukan lagi")
    page.get_by_role("button", name="Hentikan").press("Enter")
    expect(page.get_by_role("button", name="Lanjutkan")).to_be_visible()
    page.goto(f"{portal}/laporan/")
    look(page, "laporan-meja")


def test_the_same_without_javascript(browser, portal, counted):
    page = browser.new_context(java_script_enabled=False, locale="id-ID").new_page()
    page.goto(f"{portal}/masuk/")
    page.fill("[name=login]", "provinsi.ntt")
    page.fill("[name=password]", settings.DEMO_PASSWORD)
    page.locator("main form button").first.click()
    page.goto(f"{portal}/laporan/")
    page.locator("form[action='/laporan/'] button").click()
    drain(kind=MAKE)
    page.get_by_role("link", name="Muat ulang").click()
    expect(page.locator("[data-metric='stays.active']")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    page.screenshot(path=SHOTS / "laporan-tanpa-js-360.png", full_page=True)
