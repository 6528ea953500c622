"""What every browser test does: signs in, types, and takes a picture at both widths at which axe finds nothing."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

SHOTS = Path(os.environ.get("HARMONI_SHOTS", "var/shots"))
expect.set_options(timeout=20_000)  # ends as soon as the state is there; a busy machine may take its time
WIDTHS = {"360": {"width": 360, "height": 740}, "1280": {"width": 1280, "height": 900}}


def sign_in(page, portal, username):
    page.goto(f"{portal}/masuk/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", settings.DEMO_PASSWORD)
    page.locator("main form button").first.click()
    expect(page).to_have_url(f"{portal}/meja/")


def look(page, name, *, axe=True):
    """A picture at both widths, and axe (where JavaScript runs) finds nothing."""
    page.wait_for_load_state()  # a click comes back when the next page has begun, not when it stands
    page.wait_for_function("document.readyState === 'complete'")
    SHOTS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width, size in WIDTHS.items():
        page.set_viewport_size(size)
        wide, high = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert wide <= size["width"], f"{name} is {wide} px wide at {width}"
        page.set_viewport_size(size | {"height": high})
        page.screenshot(path=SHOTS / f"{name}-{width}.png")
    page.set_viewport_size(before)
    if not axe:
        return
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], name


def fill(page, **values):
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
