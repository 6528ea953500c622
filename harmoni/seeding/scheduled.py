"""The demo's reports: each province's month, Badung's week, Kuta's morning; the worker makes them at the start."""

import datetime

from harmoni.accounts.models import User
from harmoni.dashboard.snapshots import monday
from harmoni.periodic.asking import ask, set_up
from harmoni.periodic.models import viewpoint_of
from harmoni.periodic.periods import Kind, Period
from harmoni.seeding.accounts import KUTA

ORDERS = (
    ("provinsi.bali", Kind.MONTHLY, "51", "Bali", ()),
    ("provinsi.ntt", Kind.MONTHLY, "53", "Nusa Tenggara Timur", ()),
    ("kabupaten.badung", Kind.WEEKLY, "5103", "Kabupaten Badung", ("provinsi.bali",)),
    ("petugas.kuta", Kind.DAILY, KUTA, "Desa Adat Kuta", ()),
)


def order_reports(users: dict[str, User], today: datetime.date) -> None:
    for owner, kind, path, place, readers in ORDERS:
        by, view, recipients = users[owner], viewpoint_of(path), [users[name] for name in readers]
        schedule = set_up(by=by, kind=kind, view=view, place_name=place, recipients=recipients)
        ask(by=by, view=view, period=newest(kind, today), place_name=place, schedule=schedule)


def newest(kind: Kind, today: datetime.date) -> Period:
    """The last period that is over when this week's figures are frozen; of the queues today."""
    period = Period.of(kind, today)
    while kind != Kind.DAILY and period.end > monday(today):
        period = period.before
    return period
