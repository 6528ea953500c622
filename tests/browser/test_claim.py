"""The code on a letter, scanned: the browser itself finds out whether the paper is the office's."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from harmoni.letters.models import Document
from tests.browser.looking import look
from tests.harmoni.letters.letters import issued, scanned
from tests.portal import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def on_paper(letter):
    return Document.objects.filter(pk=letter.pk, claim__isnull=False).first()


def test_a_scanned_letter_is_judged_by_the_browser(page, portal, worker):
    """The worker has the key and signs; the web server, which has none, shows the public half."""
    asked, problems = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    letters = [issued(), issued(initials="Y.U.T.")]
    wait_for(lambda: all(map(on_paper, letters)))
    letter, other = map(on_paper, letters)
    address, _, claim = scanned(bytes(letter.content)).replace(settings.BASE_URL, portal).partition("#")
    foreign = scanned(bytes(other.content)).partition("#")[2]
    answer = page.locator("[data-claim-keys]")

    def scan(claim):
        page.goto("about:blank")
        page.goto(f"{address}#{claim}")

    scan(claim)
    expect(answer).to_have_text("Tanda tangan digital pada kertas cocok.")
    expect(answer).to_have_class(re.compile("notice-success"))
    look(page, "cek-surat-cocok")
    scan(foreign)
    expect(answer).to_contain_text("milik surat lain")
    look(page, "cek-surat-lain")
    middle = len(claim) // 2
    for false in (claim[:-6] + "AAAAAA", claim[:middle], claim[:middle] + "A" + claim[middle + 1 :], "!" * 200):
        scan(false)
        expect(answer).to_contain_text("tidak cocok")
    for silent in ("", "isi"):
        scan(silent)
        expect(page.locator("h1")).to_contain_text("Berlaku")
        expect(answer).to_be_hidden()
    assert [url for url in asked if claim[:40] in url.partition("#")[0]] == []
    assert problems == []
