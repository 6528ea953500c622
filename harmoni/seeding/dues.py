"""The demo's dues: a tariff and one of nought on a pararem, a few receipts, one voided; reports past the village."""

import datetime
import uuid

from adat.villages import dues, field_check, levy_reports
from harmoni.accounts.models import User
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.seeding.shares import generator
from registrations.residency.models import Stay

PARAREM = {"number": "03/PR-CONTOH/2026", "title": "Kebersihan dan keamanan lingkungan (contoh)"}
PURPOSES = (("dudukan", "Kebersihan lingkungan", 20_000), ("punia", "Upacara desa", 0))
TOLD = (
    ("village", "Pasar Contoh", "Diminta Rp 100.000 tiap tiga bulan untuk kartu, tanpa bukti.", 100_000),
    ("other", "Gang Flamboyan", "Orang tak dikenal meminta uang keamanan di kos.", 50_000),
)


def fill_dues(village: CustomaryVillage, head: User, officer: User, today: datetime.date) -> None:
    """By the verbs of the book, on stays that the same label and day always give."""
    since = today - datetime.timedelta(days=60)
    values = PARAREM | {"decided_on": since, "valid_from": since, "text": "Contoh isi pararem untuk latihan."}
    pararem = dues.record_pararem(village=village, by=head, values=values)
    for kind, purpose, amount in PURPOSES:
        words = {"kind": kind, "purpose": purpose, "amount": amount, "per": "person_month", "valid_from": since}
        dues.publish_tariff(pararem=pararem, by=head, values=words)
    asked_for = pararem.tariffs.filter(amount__gt=0).get()
    stays = Stay.objects.here().filter(customary_village=village).select_related("person", "customary_village")
    stays = list(stays.order_by("pk")[:7])
    paid = [
        dues.receive(stay=stay, tariff=asked_for, count=1 + place % 3, by=officer) for place, stay in enumerate(stays)
    ]
    if paid:
        dues.void(payment=paid[-1], by=head, reason="Tertulis dua kali, uang dikembalikan")
    for stay in stays[:2]:
        field_check.check(code=stay.registration_number, by=officer, village=village)
    _report(village, today)


def _report(village, today):
    rng = generator(f"demo/{village.path}/levy")
    regency = Region.objects.get(code=village.path[:4])
    for collector, where, what, amount in TOLD:
        values = {"what": what, "where": f"{where}, {village.name}", "collector": collector, "amount": amount}
        values |= {"regency": regency, "happened_on": today - datetime.timedelta(days=3)}
        levy_reports.report(key=uuid.UUID(int=rng.getrandbits(128), version=4), values=values)
