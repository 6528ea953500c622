"""The figures as they look: empty, one, many and hidden, at the desk and in public, at both widths and on paper."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from harmoni.dashboard import snapshots
from harmoni.regions.models import Region
from harmoni.seeding.world import World
from tests.browser.looking import SHOTS, look, sign_in
from tests.cast import arrive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_figures_from_none_to_many(page, portal, cast):
    page.goto(f"{portal}/data/")
    look(page, "data-empty")
    arrive(cast["petugas.kuta"], who={"origin_village": Region.objects.get(code="3578011001")})
    World("angka", today=timezone.localdate()).fill(700)
    snapshots.recount_and_freeze(snapshots.monday(timezone.localdate()) + datetime.timedelta(days=7))
    page.goto(f"{portal}/data/")
    look(page, "data-bali")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 760, "height": 1070})
    page.screenshot(path=SHOTS / "data-bali-print.png", full_page=True)
    page.emulate_media(media="screen")
    page.get_by_role("link", name="NTT, menurut daerah asal").click()
    look(page, "data-ntt")
    sign_in(page, portal, "provinsi.bali")
    page.goto(f"{portal}/dasbor/")
    look(page, "dasbor-bali-many")
    page.get_by_role("link", name="Badung").first.click()
    look(page, "dasbor-badung")
    page.get_by_role("link", name="Kuta", exact=True).first.click()
    look(page, "dasbor-kecamatan")
    page.get_by_role("link", name="Desa Adat Kuta", exact=True).click()
    look(page, "dasbor-desa")
    page.get_by_role("link", name="Masih tinggal").first.click()
    expect(page.locator("[id='cara-stays.active']")).to_be_visible()
    page.context.clear_cookies()
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/dasbor/")
    page.get_by_role("link", name="Pernah tercatat").press("Enter")
    expect(page.get_by_role("heading", name="Pernah tercatat")).to_be_visible()
    look(page, "dasbor-orang")
