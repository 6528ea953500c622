import datetime
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from harmoni.dashboard.snapshots import recount_and_freeze
from harmoni.seeding.places import NoPlaces, village_named
from harmoni.seeding.world import World


class Command(BaseCommand):
    help = "Adds synthetic people with stays in every status; the same seed and day give the same world."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, required=True, help="how many people the world has")
        parser.add_argument("--seed", type=int, default=2026, help="which world")
        parser.add_argument("--village", default="", help="all to this desa adat: slug or path")
        parser.add_argument("--today", type=datetime.date.fromisoformat, help="the day it is there; today")

    def handle(self, *, people, seed, village, today, **options):
        if settings.HTTPS and not settings.DEMO:
            raise CommandError("This is a real installation (HTTPS, HARMONI_DEMO is 0): no synthetic people here.")
        began = time.monotonic()
        try:
            here = village_named(village) if village else None
            label = f"{seed}/{here.path if here else ''}"
            tally = World(label, today=today or timezone.localdate(), village=here).fill(people)
        except NoPlaces as fault:
            raise CommandError(str(fault)) from fault
        recount_and_freeze()  # a week that was frozen before stays as it was
        self.report(tally, time.monotonic() - began)

    def report(self, tally, seconds):
        """A line for each sort of stay that is new."""
        if not tally:
            self.stdout.write("This world stands already: nothing is new.")
        for sort, number in sorted(tally.items()):
            self.stdout.write(f"  {sort:<24}{number:>9,}")
        self.stdout.write(f"  {'seconds':<24}{seconds:>9.1f}")
