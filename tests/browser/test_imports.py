"""The sheet of another office in a real browser: recognised, completed once, mended, stopped, taken back."""

import re

import pytest
from playwright.sync_api import expect

from registrations.residency.models import Stay
from tests.adat.villages.import_files import newcomer, workbook
from tests.adat.villages.test_import_layouts import MEMBERS, OPENSID, SIAK, opensid, siak
from tests.browser.looking import look, sign_in
from tests.cast import arrive, nik_of

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 60_000


def send(page, portal, content, tmp_path, name="data.xlsx"):
    file = tmp_path / name
    file.write_bytes(content)
    page.goto(f"{portal}/pendatang/impor/")
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Unggah").click()


def give(page):
    expect(page.get_by_role("heading", name="Lengkapi sekali")).to_be_visible(timeout=SECONDS)
    page.fill("[name=arrived_on]", "2026-11-02")
    page.fill("[name=planned_until]", "2027-05-01")
    page.select_option("[name=purpose]", "work")
    page.fill("[name=address]", "Mes Proyek, Jalan Raya Kuta")


def test_the_sheet_of_opensid_without_script(browser, browser_context_args, portal, worker, cast, tmp_path):
    page = browser.new_context(**browser_context_args, java_script_enabled=False).new_page()
    sign_in(page, portal, "petugas.kuta")
    rows = [opensid(nama=f"MARIA RAMBU {number}") for number in range(4)]
    rows += [opensid(nama="UMBU SALAH", tanggallahir="31/02/1998", sex="X"), opensid(nama="PINDAH", status_dasar=3)]
    send(page, portal, workbook(rows, OPENSID, above=2), tmp_path)
    give(page)
    look(page, "impor-opensid-isian", axe=False)
    page.get_by_role("button", name="Periksa barisnya").click()
    expect(page.locator("[data-metric='import.bad'][data-value='2']")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_role("button", name=re.compile("Simpan 4"))).to_be_visible(timeout=SECONDS)
    look(page, "impor-opensid-diperiksa", axe=False)
    page.get_by_role("link", name="Perbaiki baris 8").click()
    look(page, "impor-baris", axe=False)
    page.fill("[name=birth_date]", "12-02-1998")
    page.fill("[name=sex]", "L")
    page.get_by_role("button", name="Simpan dan periksa lagi").click()
    page.get_by_role("button", name=re.compile("Simpan 5")).click()
    expect(page.locator(".notice-success")).to_contain_text("5 orang sudah tercatat", timeout=SECONDS)
    page.get_by_text("Salah lembar?").click()
    look(page, "impor-dapat-dibatalkan", axe=False)
    page.fill("[name=reason]", "Lembar desa adat lain")
    page.get_by_role("button", name="Batalkan impor").click()
    expect(page.locator("main")).to_contain_text("5 catatan ditutup", timeout=SECONDS)
    look(page, "impor-dibatalkan", axe=False)
    assert set(Stay.objects.values_list("status", flat=True)) == {"cancelled"}


def test_siak_bip_and_a_sheet_that_is_stopped(page, portal, worker, cast, tmp_path):
    sign_in(page, portal, "petugas.kuta")
    send(page, portal, workbook([siak()], SIAK), tmp_path)
    expect(page.get_by_role("heading", name="Lengkapi sekali")).to_be_visible(timeout=SECONDS)
    look(page, "impor-siak-isian")
    family = ["No. KK : 5202030102110012", None, "Alamat : MERTAK PAOK, Nama Dusun : PAOK TIMUR, RT/RW : 3/-"]
    member = [1, "MARIA RAMBU", nik_of("P"), "WAINGAPU", "12-02-1998", "Pr", "ISTRI", "MARAPU", "SD", "PETANI"]
    send(page, portal, workbook([MEMBERS, family, member], ["BUKU INDUK PENDUDUK WNI"]), tmp_path)
    give(page)
    look(page, "impor-bip-isian")
    rows = [newcomer() for _ in range(4)]
    for row in rows[:3]:
        arrive(cast["petugas.kuta"], who={"nik": row["nik"]})
    send(page, portal, workbook(rows), tmp_path)
    expect(page.locator("[role=alert]")).to_contain_text("3 dari 4 baris ganda", timeout=SECONDS)
    look(page, "impor-dihentikan")
    page.get_by_role("link", name="Perbaiki baris 2").click()
    look(page, "impor-baris-ganda")
