"""One sheet of newcomers taken up twice in the same run: by the portal, and by django-import-export.

Both read the same XLSX, make a dry run and then save, under the rules of the very same form. The portal also seals
the numbers, writes history and receipt, asks the origin, and looks for duplicates after the saving, which is timed by
itself; of the other only the person, the presence and the stay are asked. Its answers are kept as small as it can (no
diff, no look for an earlier instance).
"""

import contextlib
import datetime
import io
import itertools
import resource
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

import adat.villages.tasks  # noqa: F401 - its handlers do the steps
import registrations.people.tasks  # noqa: F401 - its handler looks for duplicates
from adat.villages.cells import meaning
from adat.villages.judging import RowForm
from adat.villages.models import Sheet
from adat.villages.saving import begin
from adat.villages.uploading import upload
from harmoni.accounts.models import User
from harmoni.notices.models import Outbox
from harmoni.notices.outbox import drain
from harmoni.regions.models import CustomaryVillage
from harmoni.seeding.names import Names
from harmoni.seeding.shares import generator
from registrations.people.duplicates import LOOK
from registrations.people.models import Person, Presence
from registrations.residency.models import Stay

try:
    import tablib
    from import_export import fields, resources, widgets
except ImportError:  # a tool of the bench (tests/requirements.in), not of the portal
    tablib = None

GOAL = 15  # times as fast
STEPS = "villages."
STAND_BY = "import django; django.setup(); from harmoni.measuring import imports; imports.stand_by()"
NAMES = (
    *("nik", "full_name", "sex", "birth_date", "phone", "origin_village"),
    *("address", "banjar", "purpose", "occupation", "arrived_on", "planned_until"),
)
OF_STAY = NAMES[6:]
FIRST_BIRTHDAY = datetime.date(1950, 1, 1)
DISTRICTS = ("531101", "530401", "530801", "352101")


@dataclass(frozen=True)
class Compared:
    rows: int
    megabytes: float
    ours: float  # seconds, dry run and saving
    theirs: float | None  # the same; None where it is not installed
    looking: float  # seconds for the duplicates among ours, which the worker looks for after the saving
    memory: int  # MB, the most that a process of ours ever held before the other began

    @property
    def ratio(self) -> float | None:
        return self.theirs and self.theirs / self.ours

    def __str__(self):
        rate = f"import of {self.rows:,} rows ({self.megabytes:.1f} MB): {self.rows / self.ours:,.0f} rows a second"
        if self.ratio is None:
            return f"{rate}, django-import-export is not installed"
        verdict = "ok" if self.ratio >= GOAL else "MISSED"
        other = f"{self.rows / (self.theirs or 1):,.0f} by django-import-export, {self.ratio:.1f} times as fast"
        later = f"the look for duplicates {self.looking:.1f} s afterwards"
        return f"{rate}, {other} (goal {GOAL}: {verdict}), {later}, at most {self.memory} MB"

    @property
    def facts(self) -> dict[str, Any]:
        return {**vars(self), "times_as_fast": self.ratio, "goal": GOAL}


def compare(count: int, *, by: User, village: CustomaryVillage) -> Compared:
    """Takes up two sheets of so many rows, alike but for their NIKs."""
    mine, other = (_workbook(rows(count, first)) for first in (0, count))
    at_work()
    with second_process():
        ours = timed(lambda: take_up(mine, count, by=by, village=village))
        looking = timed(lambda: _work(LOOK))
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    theirs = timed(lambda: take_up_otherwise(other, count, by=by, village=village)) if tablib else None
    return Compared(count, len(mine) / 1e6, ours, theirs, looking, memory)


def timed(act: Callable[[], None]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def rows(count: int, first: int) -> Iterator[dict[str, Any]]:
    """Newcomers named as people there are, NIKs that fit, words instead of codes, days as offices write them."""
    today, names = timezone.localdate(), Names()
    for number in range(first, first + count):
        born = FIRST_BIRTHDAY + datetime.timedelta(days=number % 18_000)
        yield {
            "nik": f"{DISTRICTS[number % 4]}{born:%d%m%y}{1 + number // 18_000 + 7000:04}",
            "full_name": names.full_name(generator(f"bench/{number}"), "L", DISTRICTS[number % 4][:4]),
            "sex": "Laki-laki",
            "birth_date": f"{born:%d-%m-%Y}",
            "phone": f"0812{number:08}",
            "origin_village": DISTRICTS[number % 4],
            "address": f"Jalan Raya Kuta {number % 900}",
            "banjar": "Pering",
            "purpose": "Bekerja",
            "occupation": "Juru masak",
            "arrived_on": f"{today:%d-%m-%Y}",
            "planned_until": f"{today + datetime.timedelta(days=180):%d-%m-%Y}",
        }


def _workbook(found):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Pendatang")
        sheet.write_row(0, 0, NAMES)
        for number, row in enumerate(found, 1):
            sheet.write_row(number, 0, [row[name] for name in NAMES])
    return file.getvalue()


def take_up(content: bytes, count: int, *, by: User, village: CustomaryVillage) -> None:
    """Upload, dry run and saving as the worker does them; the receipts' PDFs are made later."""
    sheet = upload(by=by, village=village, name="daftar.xlsx", content=content)
    _work()
    begin(sheet, by=by)
    _work()
    sheet.refresh_from_db()
    if sheet.state != Sheet.State.SAVED or sheet.rows.exclude(stay=None).count() != count:
        raise RuntimeError(f"the sheet was not taken up: {sheet.state} {sheet.fault} {sheet.counts()}")


def _work(kind=STEPS):
    waiting = Outbox.objects.filter(kind__startswith=kind, state=Outbox.State.WAITING)
    while waiting.exists():
        if not drain(kind=kind):
            if waiting.exclude(last_error="").exists():
                raise RuntimeError("a step of the import failed")
            time.sleep(0.01)  # the other process is at it


@contextlib.contextmanager
def second_process() -> Iterator[None]:
    """The portal's worker has two processes; none beside a transaction, of which another process sees nothing."""
    if connection.in_atomic_block:
        yield
        return
    mine = subprocess.Popen([sys.executable, "-c", STAND_BY], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
    try:
        mine.stdout.readline()  # it is ready
        yield
    finally:
        mine.communicate()


def at_work() -> None:
    """As a process that has worked before: the tree of addresses takes half a second to read, once."""
    reverse("residency:list")


def stand_by() -> None:
    """Takes part in the work on sheets until the input is closed."""
    at_work()
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        if not drain(kind=STEPS) and not drain(kind=LOOK):
            time.sleep(0.01)


def take_up_otherwise(content: bytes, count: int, *, by: User, village: CustomaryVillage) -> None:
    """The dry run that its users confirm, and the import."""
    data = tablib.Dataset().load(content, format="xlsx")
    newcomers = resource_of(by, village)
    for dry_run in (True, False):
        result = newcomers.import_data(data, dry_run=dry_run, use_transactions=True)
        if result.has_errors() or result.has_validation_errors() or result.totals["new"] != count:
            raise RuntimeError(f"the other import failed: {result.totals}")


def resource_of(by: User, village: CustomaryVillage) -> Any:
    """A resource as its handbook writes one: a column a field, words turned by a widget, rules by a form."""
    places: dict = {}
    numbered = itertools.count(1)

    class Word(widgets.Widget):
        def __init__(self, name):
            super().__init__()
            self.name = name

        def clean(self, value, row=None, **kwargs):
            return meaning(self.name, value)

    class Newcomers(resources.ModelResource):
        locals().update({name: fields.Field(name, name, widget=Word(name)) for name in OF_STAY})

        class Meta:
            model = Stay
            fields = OF_STAY
            skip_diff = True

        def get_instance(self, instance_loader, row):
            return None

        def before_import_row(self, row, **kwargs):
            self.form = RowForm({name: meaning(name, row[name]) for name in NAMES}, places)
            if not self.form.is_valid():
                raise ValidationError(self.form.errors)

        def do_instance_save(self, instance, is_create):
            _save_plainly(instance, self.form, by, village, f"T-{next(numbered):09}")

    return Newcomers()


def _save_plainly(stay, form, by, village, number):
    """Person, presence and stay."""
    values = form.person_values()
    person = Person(**{name: value for name, value in values.items() if value and name not in ("nik", "phone")})
    person.set_nik(values["nik"])
    person.phone = values["phone"]
    person.save(force_insert=True)
    for name in OF_STAY:
        setattr(stay, name, form.cleaned_data[name])
    stay.person, stay.customary_village, stay.registered_by = person, village, by
    stay.registration_number, stay.nik_digest = number, person.nik_digest
    stay.term_since = timezone.localdate()
    stay.save(force_insert=True)
    side = Presence.Side.DESTINATION
    Presence.objects.create(person=person, side=side, path=village.path, since=stay.arrived_on)
