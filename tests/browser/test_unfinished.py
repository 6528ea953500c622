"""Typed on a phone, gone on with on a laptop; two devices at once; without JavaScript."""

import pytest
from playwright.sync_api import expect

from harmoni.accounts.models import Draft
from harmoni.seeding.accounts import open_accounts
from registrations.residency.models import Stay
from tests.browser.looking import fill, look, sign_in
from tests.cast import nik_of
from tests.portal import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LAPTOP = {"width": 1280, "height": 900}


def kept():
    return Draft.objects.get().fields


def test_a_form_begun_on_a_phone_goes_on_on_a_laptop(page, new_context, portal, transactional_db):
    open_accounts()
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/baru/", wait_until="networkidle")
    number = nik_of()
    fill(page, nik=number, full_name="Maria Yohana Rambu")
    page.locator("[name=address]").focus()
    expect(page.locator("[data-draft]")).to_contain_text("Tersimpan", timeout=10_000)
    look(page, "draf-di-ponsel")
    laptop = new_context().new_page()
    laptop.set_viewport_size(LAPTOP)
    sign_in(laptop, portal, "petugas.kuta")
    look(laptop, "meja-belum-selesai")
    laptop.get_by_role("link", name="Lanjutkan: Pendatang baru Maria Yohana Rambu").click()
    laptop.wait_for_load_state("networkidle")
    expect(laptop.locator("[name=nik]")).to_have_value(number)
    laptop.locator("[name=address]").fill("Gang Melati 3")
    laptop.locator("[name=sex][value=L]").check()
    wait_for(lambda: kept().get("address") == "Gang Melati 3")
    page.locator("[name=address]").fill("Gang Anggrek 9")  # the phone is older now
    page.locator("[name=banjar]").focus()
    expect(page.locator("[data-draft]")).to_contain_text("perangkat lain", timeout=10_000)
    look(page, "draf-terlambat")
    page.get_by_role("button", name="Bandingkan").click()
    expect(page.locator("h1")).to_have_text("Dua isian yang berbeda")
    expect(page.locator("table")).to_contain_text("Gang Anggrek 9")
    look(page, "draf-bentrok")
    page.get_by_role("link", name="Pakai yang tersimpan").click()
    expect(page.locator("[name=address]")).to_have_value("Gang Melati 3")
    laptop.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(laptop.locator("h1")).to_have_text("Sudah tercatat")
    laptop.goto(f"{portal}/meja/")
    expect(laptop.get_by_text("Belum selesai")).to_have_count(0)
    assert (Stay.objects.count(), Draft.objects.count()) == (1, 0)


def test_without_javascript_a_button_keeps_it(new_context, portal, transactional_db):
    open_accounts()
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/belum-selesai/")
    look(page, "draf-kosong", axe=False)
    for name in ("Maria Yohana Rambu", "Raden Mas Panji Aryadiningrat Kusumawardhana Suryaningprang dari Waingapu"):
        page.goto(f"{portal}/pendatang/baru/")
        fill(page, full_name=name)
        page.get_by_role("button", name="Simpan dulu").click()
        expect(page.locator(".messages")).to_contain_text("Lanjutkan kapan saja")
    look(page, "draf-daftar", axe=False)
    row = page.locator(".draft-row", has_text="Maria")
    row.locator("summary").click()
    look(page, "draf-buang", axe=False)
    row.get_by_role("button", name="Ya, buang isian ini").click()
    page.get_by_role("link", name="Lanjutkan").click()
    expect(page.locator("[name=full_name]")).to_have_value(
        "Raden Mas Panji Aryadiningrat Kusumawardhana Suryaningprang dari Waingapu"
    )
    assert Draft.objects.count() == 1
