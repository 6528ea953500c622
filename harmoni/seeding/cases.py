"""The demo's quarrels, in the states a mediator's desk has: new, late, at the table, kept, referred, invited."""

import datetime
import uuid
from random import Random
from typing import Any

from adat.mediation import hearing, lodging, papers, referring, seating, settling
from adat.mediation.models import By, Case, Consent, PromiseState, Session
from harmoni.accounts.models import Assignment, User
from harmoni.regions.models import Region
from harmoni.seeding.accounts import BADUNG
from harmoni.seeding.shares import generator
from registrations.people import numbers

DAY = datetime.timedelta(days=1)
TOLD: dict[str, tuple[str, str, str, str, tuple[str, str]]] = {
    "new": (
        "housing",
        "Uang jaminan kos",
        "Uang jaminan Rp 1.500.000 tidak dikembalikan setelah pindah; katanya untuk cat tembok.",
        "Uang jaminan kembali, dipotong ongkos cat bila memang perlu.",
        ("Contoh: Yosef Ndima", "Contoh: pemilik Kos Flamboyan"),
    ),
    "late": (
        "custom",
        "Musik malam hari",
        "Musik keras sampai pukul dua pagi pada hari kerja. Sudah ditegur dua kali.",
        "Ada jam tenang yang disepakati.",
        ("Contoh: warga Gang Mawar", "Contoh: penghuni rumah kontrak nomor 8"),
    ),
    "table": (
        "wage",
        "Upah September",
        "Upah bulan September untuk enam orang belum dibayar; mandornya tidak dapat dihubungi.",
        "Upah dibayar, atau jadwal cicilan tertulis.",
        ("Contoh: enam pekerja proyek vila", "Contoh: CV Tukang Bersama"),
    ),
    "kept": (
        "custom",
        "Parkir di jalan banjar",
        "Motor penghuni kos menutup jalan saat ada upacara.",
        "Jalan bebas pada hari upacara.",
        ("Contoh: Banjar Pering", "Contoh: penghuni Kos Kamboja"),
    ),
    "refused": (
        "refusal",
        "Kamar tidak disewakan",
        "Kamar tiba-tiba penuh setelah calon penyewa menyebut daerah asalnya.",
        "Boleh menyewa seperti orang lain, dan permintaan maaf.",
        ("Contoh: Rambu Katrina", "Contoh: pengelola Wisma Contoh"),
    ),
    "police": (
        "crime",
        "Ancaman dengan senjata tajam",
        "Diancam di tempat parkir. Tidak ada yang terluka.",
        "Merasa aman lagi.",
        ("Contoh: penjaga malam", "Contoh: tidak dikenal"),
    ),
}


def fill_cases(users: dict[str, User], today: datetime.date) -> None:
    """By the verbs of the book; the same label gives the same numbers."""
    rng = generator("demo/cases")
    officer, mediator, companion = users["petugas.kuta"], users["mediator.badung"], users["paguyuban.sumbatimur"]
    _told("new", rng, by=officer)
    late = _told("late", rng, by=None, brought_by="neighbour")
    Case.objects.filter(pk=late.pk).update(next_on=today - 2 * DAY, lodged_at=_ago(5))
    _at_the_table(_told("table", rng, by=officer), mediator, companion, today)
    _kept(_told("kept", rng, by=officer, brought_by="village"), mediator, companion, today)
    refused = _told("refused", rng, by=users["staf.sumbatimur"])
    hearing.receive(case=refused, by=mediator, kind=refused.kind)
    seating.invite(case=refused, by=mediator, office=_office(companion), wanted_by=refused.parties.first())
    _to_the_police(_told("police", rng, by=None), mediator, today)


def _told(name: str, rng: Random, *, by: User | None, **changes: Any) -> Case:
    kind, subject, summary, wish, names = TOLD[name]
    values: dict[str, Any] = {
        "kind": kind,
        "subject": subject,
        "summary": summary,
        "desired_outcome": wish,
        "where": "Kuta",
    }
    values |= {"brought_by": "newcomer", "regency": Region.objects.get(code=BADUNG), "confidential": True, **changes}
    parties = [{"side": side, "name": who} for side, who in zip(("asking", "answering"), names, strict=True)]
    key, number = uuid.UUID(int=rng.getrandbits(128), version=4), numbers.new_number(lodging.NUMBER, rng.choice)
    return lodging.lodge(key=key, values=values | {"number": number}, parties=parties, by=by)


def _office(user):
    return Assignment.objects.current().filter(user=user).order_by("pk").first()


def _ago(days):
    return datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)


def _meet(case, mediator, companion, on):
    """Received, both sides willing and seated, and a day to meet."""
    hearing.receive(case=case, by=mediator, kind=case.kind)
    for party in case.parties.all():
        lodging.record_consent(case=case, by=mediator, party=party, consent=Consent.YES)
    seat = seating.invite(case=case, by=mediator, office=_office(companion), wanted_by=case.parties.first())
    seating.answer(seat=seat, by=companion, willing=True, has_conflict=False)
    names = [party.name for party in case.parties.all()]
    meeting = {"held_on": on, "starts_at": datetime.time(16), "venue": "Balai Banjar Pering (contoh)"}
    return hearing.schedule(case=case, by=mediator, invited=names, how=By.LETTER, **meeting)


def _at_the_table(case, mediator, companion, today):
    session = _meet(case, mediator, companion, today + 3 * DAY)
    papers.invite_by_letter(session, [party.name for party in case.parties.all()], by=mediator)


def _kept(case, mediator, companion, today):
    """Agreed forty days ago; the visits of the seventh and thirtieth day found it kept."""
    session = _meet(case, mediator, companion, today)
    Session.objects.filter(pk=session.pk).update(held_on=today - 40 * DAY)
    said = "Kedua pihak hadir. Sepakat jadwal upacara ditempel di kos, motor dipindah sehari sebelumnya."
    minutes = hearing.write_minutes(case=case, by=mediator, session=session, text=said)
    for party in case.parties.all():
        hearing.sign(minutes=minutes, by=mediator, name=party.name, drawn=party.name)
    owners = [party.name for party in case.parties.all()]
    promises = [
        {"owner": owners[0], "what": "Memindahkan motor sehari sebelum upacara", "due_on": today - 30 * DAY},
        {"owner": owners[1], "what": "Menempelkan jadwal upacara tiga hari sebelumnya", "due_on": today - 35 * DAY},
    ]
    agreed_on = today - 40 * DAY
    agreement = settling.agree(case=case, by=mediator, agreed_on=agreed_on, text=said, promises=promises)
    papers.print_agreement(agreement, by=mediator)
    for promise in agreement.promises.all():
        settling.settle_promise(case=case, by=mediator, promise=promise, state=PromiseState.KEPT)
    for visit in list(agreement.visits.all())[:2]:
        settling.visit(case=case, by=mediator, visited_on=visit.due_on, found="Jalan bebas pada hari upacara.")
    Case.objects.filter(pk=case.pk).update(lodged_at=_ago(55))


def _to_the_police(case, mediator, today):
    hearing.receive(case=case, by=mediator, kind=case.kind)
    values = {"receiver": "police", "office": "Polsek Kuta (contoh)", "need": "Ditindaklanjuti"}
    values |= {"answer_by": today + 10 * DAY, "expires_on": today + 60 * DAY}
    fields = ("subject", "happened_on", "where", "summary")
    referring.refer(case=case, by=mediator, values=values, fields=fields, consented_on=today)
