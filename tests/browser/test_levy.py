"""Dues and reports of levies in a real browser: the head publishes, the officer receives, anyone reads and reports."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from adat.villages.levy_reports import report
from registrations.residency.models import Stay
from tests.browser.looking import fill, look, sign_in
from tests.cast import arrive, tariff, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Dudukan kebersihan lingkungan, penerangan jalan, dan pengamanan malam hari di seluruh banjar"


def test_the_head_publishes_and_the_officer_receives(browser, page, portal, cast):
    stay = arrive(cast["petugas.kuta"])
    today = timezone.localdate().isoformat()
    sign_in(page, portal, "bendesa.kuta")
    page.get_by_role("link", name="Pungutan", exact=True).click()
    expect(page).to_have_url(f"{portal}/pendatang/pungutan/")
    look(page, "dues-empty")
    page.get_by_role("link", name="Catat pararem").click()
    fill(page, number="7/2026", title="Pendatang dan kebersihan", decided_on=today, valid_from=today)
    page.locator(".submit-bar button").click()
    page.get_by_role("link", name="Terbitkan tarif").click()
    fill(page, purpose=LONG, amount="dua puluh")
    page.locator(".submit-bar button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, "dues-tariff-wrong")
    fill(page, amount="25.000")
    page.locator(".submit-bar button").click()
    expect(page.get_by_text("dapat dibaca siapa saja")).to_be_visible()
    page.get_by_role("link", name="Catat penerimaan").click()
    expect(page.locator("[name=number]")).to_be_visible()
    fill(page, number=stay.registration_number, count="3")
    page.locator("[name=tariff]").first.check()
    look(page, "dues-receive")
    page.locator(".submit-bar button").click()
    expect(page.get_by_text("Rp 75.000").first).to_be_visible()
    look(page, "dues-receipt")
    page.goto(f"{portal}/pendatang/pungutan/")
    look(page, "dues-book")
    page.goto(portal + "/pungutan/")
    look(page, "tariffs")
    page.get_by_role("link", name="Desa Adat Kuta").click()
    expect(page.get_by_role("heading", name="Desa Adat Kuta")).to_be_visible()
    look(page, "tariff")
    assert Stay.objects.count() == 1


def test_medians(page, portal, cast):
    for number, amount in enumerate((0, 20_000, 25_000, 150_000)):
        tariff(cast["bendesa.kuta"], amount=amount, purpose=f"{LONG} {number}")
    page.goto(portal + "/pungutan/perbandingan/")
    look(page, "tariff-medians")


@pytest.mark.parametrize("script", [True, False])
def test_anyone_reports_and_reads_the_answer(browser, portal, cast, script):
    name = f"levy{'' if script else '-plain'}"
    page = browser.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740}).new_page()
    page.goto(portal + "/")
    page.get_by_role("link", name="laporkan pungutan").last.click()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, f"{name}-wrong", axe=script)
    fill(page, what="Diminta Rp 100.000 tiap tiga bulan, tanpa kuitansi.", where="Kuta, dekat pasar")
    page.select_option("[name=regency]", "5103")
    page.get_by_role("button", name="Kirim laporan").click()
    code = page.locator(".receipt-number strong").inner_text()
    look(page, f"{name}-sent", axe=script)
    page.get_by_role("link", name="Lihat keadaan laporan").click()
    page.fill("[name=code]", code)
    page.get_by_role("button", name="Lihat keadaan").click()
    expect(page.get_by_role("heading", name="Diterima")).to_be_visible()
    look(page, f"{name}-state", axe=script)
    page.context.close()


def test_the_regency_answers(page, portal, cast):
    import uuid

    for collector in ("village", "other", "regency"):
        report(key=uuid.uuid4(), values=told(collector=collector, evidence="Pesan: “bayar dulu”", contact="0812"))
    sign_in(page, portal, "kabupaten.badung")
    page.get_by_role("link", name="Laporan", exact=True).click()
    expect(page.get_by_role("heading", name="Laporan pungutan")).to_be_visible()
    look(page, "levy-list")
    page.locator("table .row-link").first.click()
    expect(page.get_by_role("button", name="Mulai periksa")).to_be_visible()
    look(page, "levy-report")
    page.get_by_role("button", name="Mulai periksa").click()
    page.fill("[name=text]", "Sudah diperiksa, uangnya dikembalikan.")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_text("Jawaban terkirim")).to_be_visible()
    look(page, "levy-answered")
