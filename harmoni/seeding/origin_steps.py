"""The steps of a demo candidate, each one the office's own verb; what began earlier is dated back."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.seeding.officers import Desk
from harmoni.seeding.people import People
from harmoni.seeding.shares import generator
from registrations.certification import deciding, pact_text
from registrations.certification.models import Candidate, Recommendation
from registrations.certification.signing import sign
from registrations.certification.taking_up import take_up
from registrations.people.forms import PERSON
from registrations.people.models import Person
from registrations.residency.arrival import record_arrival
from registrations.residency.models import Stay

WORK = ("Karyawan Swasta", "Juru Masak", "Konstruksi", "Pembantu Rumah Tangga", "Buruh Harian Lepas")
EMPLOYERS = ("", "Restoran Kamboja", "Vila Teratai", "Bangunan Cempaka")


@dataclass(frozen=True)
class Hosts:
    """Where the demo's journeys lead, and who takes people up there."""

    villages: dict[str, CustomaryVillage]
    regency: Region
    officer: User  # at Kuta


class Steps:
    """Verbs with the demo's words. Each step but the first takes a candidate."""

    def __init__(self, people: People, desk: Desk, hosts: Hosts, today: datetime.date) -> None:
        self.people, self.desk, self.hosts, self.today = people, desk, hosts, today
        self.rng = generator(f"demo/{desk.clerk.username}")

    def day(self, days: int) -> datetime.date:
        """So many days from today; a weekend gives way, away from today."""
        found = self.today + datetime.timedelta(days=days)
        while found.weekday() > 4:
            found += datetime.timedelta(days=1 if days > 0 else -1)
        return found

    def take_up(self, regency: Region, place: str, number: int) -> Candidate:
        """Taken up two to four weeks ago; `place`: the path of a desa adat, or the regency where none is known."""
        village = self.hosts.villages.get(place)
        journey = {
            "destination_regency": village.regency if village else self.hosts.regency,
            "destination_customary_village": village,
            "planned_departure": self.day(9 + 3 * (number % 8)),
            "occupation": WORK[number % len(WORK)],
            "employer_name": EMPLOYERS[number % len(EMPLOYERS)],
        }
        person = _values(self.people.grown(self.rng, regency.code))
        new = take_up(by=self.desk.clerk, origin=regency, person=person, journey=journey)
        self._date_back(new, registered_at=14 + number % 14)
        return new

    def sign(self, candidate: Candidate) -> None:
        sign(
            candidate=candidate,
            by=self.desk.clerk,
            clauses=pact_text.NAMES,
            signed_on=self.today - datetime.timedelta(days=8),
            signature=candidate.person.full_name,
        )

    def propose(self, candidate: Candidate) -> None:
        proposal = self._newest(candidate)
        deciding.propose(recommendation=proposal, by=self.desk.clerk)
        self._date_back(proposal, proposed_at=self.rng.randint(1, 6))

    def approve(self, candidate: Candidate) -> None:
        deciding.approve(recommendation=self._newest(candidate), by=self.desk.signer)

    def send_back(self, candidate: Candidate) -> None:
        self._refuse(candidate, "kembalikan", "Alamat tujuan belum jelas.")

    def decline(self, candidate: Candidate) -> None:
        self._refuse(candidate, "tolak", "Pemberi kerja tidak dapat dihubungi.")

    def replace(self, candidate: Candidate) -> None:
        letter = self._newest(candidate)
        deciding.replace(recommendation=letter, by=self.desk.clerk, reason="Pemberi kerja berganti.")
        self._date_back(letter, created_at=10)  # both are made in one moment here: the new one must be the newest

    def revoke(self, candidate: Candidate) -> None:
        reason = "Surat terbit dengan tujuan yang keliru."
        deciding.revoke(recommendation=self._newest(candidate), by=self.desk.signer, reason=reason)

    def give_up(self, candidate: Candidate) -> None:
        candidate.move("batal", by=self.desk.clerk, reason="Mendapat pekerjaan di dekat rumah.")

    def miss(self, candidate: Candidate) -> None:
        self._fresh(candidate).move("tidak-datang", by=self.hosts.officer)

    def arrive(self, candidate: Candidate) -> None:
        """Reports at Kuta with the letter."""
        self.report(candidate.person, letter_token=self._newest(candidate).document.token)

    def report(self, person: Person, **values: str) -> Stay:
        """Somebody reports at Kuta, where the village writes the person down anew."""
        stay = {
            "address": f"Jalan Kelapa No. {self.rng.randint(1, 180)}",
            "banjar": "Segara",
            "lodging_name": "Kos Melati",
            "arrived_on": self.today,
            "planned_until": self.today + datetime.timedelta(days=180),
            **values,
        }
        village = next(village for path, village in self.hosts.villages.items() if "/kuta/" in path)
        return record_arrival(by=self.hosts.officer, village=village, person=_values(person), stay=stay)

    def _refuse(self, candidate, verb, reason):
        deciding.send_back(recommendation=self._newest(candidate), by=self.desk.signer, verb=verb, reason=reason)

    def _newest(self, candidate) -> Recommendation:
        return candidate.recommendations.order_by("-created_at").first()

    def _fresh(self, candidate):
        return Candidate.objects.get(pk=candidate.pk)

    def _date_back(self, record, **days):
        """{column: days ago}: what the desk shows as waiting has waited; the acts keep their true time."""
        moments = {column: timezone.now() - datetime.timedelta(days=ago) for column, ago in days.items()}
        type(record).objects.filter(pk=record.pk).update(**moments)


def _values(person):
    """As a form would give them."""
    return {field: getattr(person, field) for field in PERSON}
