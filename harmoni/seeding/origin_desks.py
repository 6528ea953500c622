"""The demo's desks before and at arrival, lively by the offices' own verbs: every queue has something in it.

Letters issued here wait in the outbox, so that a running worker makes their papers.
"""

import datetime
from dataclasses import dataclass

from harmoni.accounts.models import User
from harmoni.letters.models import Office
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.seeding.accounts import BADUNG, BELU, INTARAN, KUTA, SUMBA_TIMUR
from harmoni.seeding.gatherings import TITLE, TOPIC
from harmoni.seeding.officers import Desk, desks_of
from harmoni.seeding.origin_steps import Hosts, Steps
from harmoni.seeding.people import People
from harmoni.seeding.shares import generator
from registrations.certification.briefings import invite, plan, record_attendance
from registrations.certification.models import Briefing, Candidate
from registrations.residency.follow_up import take_up_arrived
from registrations.residency.models import Service, Stay
from registrations.residency.referring import answer, refer

LETTERHEADS = {
    SUMBA_TIMUR: {
        "government": "Pemerintah Kabupaten Sumba Timur",
        "name": "Dinas Tenaga Kerja dan Transmigrasi",
        "address": "Jalan Contoh No. 1, Waingapu",
        "town": "Waingapu",
        "signer_title": "Kepala Dinas Tenaga Kerja dan Transmigrasi",
    },
    BELU: {
        "government": "Pemerintah Kabupaten Belu",
        "name": "Dinas Tenaga Kerja dan Transmigrasi",
        "address": "Jalan Contoh No. 2, Atambua",
        "town": "Atambua",
        "signer_title": "Kepala Dinas Tenaga Kerja dan Transmigrasi",
    },
}
HALLS = {
    SUMBA_TIMUR: ("Aula Dinas Tenaga Kerja, Waingapu", "Gedung Serbaguna, Kambera", "Balai Latihan Kerja, Waingapu"),
    BELU: ("Aula Dinas Tenaga Kerja, Atambua", "Gedung Serbaguna, Atambua Selatan", "Balai Latihan Kerja, Atambua"),
}
ON_PAPER = ("brief", "sign", "propose")
WAYS = {
    "needs briefing": (),
    "needs pact": ("brief",),
    "ready": ("brief", "sign"),
    "proposed": ON_PAPER,
    "returned": (*ON_PAPER, "send_back"),
    "declined": (*ON_PAPER, "decline"),
    "expected": (*ON_PAPER, "approve"),
    "superseded": (*ON_PAPER, "approve", "replace", "propose", "approve"),
    "revoked": (*ON_PAPER, "approve", "revoke"),
    "not coming": (*ON_PAPER, "approve", "miss"),
    "arrived": (*ON_PAPER, "approve", "arrive"),
    "withdrawn": ("give_up",),
}
PLANS = {  # of each origin: the way and where it leads, a desa adat or the regency Badung as a whole
    SUMBA_TIMUR: [
        *(("needs briefing", place) for place in (KUTA, BADUNG, INTARAN, KUTA, BADUNG)),
        *(("needs pact", place) for place in (KUTA, INTARAN, BADUNG)),
        *(("ready", place) for place in (KUTA, BADUNG)),
        *(("proposed", place) for place in (KUTA, INTARAN, BADUNG, KUTA)),
        *(("expected", place) for place in (KUTA, KUTA, BADUNG)),
        ("returned", KUTA),
        ("declined", INTARAN),
        ("superseded", INTARAN),
        ("revoked", BADUNG),
        ("not coming", KUTA),
        ("arrived", KUTA),
        ("withdrawn", KUTA),
    ],
    BELU: [
        *(("needs briefing", place) for place in (KUTA, BADUNG, INTARAN)),
        ("needs pact", KUTA),
        ("ready", BADUNG),
        *(("proposed", place) for place in (KUTA, INTARAN)),
        *(("expected", place) for place in (KUTA, BADUNG)),
        ("returned", KUTA),
        ("withdrawn", BADUNG),
    ],
}
NEVER_ANNOUNCED = (SUMBA_TIMUR, SUMBA_TIMUR, BELU)  # arrive at Kuta without a letter


def write_letterheads() -> None:
    """Invented addresses of the two origins; no officer's number."""
    Office.objects.bulk_create([Office(region_id=code, **head) for code, head in LETTERHEADS.items()])


def open_desks(users: dict[str, User], people: People, today: datetime.date) -> None:
    """`users`: {username: demo account}. Works on an empty demo, once."""
    villages = CustomaryVillage.objects.select_related("region__parent__parent").in_bulk(
        [KUTA, INTARAN], field_name="path"
    )
    regions = Region.objects.in_bulk([SUMBA_TIMUR, BELU, BADUNG])
    hosts = Hosts(villages, regions[BADUNG], users["petugas.kuta"])
    desks = desks_of([regions[code] for code in PLANS], people.names)
    for code in PLANS:
        OriginDesk(regions[code], desks[code], Steps(people, desks[code], hosts, today)).fill()
    _unannounced(Steps(people, desks[SUMBA_TIMUR], hosts, today), regions, users)
    _referrals(users)


@dataclass(frozen=True)
class OriginDesk:
    """One regency's desk: its candidates, each as far on the way as its plan says, and its briefings."""

    regency: Region
    desk: Desk
    steps: Steps

    def fill(self) -> None:
        found = [
            (way, self.steps.take_up(self.regency, place, number))
            for number, (way, place) in enumerate(PLANS[self.regency.code])
        ]
        unbriefed = [candidate for way, candidate in found if way == "needs briefing"]
        self._hold([candidate for way, candidate in found if "brief" in WAYS[way]], absent=unbriefed[0])
        for way, candidate in found:
            for step in WAYS[way]:
                if step != "brief":
                    getattr(self.steps, step)(candidate)
        self._announce(unbriefed)

    def _hold(self, briefed: list[Candidate], absent: Candidate) -> None:
        """One briefing that is over; one of those invited did not come."""
        held = self._plan(-12, hall=0)
        invite(briefing=held, candidates=[*briefed, absent], by=self.desk.clerk)
        rows = held.attendances.values_list("pk", "candidate")
        marks = {pk: (who != absent.pk, 80 if who != absent.pk else None) for pk, who in rows}
        record_attendance(briefing=held, marks=marks, by=self.desk.clerk)

    def _announce(self, unbriefed: list[Candidate]) -> None:
        """Yesterday's attendance is not written yet; others are to come, and one was called off."""
        first, *others = unbriefed
        invite(briefing=self._plan(-1, hall=1), candidates=others[:2], by=self.desk.clerk)
        invite(briefing=self._plan(6, hall=0), candidates=[first], by=self.desk.clerk)
        self._plan(20, hall=2)
        self._plan(13, hall=1).move("batalkan", by=self.desk.clerk, reason="Aula dipakai untuk kegiatan lain.")

    def _plan(self, days: int, hall: int) -> Briefing:
        day = self.steps.day(days)
        values = {"title": TITLE, "topic": TOPIC, "held_on": day, "starts_at": datetime.time(9), "capacity": 30}
        values["venue"] = HALLS[self.regency.code][hall]
        return plan(by=self.desk.clerk, origin=self.regency, values=values)


def _unannounced(steps: Steps, regions: dict[str, Region], users: dict[str, User]) -> None:
    """Three arrive at Kuta without a letter; one of them the origin has taken into its book already."""
    rng = generator("demo/unannounced")  # not the desk's own, which would draw its candidates again
    found = [steps.report(steps.people.grown(rng, code)) for code in NEVER_ANNOUNCED]
    take_up_arrived(stay=found[0], origin=regions[SUMBA_TIMUR], by=users["staf.sumbatimur"])


def _referrals(users: dict[str, User]) -> None:
    """Two newcomers of Kuta ask for a service; the regency has answered one."""
    active = Stay.objects.active().filter(customary_village__path=KUTA).select_related("customary_village")
    first, second = active.order_by("registered_at", "pk")[:2]
    officer = users["petugas.kuta"]
    done = refer(stay=first, service=Service.HEALTH, need="Pemeriksaan kehamilan di puskesmas.", by=officer)
    answer(referral=done, by=users["kabupaten.badung"], answer="Puskesmas Kuta I melayani pada hari kerja.")
    refer(stay=second, service=Service.SCHOOL, need="Anak pindah ke SD negeri terdekat.", by=officer)
