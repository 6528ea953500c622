from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.dashboard.snapshots import recount_and_freeze
from harmoni.regions.models import CustomaryVillage
from harmoni.seeding.accounts import INTARAN, KUTA
from harmoni.seeding.demo import fill_demo


class Command(BaseCommand):
    help = "Fills an empty database with the demo world; a database with accounts is left as it is."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("This is not a demo: HARMONI_DEMO is 0, so no demo world is made.")
        if User.objects.exists():
            self.stdout.write("There are accounts already: the demo world is left as it is.")
            return
        if CustomaryVillage.objects.filter(path__in=[KUTA, INTARAN]).count() < 2:
            raise CommandError("The places are not loaded yet: run `manage.py load_reference` first.")
        accounts, people = fill_demo(timezone.localdate())
        recount_and_freeze()
        self.stdout.write(f"demo world: {accounts} accounts, {people} people")
