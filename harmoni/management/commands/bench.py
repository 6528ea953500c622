import tempfile
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from harmoni.accounts.roles import Permission
from harmoni.dashboard.snapshots import freeze
from harmoni.measuring.goals import HEAD, judge
from harmoni.measuring.imports import Compared, compare
from harmoni.measuring.newcomers import province_viewer, village_officer
from harmoni.measuring.pages import Sample, measure, works
from harmoni.measuring.papers import paper_works, rates
from harmoni.measuring.report import keep, kept, table
from harmoni.measuring.tampering import as_owner
from harmoni.regions.models import CustomaryVillage
from harmoni.seeding.accounts import KUTA
from harmoni.seeding.world import World
from registrations.residency.models import Stay

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
LARGE = 0.1  # of all people live in the village whose officer is measured
ROUNDS = 40
MOST_IMPORTED = 100_000  # rows of one sheet


class Command(BaseCommand):
    help = "Seeds so many people and measures the pages in times of an empty one; writes var/bench/<size>.json."

    def add_arguments(self, parser):
        parser.add_argument("size", nargs="?", default="10k", choices=SIZES)
        parser.add_argument("--rounds", type=int, default=ROUNDS)

    def handle(self, *, size, rounds, **options):
        people = SIZES[size]
        seconds = self.fill(people)
        with tempfile.TemporaryDirectory() as directory, override_settings(STATIC_ROOT=directory):
            if not settings.WHITENOISE_USE_FINDERS:
                call_command("collectstatic", interactive=False, verbosity=0)
            judged = self.measure(rounds, kept("bench", "10k") if size != "10k" else {})
        self.stdout.write(table(HEAD, [one.cells for one in judged]))
        self.stdout.write(rates([one.result for one in judged]))
        imported = self.take_up_sheets(min(people, MOST_IMPORTED))
        facts = {one.result.work.name: one.facts for one in judged}
        found = {"people": people, "seed_s": seconds, "rounds": rounds, "works": facts, "import": imported.facts}
        file = keep("bench", size, found)
        self.stdout.write(f"written to {file}")

    def fill(self, people: int) -> float:
        """A tenth in Kuta, the rest over Bali; then what a database does by itself overnight."""
        began, here = time.monotonic(), int(people * LARGE)
        kuta = CustomaryVillage.objects.get(path=KUTA)
        World("bench/kuta", today=timezone.localdate(), village=kuta).fill(here)
        World("bench", today=timezone.localdate()).fill(people - here)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        seconds = time.monotonic() - began
        self.stdout.write(f"{people:,} people in {seconds:.0f} s, {Stay.objects.count():,} stays")
        return seconds

    def take_up_sheets(self, rows: int) -> Compared:
        """Newcomers of one sheet, into the large village."""
        officer = village_officer()
        found = compare(rows, by=officer, village=officer.customary_villages(Permission.STAY_IMPORT)[0])
        self.stdout.write(str(found))
        return found

    def measure(self, rounds, at_10k):
        officer, viewer = village_officer(), province_viewer()
        freeze()
        sample = Sample.of(officer.customary_villages(Permission.STAY_REGISTER)[0], rounds)
        return judge(measure([*works(officer, viewer, sample), *paper_works()], rounds), at_10k)
