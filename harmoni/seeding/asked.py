"""What the synthetic stays ask of others: a task for the origin of who came without a letter, and a few referrals."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.history.record import record_acts
from harmoni.notices.models import Notice
from harmoni.seeding.officers import Desk
from harmoni.seeding.people import new_id
from harmoni.seeding.shares import generator, happens
from harmoni.seeding.stays import in_office
from registrations.residency.follow_up import DUE, task_of
from registrations.residency.models import Referral, Service, Stay
from registrations.residency.referring import ANSWER_WITHIN, answer_of, question_of
from registrations.residency.workflow import ReferralStatus

BATCH = 2000
REFERRED = 0.012
NEEDS = {
    Service.SCHOOL: ("Anak pindah ke SD negeri terdekat.", "Anak mendaftar SMP di tengah tahun ajaran."),
    Service.HEALTH: ("Pemeriksaan kehamilan di puskesmas.", "Imunisasi anak di puskesmas."),
    Service.INSURANCE: ("BPJS Kesehatan aktif kembali dan pindah faskes.", "BPJS Ketenagakerjaan dari pemberi kerja."),
    Service.LEGAL_AID: ("Upah dua bulan belum dibayar.", "Uang jaminan kos tidak dikembalikan."),
}
ANSWERS = {
    Service.SCHOOL: "Sekolah menerima; datang dengan rapor terakhir dan bukti lapor diri.",
    Service.HEALTH: "Puskesmas melayani pada hari kerja; bawa bukti lapor diri.",
    Service.INSURANCE: "Kepesertaan sudah diperiksa; perubahan diurus di kantor cabang.",
    Service.LEGAL_AID: "Pos bantuan hukum menerima pada hari Senin, tanpa biaya.",
}


@dataclass
class Asked:
    """Rows of a batch, to be written together."""

    notices: list[Notice] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)

    def save(self) -> None:
        Referral.objects.bulk_create(self.referrals, batch_size=BATCH)
        Notice.objects.bulk_create(self.notices, batch_size=BATCH)
        record_acts(self.acts)


def asked_by(stays: list[Stay], today: datetime.date, desks: dict[str, Desk], regencies: dict[str, User]) -> Asked:
    """`desks`: of the origins; `regencies`: {code of a regency of Bali: who answers there}."""
    found = Asked()
    for stay in stays:
        rng = generator(f"{stay.pk}/asked")
        if task := task_of(stay, _day(stay) + DUE):
            _date(rng, task, stay, today, desks)
            found.notices.append(task)
        if happens(rng, REFERRED) and (today - _day(stay)).days > 2:
            _refer(rng, found, stay, today, regencies)
    return found


def _day(stay):
    return timezone.localdate(stay.registered_at)


def _date(rng: Random, task: Notice, stay: Stay, today: datetime.date, desks: dict[str, Desk]) -> None:
    """Asked on the day of the report; the older the likelier it is done."""
    day, age = _day(stay), (today - _day(stay)).days
    task.pk, task.created_at = new_id(rng), stay.registered_at
    if age > 2 and happens(rng, min(0.9, 0.15 + age / 100)):
        done = day + datetime.timedelta(days=rng.randint(1, min(age - 1, 20)))
        task.done_at, task.done_by = in_office(rng, done), desks[task.place].clerk


def _refer(rng: Random, found: Asked, stay: Stay, today: datetime.date, regencies: dict[str, User]) -> None:
    latest = min(today, stay.departed_on or today) - datetime.timedelta(days=1)
    made = _day(stay) + datetime.timedelta(days=rng.randint(0, max(0, (latest - _day(stay)).days)))
    service = rng.choice(Service.values)
    referral = Referral(
        pk=new_id(rng),
        stay=stay,
        service=service,
        need=rng.choice(NEEDS[Service(service)]),
        made_by=stay.registered_by,
        made_at=in_office(rng, made),
        due_on=made + ANSWER_WITHIN,
    )
    age = (today - made).days
    if age > 2 and happens(rng, 0.85 if age > ANSWER_WITHIN.days else 0.5):
        _answer(rng, referral, made + datetime.timedelta(days=rng.randint(1, min(age - 1, 9))), regencies)
    found.referrals.append(referral)
    found.notices.extend(_notices(rng, referral))
    found.acts.extend(_acts(referral))


def _answer(rng, referral, day, regencies):
    referral.status = ReferralStatus.ANSWERED
    referral.answer = ANSWERS[Service(referral.service)]
    referral.answered_by = regencies[referral.place[:4]]
    referral.answered_at = in_office(rng, day)


def _notices(rng: Random, referral: Referral) -> Iterator[Notice]:
    """The regency's task, done by its answer; and the village's, done by most when they had told the person."""
    question = question_of(referral)
    question.pk, question.created_at = new_id(rng), referral.made_at
    question.done_at, question.done_by = referral.answered_at, referral.answered_by
    yield question
    if referral.answered_at:
        answer = answer_of(referral)
        answer.pk, answer.created_at = new_id(rng), referral.answered_at
        if happens(rng, 0.6):
            answer.done_at = referral.answered_at + datetime.timedelta(hours=2)
            answer.done_by = referral.made_by
        yield answer


def _acts(referral: Referral) -> Iterator[dict[str, Any]]:
    about = {"subjects": referral.subjects, "place": referral.place}
    yield {"verb": "rujuk", "by": referral.made_by, "after": ReferralStatus.SENT, **about}
    if referral.answered_by:
        change = {"before": ReferralStatus.SENT, "after": ReferralStatus.ANSWERED}
        yield {"verb": "jawab", "by": referral.answered_by, **change, **about}
