"""The two registers on a phone and at a desk, in a real browser: chosen, sent, received; the place's own papers."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from harmoni.regions.models import Region
from harmoni.seeding.accounts import open_accounts
from registrations.residency.models import Papers
from tests.browser.looking import look, sign_in
from tests.cast import arrive, village

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Maria Goreti Yohana Rambu Kahi Ata Ndjawa Landukara-Pekuwali"


@pytest.fixture
def officer(transactional_db):
    return {user.username: user for user in open_accounts()}["petugas.kuta"]


def test_a_kelurahan_is_chosen_and_the_national_registration_followed(page, portal, worker, officer):
    stay = arrive(officer, who={"full_name": LONG}, address="Jalan Raya Kuta, Gang Melati yang panjang sekali No. 120")
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}{stay.get_absolute_url()}")
    look(page, "register-tanpa-kelurahan")
    page.get_by_text("Catat desa atau kelurahannya").first.click()
    page.select_option(".register-act[open] [name=village]", "5103011002")
    page.locator(".register-act[open] button.btn-primary").click()
    expect(page.locator(".register").nth(1)).to_contain_text("Kelurahan Kuta")

    page.get_by_role("link", name="Lembar F-1.15").click()
    look(page, "f115-alasan")
    page.get_by_role("button", name="Buka lembarnya").click()
    expect(page.get_by_text(stay.person.nik).first).to_be_visible()
    assert stay.person.nik not in page.url
    look(page, "f115-salin")
    page.get_by_role("link", name="Kembali dan catat").click()
    page.get_by_text("Catat sudah dikirim").first.click()
    page.locator(".register-act[open] button.btn-primary").click()
    expect(page.locator(".register-national")).to_contain_text("Dikirim")
    page.get_by_text("Langkah lain").first.click()
    page.get_by_text("Terbitkan tanda lapor").first.click()
    page.locator(".register-act[open] button.btn-primary").click()
    expect(page.locator("a.is-ready")).to_be_visible(timeout=20_000)
    look(page, "tanda-nonpermanen")
    page.get_by_role("link", name="Buka catatan").click()
    look(page, "register")


def test_a_short_letter_is_seen_to_end_and_is_renewed(page, portal, officer):
    Papers.objects.create(customary_village=village(), months=3, letter_name="Kartu Tamiu", mark="KT")
    until = timezone.localdate() + datetime.timedelta(days=300)
    stay = arrive(officer, planned_until=until, village=Region.objects.get(code="5103011002"))
    earlier = timezone.localdate() - datetime.timedelta(days=100)
    stay.registrations.filter(register="tamiu").update(
        valid_from=earlier, valid_until=earlier + datetime.timedelta(days=90)
    )
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}{stay.get_absolute_url()}")
    expect(page.locator(".register").first).to_contain_text("kedaluwarsa")
    look(page, "register-kedaluwarsa")
    page.get_by_text("Perbarui surat").first.click()
    page.locator(".register-act[open] button.btn-primary").click()
    expect(page.locator(".register").first).to_contain_text("berlaku")


def test_the_places_own_papers_and_a_category_by_request(page, portal, officer):
    stay = arrive(officer)
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/surat/")
    look(page, "surat-desa")
    page.fill("[name=letter_name]", "Kartu Tamiu")
    page.fill("[name=krama_tamiu_called]", "tamiu adat")
    page.fill("[name=tamiu_called]", "tamiu adat")
    page.get_by_role("button", name="Lihat contohnya").click()
    look(page, "surat-desa-salah")
    page.fill("[name=tamiu_called]", "tamiu berdomisili")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#contoh-surat")).to_contain_text("Kartu Tamiu")
    page.goto(f"{portal}{stay.get_absolute_url()}golongan/")
    look(page, "golongan")
