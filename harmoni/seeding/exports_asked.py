"""The demo's exports: Kuta's whole book, which waits for the bendesa, and last week's small one, fetched and gone."""

import datetime

from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.reports.asking import ask
from harmoni.reports.models import KEPT, Export, Format, Kind, Purpose, Queue
from harmoni.reports.workflow import Status
from harmoni.seeding.accounts import KUTA
from harmoni.seeding.shares import generator
from registrations.people import numbers


def ask_for_exports(users: dict[str, User]) -> None:
    rng = generator("demo/exports")
    by = users["petugas.kuta"]
    chosen = {"by": by, "place": KUTA, "place_name": "Desa Adat Kuta", "purpose": Purpose.REPORT}
    asked = timezone.now() - datetime.timedelta(days=7)
    Export.objects.create(
        number=numbers.new_number("E", rng.choice),
        kind=Kind.LIST,
        format=Format.PDF,
        queue=Queue.ENDING,
        purpose_words="Paruman desa: siapa yang masa tinggalnya berakhir",
        count=14,
        asked_at=asked,
        status=Status.EXPIRED,
        expires_at=asked + KEPT,
        downloads=1,
        **chosen,
    )
    ask(
        export=Export(
            number=numbers.new_number("E", rng.choice),
            kind=Kind.REGISTER,
            format=Format.XLSX,
            purpose_words="Laporan triwulan kepada Kelurahan Kuta",
            **chosen,
        )
    )
