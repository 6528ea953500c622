"""Synthetic stays: where somebody lives in a desa adat, in whose house, what for, and the rows beside it."""

import base64
import datetime
import uuid
from collections.abc import Iterator
from random import Random
from typing import Any

from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.letters.models import Document
from harmoni.regions.models import CustomaryVillage
from harmoni.seeding.lives import Life
from harmoni.seeding.people import new_id, phone
from harmoni.seeding.shares import Shares, generator, happens, table
from registrations.people import numbers
from registrations.people.models import Person, Presence, Sex
from registrations.residency.jobs import job_of
from registrations.residency.models import Category, Job, Purpose, Registration, Stay
from registrations.residency.receipts import receipt_of
from registrations.residency.workflow import Status

WORKING_AGE = range(17, 66)
STUDENT, HOMEMAKER, NONE = "Pelajar/Mahasiswa", "Mengurus Rumah Tangga", "Belum/Tidak Bekerja"
EMPLOYED = {"Karyawan Swasta", "Juru Masak", "Pembantu Rumah Tangga", "Penata Rambut", "Konstruksi", "Sopir"}
EMPLOYED |= {"Pramusaji", "Petugas Kebersihan Hotel", "Penjaga Toko", "Satpam", "Kasir", "Resepsionis Hotel"}
OWN_WISH = 0.01  # another category than tamiu, at the person's own request
FLOWERS = (
    "Melati",
    "Cempaka",
    "Kamboja",
    "Anggrek",
    "Teratai",
    "Mawar",
    "Kenanga",
    "Flamboyan",
    "Dahlia",
    "Sandat",
)
TREES = (
    "Beringin",
    "Cemara",
    "Pandan",
    "Nangka",
    "Mangga",
    "Jepun",
    "Waru",
    "Kelapa",
    "Sawo",
    "Pule",
    "Bambu",
    "Jati",
)
LODGINGS = Shares([("Kos", 60), ("Kontrakan", 20), ("Rumah kos", 12), ("Mes", 8)])
FIRMS = (
    "Warung Makan",
    "Toko",
    "Vila",
    "Restoran",
    "Penginapan",
    "Laundry",
    "Bengkel",
    "Salon",
    "Kafe",
    "Bangunan",
)


class Stays:
    """Draws stays and writes down what belongs to them."""

    def __init__(self, names, hamlets: dict) -> None:
        self.names, self.hamlets = names, hamlets
        rows = table("ASUMSI_pekerjaan_pendatang.csv")
        jobs = [((row["occupation"], row["kbji_code"]), float(row["weight"])) for row in rows]
        self.jobs = {
            Sex.MALE: Shares(job for job in jobs if job[0][0] != HOMEMAKER),
            Sex.FEMALE: Shares(jobs),
        }

    def draw(self, rng: Random, person: Person, age: int, village: CustomaryVillage, life: Life) -> Stay:
        """An unsaved stay; whether its NIK is free is not asked here."""
        stay = Stay(
            pk=new_id(rng),
            person=person,
            customary_village=village,
            registration_number=numbers.new_number(numbers.STAY, rng.choice),
            status=Status.DEPARTED if life.departed_on else Status.ACTIVE,
            nik_digest=person.nik_digest,
            arrived_on=life.arrived_on,
            term_since=life.terms[-1].since,
            planned_until=life.terms[-1].until,
            departed_on=life.departed_on,
            year_since=life.year_since,
            registered_at=in_office(rng, life.registered_on),
        )
        person.created_at = stay.registered_at
        self._lodge(rng, stay)
        self._employ(rng, stay, age)
        return stay

    def _lodge(self, rng, stay):
        """Address, banjar, house and who answers for it."""
        stay.address = f"Jalan {rng.choice(TREES)} No. {rng.randint(1, 180)}"
        if happens(rng, 0.3):
            stay.address = f"{stay.address}, Gang {rng.choice(FLOWERS)}"
        if known := self.hamlets.get(stay.customary_village_id):
            stay.banjar = rng.choice(known) if happens(rng, 0.95) else ""
        if happens(rng, 0.85):
            stay.lodging_name = f"{LODGINGS.draw(rng)} {rng.choice(FLOWERS)}"
        if happens(rng, 0.9):
            stay.responsible_name = self.names.balinese(rng, rng.choice(Sex.values))
            stay.responsible_phone = phone(rng)
        if stay.lodging_name and happens(rng, 0.2):
            stay.lodging_phone = phone(rng)
        if happens(rng, OWN_WISH):
            stay.category = rng.choice([Category.KRAMA_TAMIU, Category.KRAMA_DESA_ADAT])
            stay.category_request = f"Minta dicatat sebagai {stay.get_category_display().lower()}."
            stay.category_requested_on = stay.arrived_on

    def _employ(self, rng, stay, age):
        """Occupation, employer and contract, and the purpose that follows from them."""
        job, code = self.jobs[stay.person.sex].draw(rng)
        if age not in WORKING_AGE:
            job, code = (STUDENT if 6 < age < 17 else NONE), ""
        stay.occupation, stay.occupation_code = job, code
        stay.purpose = _purpose(rng, job)
        if job in EMPLOYED:
            if happens(rng, 0.8):
                stay.employer_name = f"{rng.choice(FIRMS)} {rng.choice(FLOWERS)}"
            if happens(rng, 0.4):
                stay.contract_until = stay.planned_until + datetime.timedelta(days=rng.randint(0, 60))


def _purpose(rng, job):
    if happens(rng, 0.02):
        return Purpose.OTHER
    return {STUDENT: Purpose.STUDY, HOMEMAKER: Purpose.FAMILY, NONE: Purpose.FAMILY}.get(job, Purpose.WORK)


def in_office(rng: Random, day: datetime.date) -> datetime.datetime:
    """A moment of that day between eight and three, WITA."""
    moment = datetime.time(8 + rng.randrange(7), rng.randrange(60), rng.randrange(60))
    return timezone.make_aware(datetime.datetime.combine(day, moment))


def jobs_of(stays: list[Stay]) -> list[Job]:
    """The first job of each who works, as it is born with a stay."""
    found = [job for stay in stays if (job := job_of(stay))]
    for job in found:
        job.pk = new_id(generator(f"{job.stay_id}/job"))
    return found


def presence_of(stay: Stay) -> Presence:
    return Presence(
        person_id=stay.person_id,
        side=Presence.Side.DESTINATION,
        path=stay.place,
        since=stay.arrived_on,
        until=stay.departed_on,
    )


def receipts_of(rng: Random, stay: Stay, life: Life, row: Registration) -> list[Document]:
    """One for each term; all but the last are superseded, and that one ends with the stay. Their PDFs are not made."""
    found, last = [], Document.State.ENDED if stay.departed_on else Document.State.VALID
    for term in life.terms:
        receipt = receipt_of(stay, row)
        receipt.pk, receipt.token = new_id(rng), token(rng)
        receipt.issued_on, receipt.valid_until = term.since, term.until
        receipt.created_at = in_office(rng, term.since)
        receipt.state = last if term is life.terms[-1] else Document.State.SUPERSEDED
        found.append(receipt)
    found[0].created_at = stay.registered_at
    return found


def token(rng: Random) -> str:
    """The code of a paper's check page: 128 bits, as a real one has."""
    return base64.urlsafe_b64encode(rng.randbytes(16)).rstrip(b"=").decode()


def acts_of(stay: Stay, life: Life, by: User) -> Iterator[dict[str, Any]]:
    """What the history holds of this stay: reported, renewed, departed."""
    about: dict[str, Any] = {"by": by, "subjects": [stay.person_id, stay.pk], "place": stay.place}
    here = Status.ACTIVE if stay.status == Status.DEPARTED else stay.status
    yield {"verb": "lapor", "after": here, **about}
    for before, after in zip(life.terms, life.terms[1:], strict=False):
        detail = {"planned_until": [str(before.until), str(after.until)]}
        yield {"verb": "perpanjang", "before": here, "after": here, "detail": detail, **about}
    if life.departed_on:
        yield {"verb": "pulang", "before": here, "after": Status.DEPARTED, **about}


def other_number(prefix: str, record: uuid.UUID) -> str:
    """The number of a record whose first one is taken already."""
    return numbers.new_number(prefix, generator(str(record)).choice)
