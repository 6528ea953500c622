"""Newcomers written on one phone by two officers, while the line breaks at every step of a save, in tunnels and for a
week, and batteries die."""

from dataclasses import dataclass, field

from django.db.models import Count

from harmoni.accounts.models import User
from harmoni.measuring.faults import Ground, Proof
from harmoni.measuring.line import POOREST, Line
from harmoni.measuring.newcomers import newcomer
from harmoni.measuring.phones import PATIENCE, Phone
from harmoni.regions.models import CustomaryVillage
from harmoni.seeding.accounts import INTARAN
from harmoni.seeding.names import Names
from harmoni.seeding.officers import officers_of
from registrations.residency.models import Stay

STEPS = {  # what happens, and the fault of the line meanwhile
    "no line before the request": "gone",
    "cut in the middle of the request": "before",
    "cut after the server committed": "after",
    "killed while it waits": "gone",
    "killed after the server committed": "after",
    "nothing": "",
}
TUNNEL = "thirty seconds in a tunnel"  # nothing tells the phone that it is out again
WEEK = "a week without a line"
IN_A_ROW = 10  # journeys until the phone goes to the other officer, with one row of a week ago still on it
BETWEEN_TUNNELS = 20  # journeys
A_WEEK_AGO = """() => {
  const real = Date, ago = 7 * 864e5 + 60_000;
  globalThis.Date = class extends real {
    constructor(...given) { given.length ? super(...given) : super(real.now() - ago); }
    static now() { return real.now() - ago; }
  };
}"""
WRITE = """([form, fields]) => {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements[name];
    if (!field) continue;
    field.value = value;
    if (field instanceof HTMLElement) field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return form.elements.key.value;
}"""


@dataclass
class Journeys:
    """What the phone said of each: {key: number}, what an officer saw that was the other's, and what was called old."""

    phone: Phone
    line: Line
    numbers: dict[str, str] = field(default_factory=dict)
    seen_of_other: int = 0
    called_old: int = 0
    waiting: dict[int, set[str]] = field(default_factory=dict)

    def hand_over(self, officer: User) -> None:
        """Signed out, and into the other hand: it must show only this officer's own rows and drafts."""
        self.line.fault = "before"  # pages come, nothing can be saved: what waits goes on waiting
        self.phone.take(officer)
        self.phone.desk()
        shown = self.phone.page.locator("[data-part=rows] li:not([data-state=received])")
        keys = {row.get_attribute("data-row") or "" for row in shown.all()}
        self.called_old += shown.locator("[data-part=old]").locator("visible=true").count()
        self.seen_of_other += len(keys - self.waiting.get(officer.pk, set()))
        self.line.fault = ""
        self.phone.page.evaluate("dispatchEvent(new Event('online'))")
        for key in self.waiting.pop(officer.pk, set()):
            self.receive(key)

    def go(self, step: str, officer: User, number: int) -> None:
        """One newcomer, from the empty form to the receipt; a row of a week ago stays for the next hand-over."""
        cuts, self.line.fault = self.line.cuts, STEPS.get(step, "gone")
        if step == WEEK:
            self.phone.page.evaluate(A_WEEK_AGO)
        key = self.write(f"Umbu Nggiku {number}")
        if step == WEEK:
            self.waiting.setdefault(officer.pk, set()).add(key)
            return
        if self.line.fault in ("before", "after"):
            self.wait_for_cut(cuts)
        if step.startswith("killed"):
            self.line.fault = "before"
            self.phone.kill()
            self.phone.desk()
        if step == TUNNEL:
            self.phone.page.wait_for_timeout(30_000)
        self.line.fault = ""
        if step != TUNNEL:
            self.phone.page.evaluate("dispatchEvent(new Event('online'))")
        self.receive(key)

    def write(self, name: str) -> str:
        """Into the kept form, then the button; returns the form's key once the row is on the phone."""
        page = self.phone.page
        page.locator("[data-go=lapor]").first.click()
        form = page.locator("[data-part=form-lapor]")
        fields = {**newcomer(), "full_name": name}
        fields.pop("key")
        key: str = page.evaluate(WRITE, [form.element_handle(), fields])
        form.locator(".submit-bar button").click()
        page.locator(f'[data-row="{key}"]').wait_for()
        return key

    def wait_for_cut(self, cuts: int) -> None:
        while self.line.cuts == cuts:
            self.phone.page.wait_for_timeout(20)

    def receive(self, key: str) -> None:
        row = self.phone.page.locator(f'[data-row="{key}"][data-state=received]')
        row.wait_for(timeout=PATIENCE)
        self.numbers[key] = row.locator("[data-part=state]").inner_text().rpartition(" ")[2]


def befalls(number: int) -> str:
    """What happens on this journey."""
    if number % IN_A_ROW == IN_A_ROW - 1:
        return WEEK
    return TUNNEL if number % BETWEEN_TUNNELS == 0 else list(STEPS)[number % len(STEPS)]


def offline_desk(ground: Ground, *, journeys: int = 200) -> Proof:
    intaran = CustomaryVillage.objects.get(path=INTARAN)
    officers = [ground.officer, officers_of([intaran], Names())[intaran.pk]]
    before, befallen = Stay.objects.count(), [befalls(number) for number in range(journeys)]
    with Line(ground.portal.port, POOREST) as line, Phone(line) as phone:
        for officer in officers:
            phone.take(officer)
            phone.prepare()
        done = Journeys(phone, line)
        for number, step in enumerate(befallen):
            officer = officers[number // IN_A_ROW % 2]
            if number % IN_A_ROW == 0:
                done.hand_over(officer)
            done.go(step, officer, number)
        for officer in officers:
            done.hand_over(officer)
        cuts = line.cuts
    new = Stay.objects.filter(person__full_name__startswith="Umbu Nggiku ")
    twice = new.values("person__full_name").annotate(times=Count("pk")).filter(times__gt=1).count()
    checks = {
        f"{journeys} receipts": len(set(done.numbers.values())) == journeys,
        "each number is a stay": Stay.objects.filter(registration_number__in=done.numbers.values()).count() == journeys,
        "0 lost, 0 twice": Stay.objects.count() - before == journeys and twice == 0,
        "0 drafts seen by the other officer": done.seen_of_other == 0,
        "a row of a week ago says so": done.called_old == befallen.count(WEEK),
    }
    seen = {"receipts": len(set(done.numbers.values())), "twice": twice, "seen": done.seen_of_other, "cuts": cuts}
    seen |= {"a week old": done.called_old, "tunnels": befallen.count(TUNNEL)}
    promise = "a save cut at any step, tunnels, a week, a phone of two, 64 kbit/s, 800 ms, 5 % loss: one receipt each"
    return Proof("offline-desk", promise, f"{journeys} journeys", checks, seen)
