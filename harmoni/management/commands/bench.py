import datetime
import tempfile
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from harmoni.accounts.roles import Permission
from harmoni.dashboard.snapshots import monday, recount_and_freeze
from harmoni.measuring.goals import Judged, head, judge
from harmoni.measuring.imports import Compared, compare
from harmoni.measuring.live_figures import beside_live
from harmoni.measuring.multiplied import multiply, read
from harmoni.measuring.newcomers import province_viewer, village_officer
from harmoni.measuring.pages import Sample, measure, works
from harmoni.measuring.papers import paper_works, rates
from harmoni.measuring.report import keep, table
from harmoni.measuring.tampering import as_owner
from harmoni.regions.models import CustomaryVillage
from harmoni.seeding.accounts import KUTA
from harmoni.seeding.world import World
from registrations.residency.models import Stay

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
SEEDED = 10_000  # people whom the seed writes; larger worlds are these, multiplied
TIMES = 10  # from each size to the next
LARGE = 0.1  # of all people live in the village whose officer is measured
ROUNDS = 40
MOST_IMPORTED = 100_000  # rows of one sheet
WEEK = datetime.timedelta(days=7)


class Command(BaseCommand):
    """One world that grows: ten thousand people are seeded through the books' bulk paths and measured.

    Then they are multiplied (`harmoni/measuring/multiplied.py` says what a multiplied person is) and measured again at
    each size up to the one asked for, so that the growth is of one run. The sheet is taken up at the end.
    """

    help = "Measures the pages in times of an empty one at 10k and each larger size; writes var/bench/<size>.json."

    def add_arguments(self, parser):
        parser.add_argument("size", nargs="?", default="10k", choices=SIZES)
        parser.add_argument("--rounds", type=int, default=ROUNDS)
        parser.add_argument("--no-import", action="store_true", help="without the sheet at the end")

    def handle(self, *, size, rounds, no_import, **options):
        names = list(SIZES)[: list(SIZES).index(size) + 1]
        worlds: list[list[Judged]] = []
        for name in names:
            seconds = self.grow(name)
            worlds.append(self.measure(rounds, worlds, papers=name == size))
            self.keep(name, {"people": SIZES[name], "made_s": seconds, "rounds": rounds}, worlds[-1])
        self.stdout.write(table(head(names), [one.cells for one in worlds[-1] if len(one.before) == len(names) - 1]))
        self.stdout.write(rates([one.result for one in worlds[-1]]))
        if not no_import:
            found = self.take_up_sheets(min(SIZES[size], MOST_IMPORTED))
            keep("bench", f"{size}-import", found.facts)

    def keep(self, name, facts, judged):
        file = keep("bench", name, facts | {"works": {one.result.work.name: one.facts for one in judged}})
        self.stdout.write(f"written to {file}", ending="\n\n")
        self.stdout.flush()

    def grow(self, name: str) -> float:
        """To this size from the one before it; then what a database does by itself overnight."""
        began = time.monotonic()
        if SIZES[name] == SEEDED:
            self.seed()
        else:
            with as_owner():
                multiply(TIMES, name)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
        seconds = time.monotonic() - began
        self.stdout.write(f"{SIZES[name]:,} people in {seconds:.0f} s, {Stay.objects.count():,} stays")
        return seconds

    def seed(self):
        """A tenth in Kuta, the rest over Bali, each of them looked at a few times."""
        here, today = int(SEEDED * LARGE), timezone.localdate()
        World("bench/kuta", today=today, village=CustomaryVillage.objects.get(path=KUTA)).fill(here)
        World("bench", today=today).fill(SEEDED - here)
        read()

    def take_up_sheets(self, rows: int) -> Compared:
        """Newcomers of one sheet, into the large village."""
        officer = village_officer()
        found = compare(rows, by=officer, village=officer.customary_villages(Permission.STAY_IMPORT)[0])
        self.stdout.write(str(found))
        return found

    def measure(self, rounds, smaller, *, papers):
        with tempfile.TemporaryDirectory() as directory, override_settings(STATIC_ROOT=directory):
            if not settings.WHITENOISE_USE_FINDERS:
                call_command("collectstatic", interactive=False, verbosity=0)
            officer, viewer = village_officer(), province_viewer()
            recount_and_freeze(monday(timezone.localdate()) + len(smaller) * WEEK)  # each world has figures of its own
            sample = Sample.of(officer.customary_villages(Permission.STAY_REGISTER)[0], rounds)
            asked = [*works(officer, viewer, sample), *(paper_works() if papers else ())]
            judged = judge(measure(asked, rounds), smaller)
            self.beside_live(judged)
            return judged

    def beside_live(self, judged):
        """The dashboard beside the same figures by live queries, in this very world."""
        found = beside_live(judged)
        self.stdout.write(str(found))
        keep("bench", f"{Stay.objects.count()}-dashboard", found.facts)
