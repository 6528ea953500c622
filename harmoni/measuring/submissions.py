"""A stream of registrations: threads that post the intake form and send it again until it is acknowledged."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import reverse

from harmoni.accounts.models import User
from harmoni.measuring.newcomers import BACKEND

TOKEN = "m" * 32  # the same in cookie and form is what the CSRF check asks for
PATIENCE = 60.0  # seconds after which a sender gives up
ACKNOWLEDGED = 302
NO_ANSWER = 0  # refused or cut: the client knows that it does not know


@dataclass(frozen=True)
class Answer:
    """`status` is 0 when the connection was refused or cut."""

    status: int
    location: str = ""
    retry_after: str = ""
    began: float = 0.0
    seconds: float = 0.0

    @property
    def is_honest(self) -> bool:
        """What a client may be told while the database is away."""
        return self.status in (ACKNOWLEDGED, NO_ANSWER) or (self.status == 503 and bool(self.retry_after))


class Browser:
    """A person at the web server of this machine; a new connection for each request."""

    def __init__(self, port: int, user: User | None = None) -> None:
        self.port = port
        cookies = {settings.CSRF_COOKIE_NAME: TOKEN} | (session_of(user) if user else {})
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        began = time.monotonic()
        try:
            connection.request(method, path, body, {**self.headers, **(headers or {})})
            got = connection.getresponse()
            got.read()
            told = got.getheader("Location", ""), got.getheader("Retry-After", "")
            return Answer(got.status, *told, began, time.monotonic() - began)
        except (OSError, http.client.HTTPException):
            return Answer(NO_ANSWER, began=began, seconds=time.monotonic() - began)
        finally:
            connection.close()


def session_of(user: User) -> dict[str, str]:
    """The cookie of a new session."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


class Stream:
    """Senders who post forms until the forms or the time end; each form until it is acknowledged."""

    def __init__(self, browser: Browser, forms: Iterable[dict[str, str]], *, senders: int, pause: float = 0.0) -> None:
        self.browser, self.pause = browser, pause
        self.forms: Iterator[dict[str, str]] = iter(forms)
        self.turn, self.stopping = threading.Lock(), threading.Event()
        self.answers: list[Answer] = []
        self.acknowledged: dict[str, set[str]] = {}  # {key: the receipts it was answered with}
        self.given_up: list[str] = []
        self.threads = [threading.Thread(target=self._send_all, daemon=True) for _ in range(senders)]

    def __enter__(self) -> "Stream":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        """Everybody ends the form at hand."""
        self.stopping.set()
        self.finish()

    def finish(self) -> "Stream":
        """Waits until all forms are sent."""
        for thread in self.threads:
            thread.join()
        return self

    def _send_all(self):
        while not self.stopping.is_set() and (form := self._next()):
            self._send(form)
            time.sleep(self.pause)

    def _next(self):
        with self.turn:
            return next(self.forms, None)

    def _send(self, form):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self.browser.post(reverse("villages:intake"), form)
            self._note(form["key"], answer)
            if answer.status == ACKNOWLEDGED:
                return
            time.sleep(0.25)
        self.given_up.append(form["key"])

    def _note(self, key, answer):
        with self.turn:
            self.answers.append(answer)
            if answer.status == ACKNOWLEDGED:
                self.acknowledged.setdefault(key, set()).add(answer.location)

    # --- what came of it ---------------------------------------------------------------------------------
    @property
    def statuses(self) -> dict[str, int]:
        """How often each answer came; `none` is refused or cut."""
        return dict(Counter(str(answer.status or "none") for answer in self.answers))

    @property
    def stays(self) -> set[UUID]:
        """The stays whose receipts were shown."""
        return {UUID(location.split("/")[2]) for found in self.acknowledged.values() for location in found}

    @property
    def slowest(self) -> float:
        return max((answer.seconds for answer in self.answers), default=0.0)

    def first_success_after(self, moment: float) -> float:
        """Seconds from the moment to the first acknowledgement of what was sent or finished after it."""
        ends = [answer.began + answer.seconds for answer in self.answers if answer.status == ACKNOWLEDGED]
        return min((end - moment for end in ends if end >= moment), default=float("inf"))
