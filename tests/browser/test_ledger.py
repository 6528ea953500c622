"""The lodging ledger and the owner's page in a real browser: with JavaScript and without, at both widths."""

import re

import pytest
from playwright.sync_api import expect

from registrations.residency import owners
from registrations.residency.models import Lodging, OwnerWord, Stay
from tests.browser.looking import fill, look, sign_in
from tests.cast import arrive, house

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Rumah Kos Bapak Ida Bagus Ketut Adnyana Putra Manuaba di Gang Flamboyan Sebelah Timur Pura Dalem Kahyangan"


def test_from_a_typed_name_to_a_house_and_the_owners_word(page, portal, cast):
    officer = cast["petugas.kuta"]
    for name in ("Umbu Nggiku Landukara", "Maria Yohana Rambu Kareri Hamu Praing"):
        arrive(officer, who={"full_name": name}, lodging_name="Kos Melati")
    arrive(officer, lodging_name=LONG)
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/penginapan/")
    look(page, "ledger-empty")
    page.get_by_role("link", name="Kos Melati").click()
    expect(page.locator("[name=name]")).to_have_value("Kos Melati")
    fill(page, capacity="x", owner_phone="0812 0000 1234")
    page.locator("main .submit-bar button").click()
    look(page, "ledger-form-wrong")
    fill(page, capacity="1", rooms="A1: 1\nA2: 1")
    page.locator("main .submit-bar button").click()
    expect(page.get_by_role("heading", name="Kos Melati")).to_be_visible()
    page.locator("[name^=room_]").first.fill("A1")
    page.get_by_role("button", name="Simpan kamar").click()
    page.get_by_role("button", name="Buat tautan bulan ini").click()
    look(page, "ledger-link")
    page.goto(f"{portal}/pendatang/penginapan/baru/")
    fill(page, name=LONG)
    page.locator("main .submit-bar button").click()
    look(page, "ledger-house-long")
    page.goto(f"{portal}/pendatang/penginapan/")
    look(page, "ledger-many")


@pytest.mark.parametrize("script", [True, False])
def test_the_owner_answers_without_an_account(browser, portal, cast, script):
    lodging = house(cast["petugas.kuta"])
    stays = [arrive(cast["petugas.kuta"], lodging_name="Kos Melati") for _ in range(2)]
    asked = owners.ask(lodging=lodging, by=cast["petugas.kuta"])
    page = browser.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740}).new_page()
    page.goto(portal + asked.path)
    name = f"owner{'' if script else '-plain'}"
    look(page, name, axe=script)
    page.get_by_role("button", name="Konfirmasi bulan ini").click()
    look(page, f"{name}-wrong", axe=script)
    page.locator(f"[name=said_{stays[0].pk}][value=here]").check()
    page.locator(f"[name=said_{stays[1].pk}][value=gone]").check()
    page.fill(f"[name=gone_{stays[1].pk}]", stays[1].arrived_on.isoformat())
    page.fill("[name=new_people]", "1")
    page.get_by_role("button", name="Konfirmasi bulan ini").click()
    expect(page.locator(".notice-success")).to_contain_text("Terima kasih")
    look(page, f"{name}-done", axe=script)
    assert OwnerWord.objects.count() == 3
    assert Stay.objects.here().count() == 2
    page.goto(f"{portal}/penghuni/AAAAAAAAAAAAAAAAAAAAAA/")
    look(page, f"{name}-unknown", axe=script)
    page.context.close()


def test_the_officer_looks_at_what_the_owner_said(page, portal, cast):
    lodging = house(cast["petugas.kuta"], capacity=1)
    stays = [arrive(cast["petugas.kuta"], lodging_name="Kos Melati") for _ in range(2)]
    asked = owners.ask(lodging=lodging, by=cast["petugas.kuta"])
    owners.answer(asked=asked, gone={stays[0].pk: stays[0].arrived_on}, new_people=2)
    sign_in(page, portal, "petugas.kuta")
    page.goto(portal + Lodging.objects.get().get_absolute_url())
    look(page, "ledger-house")
    page.get_by_role("button", name="Catat kepulangan").click()
    expect(page.get_by_text(re.compile("Kepulangan tercatat"))).to_be_visible()
    assert Stay.objects.here().count() == 1
