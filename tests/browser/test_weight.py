"""What a page weighs on the wire: everything of a first visit, and the HTML of the pages after it."""

from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from harmoni.offline.shell import assets, kept_kilobytes
from harmoni.seeding.accounts import open_accounts
from tests.cast import arrive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST_VISIT, LATER_PAGE, KEPT = 100_000, 15_000, 100_000


@pytest.fixture
def wire(page):
    """[(address, bytes)] of every answer since the last clear, as the browser received them."""
    arrived, addresses = [], {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setBypassServiceWorker", {"bypass": True})  # what it fetches, this session does not count

    def received(event):
        addresses[event["requestId"]] = event["response"]["url"]

    def finished(event):
        arrived.append((addresses.get(event["requestId"], "?"), event["encodedDataLength"]))

    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", finished)
    return arrived


def test_pages_are_light(page, wire, portal, transactional_db):
    cast = {user.username: user for user in open_accounts()}
    stays = [arrive(cast["petugas.kuta"]) for _ in range(30)]
    page.goto(f"{portal}/masuk/", wait_until="networkidle")
    page.fill("[name=login]", "petugas.kuta")
    page.fill("[name=password]", settings.DEMO_PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")
    print("first visit, sign-in and desk:", sum(size for _, size in wire))
    assert 20_000 < sum(size for _, size in wire) <= FIRST_VISIT
    heavy = {}
    for path in (
        "/meja/",
        "/pendatang/",
        "/pendatang/baru/",
        stays[0].get_absolute_url(),
        "/dasbor/",
        "/pendatang/impor/",
    ):
        wire.clear()
        page.goto(portal + path, wait_until="networkidle")
        heavy[path] = dict(wire)[portal + path]
    print("later pages:", heavy)
    assert {path: size for path, size in heavy.items() if not 500 < size <= LATER_PAGE} == {}


def test_what_a_phone_keeps_is_light(portal, transactional_db):
    """The page for the time without a line and all its files, as they come over the wire."""
    sizes = {path: len(zipped(portal + path)) for path in ["/luring/", "/luring.js", *assets()]}
    print("kept on a phone:", sum(sizes.values()))
    assert 20_000 < sum(sizes.values()) <= KEPT
    assert kept_kilobytes() == pytest.approx(sum(sizes.values()) / 1000, rel=0.05)  # as the account page says


def zipped(address):
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"})) as answer:  # noqa: S310 - loopback
        return answer.read()
