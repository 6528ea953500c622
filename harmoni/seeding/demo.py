"""The demo world: the contract's accounts, banjar marked as examples, people enough for lively desks."""

import datetime
from typing import Any

from django.db import transaction

from harmoni.regions.models import CustomaryHamlet, CustomaryVillage
from harmoni.seeding.accounts import INTARAN, KUTA, open_accounts
from harmoni.seeding.cases import fill_cases
from harmoni.seeding.doubles import write_doubles
from harmoni.seeding.drafts import begin_forms
from harmoni.seeding.dues import fill_dues
from harmoni.seeding.exports_asked import ask_for_exports
from harmoni.seeding.gathered import fill_gathered
from harmoni.seeding.houses import fill_ledger
from harmoni.seeding.mail import fill_mail
from harmoni.seeding.origin_desks import open_desks, write_letterheads
from harmoni.seeding.people import People
from harmoni.seeding.prevention import fill_prevention
from harmoni.seeding.scheduled import order_reports
from harmoni.seeding.sheets import send_sheet
from harmoni.seeding.slips import fill_slips
from harmoni.seeding.stay_clock import fill_clock
from harmoni.seeding.workplaces import open_workplaces
from harmoni.seeding.world import World
from registrations.residency.models import Papers

HAMLETS = {
    KUTA: (
        "Pering",
        "Pengabetan",
        "Pelasa",
        "Pemamoran",
        "Pande Mas",
        "Tebasari",
        "Temacun",
        "Segara",
        "Anyar",
    ),
    INTARAN: (
        "Gulingan",
        "Pekandelan",
        "Batursari",
        "Belanjong",
        "Semawang",
        "Betngandang",
        "Singgi",
        "Tanjung",
    ),
}
OFFICERS = {KUTA: "petugas.kuta", INTARAN: "petugas.intaran"}
PAPERS: dict[str, dict[str, Any]] = {
    KUTA: {"village_id": "5103011002", "letterhead": "Jalan Contoh 1, Kuta", "tamiu_called": "tamiu berdomisili"},
    INTARAN: {"letter_name": "Surat Tanda Lapor Diri Tamiu", "mark": "STLDT", "months": 6},
}
PEOPLE = {KUTA: 115, INTARAN: 45, None: 240}  # None: all over Bali


@transaction.atomic
def fill_demo(today: datetime.date) -> tuple[int, int]:
    """Fills an empty database; returns the counts of accounts and people."""
    users = open_accounts()
    write_letterheads()
    villages = CustomaryVillage.objects.in_bulk([KUTA, INTARAN], field_name="path")
    for path, names in HAMLETS.items():
        CustomaryHamlet.objects.bulk_create(
            [CustomaryHamlet(customary_village=villages[path], name=name, example=True) for name in names],
            ignore_conflicts=True,
        )
    Papers.objects.bulk_create([Papers(customary_village=villages[path], **own) for path, own in PAPERS.items()])
    for path, people in PEOPLE.items():
        world = World(f"demo/{path or ''}", today=today, village=villages.get(path), waiting=0)
        world.fill(people)
        if path:
            write_doubles(world, villages[path], today)
    someone, known = People(today), {user.username: user for user in users}
    open_desks(known, someone, today)
    open_workplaces(villages[KUTA], known["petugas.kuta"], someone.names, today)
    ask_for_exports(known)
    fill_clock({villages[path]: known[officer] for path, officer in OFFICERS.items()}, today)
    for path, officer in OFFICERS.items():  # after the moves: a house is overfull by those who live there still
        fill_ledger(villages[path], known[officer], someone.names, today)
        fill_slips(villages[path], known[officer])
    fill_mail(villages[KUTA], known["petugas.kuta"], today)
    fill_dues(villages[KUTA], known["bendesa.kuta"], known["petugas.kuta"], today)
    fill_prevention(known, today)
    fill_gathered(known, today)
    fill_cases(known, today)
    begin_forms(known["petugas.kuta"])
    send_sheet(villages[KUTA], known["petugas.kuta"], today)
    order_reports(known, today)
    return len(users), sum(PEOPLE.values())
