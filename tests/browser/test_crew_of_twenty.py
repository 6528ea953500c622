"""A crew on one sheet in a real browser at 360 px over a slow line, the family beside it, and the foreman's link."""

import re
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from harmoni.letters.models import Document
from harmoni.seeding.accounts import open_accounts
from registrations.employment.models import Employer, Site
from registrations.residency.crew_links import open_link
from registrations.residency.models import GroupSheet, Stay
from tests.browser.line import slow_line
from tests.browser.looking import fill, look, sign_in
from tests.cast import arrive, nik_of
from tests.portal import wait_for
from tests.registrations.employment.test_employers import employer, site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Maria Magdalena Yohana Rambu Kahi Ndapatara Landukara Wulang Ngguli Praimadita"
BY_THUMB = 0.33  # seconds a sign: 36 words a minute, what 37,000 people typed on phones (Palin et al., 2019)
ALLOWED = 300


@pytest.fixture
def cast(transactional_db):
    return {user.username: user for user in open_accounts()}


@pytest.fixture
def place(cast):
    return site(cast["petugas.kuta"], employer(cast["petugas.kuta"]), responsible_name="I Made Mandor")


def type_worker(page, number, nik, name):
    """The two things that no machine knows; sex and birth date come from the number. Returns the signs typed."""
    row = page.locator("[data-row]").nth(number)
    row.locator("[name$=-nik]").press_sequentially(nik)
    row.locator("[name$=full_name]").press_sequentially(name)
    return len(nik) + len(name)


def test_twenty_workers_in_five_minutes(page, portal, worker, cast, place):
    """The machine's own time on the slow line, and beside it the time that thumbs need for every sign typed."""
    sign_in(page, portal, "petugas.kuta")
    slow_line(page)
    began = time.monotonic()
    page.goto(portal + place.get_absolute_url())
    page.get_by_role("link", name="Lembar regu").click()
    expect(page.locator("h1")).to_have_text("Lembar regu")
    signs = sum(type_worker(page, n, nik_of(), f"Umbu Nggiku {'ABCDEFGHIJKLMNOPQRST'[n]}") for n in range(20))
    last = page.locator("[data-row]").nth(19)
    expect(last.locator("[name$=birth_date]")).to_have_value("1998-02-12")
    expect(last.locator("[name$=sex]")).to_have_value("L")
    page.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(page.locator("h2").first).to_contain_text("Sudah tercatat (20)", timeout=120_000)
    machine = time.monotonic() - began
    thumbs = signs * BY_THUMB + 40 * 1.0  # and a second to find each of the forty fields
    print(f"crew of 20 at 360 px: machine {machine:.1f} s, {signs} signs in 40 fields, by thumb about {thumbs:.0f} s")
    assert Stay.objects.count() == 20
    assert thumbs <= ALLOWED  # the machine's seconds are printed: no clock decides a test
    wait_for(lambda: Document.objects.get(kind="crew").content)
    page.reload()
    look(page, "regu-tersimpan")


def test_a_bad_row_stays_on_the_screen(page, portal, cast, place):
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}{place.employer.get_absolute_url()}regu/")
    look(page, "regu-kosong")
    type_worker(page, 0, nik_of(), LONG)
    type_worker(page, 1, "123", "Yohanes Umbu Tamu")
    page.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(page.locator(".person-row.is-wrong")).to_contain_text("yang tertulis 3 angka")
    look(page, "regu-salah")
    row = page.locator(".person-row.is-wrong")
    row.locator("[name$=-nik]").fill("")
    row.locator("[name$=without_nik]").check()
    row.locator("[name$=sex]").select_option("L")
    page.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(page.locator("h2").first).to_contain_text("(2)")
    assert Stay.objects.count() == 2


def test_the_same_with_javascript_off(browser, browser_context_args, portal, cast, place):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}{place.employer.get_absolute_url()}regu/")
    page.locator("summary", has_text="Tempel dari daftar").click()
    page.fill("[name=daftar]", "\n".join(f"Umbu {sign}, {nik_of()}" for sign in "ABCDEF"))
    page.get_by_role("button", name="Baca daftar").click()
    expect(page.locator("[data-row]")).to_have_count(6)
    page.get_by_role("button", name="Tambah baris").click()
    expect(page.locator("[data-row]")).to_have_count(11)
    page.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(page.locator("h2").first).to_contain_text("(6)")
    context.close()


def test_the_foremans_link(page, portal, cast, place):
    link = open_link(site=place, by=cast["petugas.kuta"], until=timezone.localdate())
    page.goto(portal + link.path)
    look(page, "tautan-regu")
    page.get_by_role("button", name="Kirim ke petugas").click()
    look(page, "tautan-regu-salah")
    fill(page, sender="Pak Made")
    type_worker(page, 0, nik_of(), "Umbu Nggiku Landukara")
    page.get_by_role("button", name="Kirim ke petugas").click()
    expect(page.locator(".notice-success")).to_contain_text("1 nama terkirim")
    look(page, "tautan-regu-terkirim")
    sign_in(page, portal, "petugas.kuta")
    page.goto(portal + place.get_absolute_url())
    look(page, "lokasi")
    page.get_by_role("link", name=re.compile("Periksa daftar")).click()
    look(page, "regu-usulan")
    page.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(page.locator("h2").first).to_contain_text("(1)")
    assert GroupSheet.objects.get().state == "open"


def test_a_family_on_one_screen(page, portal, cast):
    head = arrive(cast["petugas.kuta"], occupation="Tukang Batu", employer_name="CV Karya")
    sign_in(page, portal, "petugas.kuta")
    page.goto(portal + head.get_absolute_url())
    page.get_by_role("link", name="Tambah anggota keluarga").click()
    look(page, "keluarga-kosong")
    first, second = page.locator("[data-row]").nth(0), page.locator("[data-row]").nth(1)
    first.locator("[name$=-relation]").select_option("spouse")
    first.locator("[name$=-nik]").fill(nik_of(sex="P"))
    first.locator("[name$=full_name]").fill(LONG)
    second.locator("[name$=-relation]").select_option("child")
    second.locator("[name$=full_name]").fill("Yohanes Umbu Ana")
    second.locator("[name$=without_nik]").check()
    second.locator("[name$=birth_date]").fill(f"{timezone.localdate().year - 9}-01-01")
    second.locator("summary").click()
    second.locator("[name$=school_status]").select_option("none")
    page.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(page.locator(".person-row.is-wrong")).to_contain_text("Jenis kelamin: Bidang ini tidak boleh kosong.")
    look(page, "keluarga-salah")
    page.locator(".person-row.is-wrong [name$=sex]").select_option("L")
    page.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(page.locator("h2").first).to_contain_text("(2)")
    look(page, "keluarga-tersimpan")
    page.goto(portal + head.get_absolute_url())
    page.get_by_text("Perpanjang dengan tanggal lain").first.click()
    look(page, "catatan-keluarga")
    page.get_by_text("Ganti atau tambah pekerjaan").click()
    look(page, "catatan-pekerjaan")


def test_employers_are_looked_at(page, portal, cast, place):
    arrive(cast["petugas.kuta"])
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pemberi-kerja/?q=tidak-ada")
    look(page, "pemberi-kerja-kosong")
    page.goto(f"{portal}/pemberi-kerja/baru/")
    page.get_by_role("button", name="Simpan").click()
    look(page, "pemberi-kerja-salah")
    fill(page, name=LONG)
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("h1")).to_have_text(LONG)
    page.goto(f"{portal}/pemberi-kerja/")
    look(page, "pemberi-kerja")
    page.goto(portal + place.employer.get_absolute_url())
    page.get_by_text("Tambah lokasi").click()
    look(page, "pemberi-kerja-satu")
    assert (Employer.objects.count(), Site.objects.count()) == (2, 1)
