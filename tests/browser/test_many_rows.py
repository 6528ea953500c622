"""A village with more than two hundred people: its list and a full record, looked at in both widths."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from harmoni.seeding.accounts import open_accounts
from harmoni.seeding.world import World
from registrations.residency.models import Stay
from tests.browser.looking import look, sign_in
from tests.cast import village

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_hundred_rows(page, portal):
    open_accounts()
    World("ramai", today=timezone.localdate(), village=village()).fill(240)
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/")
    look(page, "pendatang-banyak")
    page.set_viewport_size({"width": 360, "height": 740})
    last = page.locator(".chips-more > details > summary")
    assert last.bounding_box()["y"] - page.locator(".chip").first.bounding_box()["y"] < 170  # three rows at most
    last.click()
    look(page, "pendatang-banyak-lainnya")
    page.locator(".chips-more .chip", has_text="Sudah pulang").click()
    expect(page.locator(".chips-more > details")).to_have_attribute("open", "")
    page.goto(
        f"{portal}{Stay.objects.here().filter(customary_village=village()).order_by('pk').first().get_absolute_url()}"
    )
    look(page, "catatan-lipat")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".jump a[href='#riwayat']").click()
    expect(page.locator("#riwayat")).to_be_visible()  # the browser opens what an address leads into
