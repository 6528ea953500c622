"""A phone in an officer's hand: a real browser with its own disk, on a line that may be poor or broken."""

import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from harmoni.accounts.models import User
from harmoni.measuring.line import Line
from harmoni.measuring.submissions import session_of

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread; the ORM is used beside it
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-gpu"]
SIZE = {"width": 360, "height": 740}
WORDS = "tiga ekor cecak"
PATIENCE = 90_000  # milliseconds: the longest pause between two attempts is a minute


class NoBrowser(Exception):
    """There is none on this machine; the message says what to install."""


class Phone:
    """`with Phone(line) as phone:`; `phone.page` is its one page. `kill` is an empty battery: SIGKILL, disk kept."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.officer: User | None = None

    def __enter__(self) -> "Phone":
        self.browser = next(filter(None, map(shutil.which, BROWSERS)), None)
        if not self.browser:
            raise NoBrowser("No browser found. Install Debian's: apt-get install chromium")
        self.disk = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.playwright = sync_playwright().start()
        self._start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.context.close()
        self.playwright.stop()
        self.disk.cleanup()

    def _start(self):
        self.context = self.playwright.chromium.launch_persistent_context(
            Path(self.disk.name), executable_path=self.browser, args=FLAGS, viewport=SIZE, locale="id-ID",
            timezone_id="Asia/Makassar",
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.pages[0]

    def kill(self) -> None:
        """The battery is empty; the phone is switched on again."""
        session = self.context.new_cdp_session(self.page)
        browser = self.context.browser
        processes: dict[str, Any] = (browser.new_browser_cdp_session() if browser else session).send(
            "SystemInfo.getProcessInfo"
        )
        os.kill(next(one["id"] for one in processes["processInfo"] if one["type"] == "browser"), signal.SIGKILL)
        self._start()
        if self.officer:
            self.take(self.officer)

    def take(self, officer: User) -> None:
        """Into the hand of this officer, with a session of his own and nobody else's."""
        self.officer = officer
        self.context.clear_cookies()
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.line.address} for name, value in session_of(officer).items()]
        )

    def open(self, path: str) -> None:
        """As after a restart: nothing of the page before is left."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.line.address}{path}")

    def prepare(self) -> None:
        """Chooses the words for the time without a line; the worker keeps its page."""
        self.open("/meja/")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        self.open("/luring/")
        self.page.locator("#luring-baru").fill(WORDS)
        self.page.locator("#luring-ulang").fill(WORDS)
        self.page.locator("[data-part=form-prepare] button").click()
        self.page.locator("[data-part=prepared]").wait_for()

    def desk(self) -> None:
        """The kept page, opened by the session or, without a line, by the words."""
        self.open("/luring/")
        self.page.locator("main[data-asked]").wait_for()
        if self.page.locator("#luring-akun").is_visible() and self.officer:
            self.page.locator("#luring-akun").fill(self.officer.username)
            self.page.locator("#luring-kunci").fill(WORDS)
            self.page.locator("[data-part=form-open] button").click()
        self.page.locator("[data-part=none], [data-part=rows] li").locator("visible=true").first.wait_for()
