"""The rows of synthetic stays in both registers, and how far their national registration is."""

import datetime

from harmoni.regions.models import Region
from harmoni.seeding.shares import Shares, generator
from registrations.residency.models import Registration, Stay
from registrations.residency.registers import entries
from registrations.residency.workflow import National

N = National
# Assumption: most are never registered at Dukcapil; whoever has stayed longer is more often.
FATES = Shares([(N.ACCEPTED, 46), (N.SENT, 14), (N.REFUSED, 4), (N.PREPARED, 8), (N.UNPREPARED, 28)])
REFUSALS = (
    "Foto KTP tidak terbaca. Kirim ulang.",
    "Alamat di Bali kurang lengkap: tulis nama lingkungan.",
    "NIK sudah terdaftar di kabupaten lain. Batalkan yang lama dahulu.",
)


class Villages:
    """The desa and kelurahan in which stays of a desa adat may lie: its own where they are known, else its kecamatan's.

    A desa adat of which only the kabupaten is known has none: its rows wait, as in the office.
    """

    def __init__(self) -> None:
        self.known: dict[str, list[str]] = {}

    def settle(self, stays: list[Stay]) -> None:
        """Writes the desa or kelurahan of each address, the same for the same stay."""
        districts = {stay.place[:6] for stay in stays} - self.known.keys()
        self.known |= {district: [] for district in districts}
        for code in Region.objects.filter(parent__in=districts, level=Region.Level.VILLAGE).values_list(
            "pk", flat=True
        ):
            self.known[code[:6]].append(code)
        for stay in stays:
            if there := self.known[stay.place[:6]]:
                stay.village_id = generator(f"{stay.pk}/village").choice(there)


def registrations_of(stays: list[Stay], today: datetime.date) -> list[Registration]:
    """The unsaved rows, two for each stay, the tamiu's first."""
    rows = entries(stays)
    for row in rows[1::2]:
        if row.stay.nik_digest:
            _report(row, today)
    return rows


def _report(row, today):
    rng = generator(f"{row.stay.pk}/national")
    row.status = FATES.draw(rng)
    if row.status in (N.UNPREPARED, N.PREPARED):
        return
    row.sent_on = min(row.valid_from + datetime.timedelta(days=rng.randint(0, 12)), today)
    if row.status == N.REFUSED:
        row.refusal = rng.choice(REFUSALS)
    if row.status == N.ACCEPTED:
        row.received_on = min(row.sent_on + datetime.timedelta(days=rng.randint(1, 9)), today)
        row.receipt_number = f"F115-{row.book[:4]}-{rng.randint(0, 999999):06d}"
