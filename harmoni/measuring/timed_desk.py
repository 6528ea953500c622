"""How long an officer takes on a poor line: a scripted pair of hands that types as people do, and what it counts."""

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page

from harmoni.accounts.models import User
from harmoni.letters.models import Document
from harmoni.letters.tasks import make_letter
from harmoni.measuring.faults import Ground, Proof
from harmoni.measuring.line import POOR, Line
from harmoni.measuring.newcomers import newcomer
from harmoni.measuring.phones import Phone
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.seeding.accounts import KUTA
from harmoni.seeding.names import Names
from harmoni.seeding.officers import desks_of
from registrations.certification import pact_text
from registrations.certification.deciding import approve, propose
from registrations.certification.signing import sign
from registrations.certification.taking_up import take_up
from registrations.residency.arrival import record_arrival
from registrations.residency.models import Stay

A_KEY, A_FIELD = 0.2, 1.0  # seconds: for each sign typed, and to find the next field
GOALS = {"with a letter": 30.0, "without a letter": 90.0, "renewal": 20.0}
MOST_INPUTS = 15


@dataclass
class Hands:
    """Types and taps on one page, and counts every field or button that was touched."""

    page: Page
    inputs: int = 0
    a_key: float = A_KEY
    a_field: float = A_FIELD

    def tap(self, selector: str) -> None:
        self._reach()
        self.page.locator(selector).locator("visible=true").first.click()

    def type(self, selector: str, text: str) -> None:
        self._reach()
        self.page.locator(selector).first.press_sequentially(text, delay=self.a_key * 1000)

    def scan(self, selector: str, text: str) -> None:
        """What a camera writes at once."""
        self._reach()
        self.page.locator(selector).first.fill(text)

    def _reach(self):
        self.inputs += 1
        time.sleep(self.a_field)


def register_with_letter(hands: Hands, address: str) -> None:
    """The letter's code is scanned with the phone's own camera, which opens its check page."""
    page = hands.page
    page.goto(address)
    hands.tap("a[href*='surat=']")
    hands.type("#id_address", "Jl Raya Kuta 12")
    hands.type("#id_banjar", "Pering")
    hands.tap(".submit-bar button")
    finish(hands)


def register_without_letter(hands: Hands, fields: dict[str, str]) -> None:
    page = hands.page
    hands.tap("a[href='/pendatang/baru/']")
    page.locator("#id_nik").wait_for()
    hands.type("#id_nik", fields["nik"])
    hands.type("#id_full_name", "Umbu Nggiku")
    page.locator(".from-nik-note").first.wait_for()
    hands.type("#id_phone", "081200001234")
    hands.type("#id_address", "Jl Raya Kuta 12")
    hands.type("#id_banjar", "Pering")
    hands.type("#id_responsible_name", "I Wayan Sudana")
    hands.type("#id_occupation", "Juru Masak")
    hands.tap(".submit-bar button")
    finish(hands)


def renew_by_code(hands: Hands, stay: Stay) -> None:
    """From the desk without a line, which is open on the phone: the old receipt is scanned, the half year stands."""
    page = hands.page
    hands.tap("[data-go=perpanjang]")
    hands.scan("[data-part=form-perpanjang] [name=code]", stay.registration_number)
    hands.tap("[data-part=form-perpanjang] .submit-bar button")
    page.locator("[data-part=rows] [data-state=received]").first.wait_for()


def finish(hands: Hands) -> None:
    """Until the receipt stands there; a caution is passed as an officer passes it, with one more tap."""
    page = hands.page
    page.locator(".caution, .receipt, h1:has-text('Sudah tercatat')").first.wait_for()
    if page.locator(".submit-bar button").count():
        hands.tap(".submit-bar button")
    page.locator("h1:has-text('Sudah tercatat')").wait_for()


def timed_desk(ground: Ground, *, rounds: int = 3) -> Proof:
    """Each journey three times; the slowest counts."""
    seconds: dict[str, list[float]] = {name: [] for name in GOALS}
    inputs: dict[str, int] = {}
    with Line(ground.portal.port, POOR) as line, Phone(line) as phone:
        phone.take(ground.officer)
        phone.open("/meja/")
        phone.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        for _ in range(rounds):
            for name, journey in journeys(line, ground.officer).items():
                phone.open("/luring/" if name == "renewal" else "/meja/")
                phone.page.wait_for_load_state("networkidle")
                hands = Hands(phone.page)
                began = time.monotonic()
                journey(hands)
                seconds[name].append(time.monotonic() - began)
                inputs[name] = hands.inputs
        carried = line.carried
    slowest = {name: max(found) for name, found in seconds.items()}
    checks = {f"{name} within {most:.0f} s": slowest[name] <= most for name, most in GOALS.items()}
    checks[f"with a letter at most {MOST_INPUTS} inputs"] = inputs["with a letter"] <= MOST_INPUTS
    seen = {"slowest_s": slowest, "inputs": inputs, "kilobytes": carried / 1000}
    promise = "registration and renewal at 360 px with 400 ms, 30 KB/s and 2 % loss"
    return Proof("timed-desk", promise, f"{rounds} x {len(GOALS)}", checks, seen)


def journeys(line: Line, officer: User) -> dict[str, Callable[[Hands], None]]:
    """Each with somebody of its own."""
    paper, stay = letter_for_kuta(), somebody_here(officer)
    return {
        "with a letter": lambda hands: register_with_letter(hands, f"{line.address}{paper.check_path}"),
        "without a letter": lambda hands: register_without_letter(hands, newcomer()),
        "renewal": lambda hands: renew_by_code(hands, stay),
    }


def who() -> dict[str, Any]:
    fields = newcomer()
    born = datetime.date.fromisoformat(fields["birth_date"])
    return {"nik": fields["nik"], "full_name": fields["full_name"], "sex": "L", "birth_date": born}


def somebody_here(officer: User) -> Stay:
    """Whose term can be renewed."""
    today = timezone.localdate()
    term = {"arrived_on": today, "planned_until": today + datetime.timedelta(days=100), "address": "Gang Melati 3"}
    return record_arrival(by=officer, village=CustomaryVillage.objects.get(path=KUTA), person=who(), stay=term)


def letter_for_kuta() -> Document:
    """A letter in force, signed and made, of somebody who is on the way from Sumba Timur."""
    origin, kuta = Region.objects.get(code="5311"), CustomaryVillage.objects.get(path=KUTA)
    desk = desks_of([origin], Names())["5311"]
    journey = {"destination_regency": kuta.regency, "destination_customary_village": kuta}
    journey |= {"planned_departure": timezone.localdate(), "occupation": "Pramusaji", "employer_name": ""}
    candidate = take_up(by=desk.clerk, origin=origin, person=who(), journey=journey)
    name = candidate.person.full_name
    today = timezone.localdate()
    sign(candidate=candidate, by=desk.clerk, clauses=pact_text.NAMES, signed_on=today, signature=name)
    recommendation = candidate.recommendation
    propose(recommendation=recommendation, by=desk.clerk, reason="Berangkat segera")
    paper = approve(recommendation=recommendation, by=desk.signer)
    with transaction.atomic():
        make_letter(str(paper.pk))
    return paper
