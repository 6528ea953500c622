from django.core.management.base import BaseCommand

from harmoni.regions import reference


class Command(BaseCommand):
    help = "Loads or refreshes the official regions and the known desa adat; a second run changes nothing."

    def handle(self, *, verbosity, **options):
        regions, villages = reference.load()
        if verbosity:
            self.stdout.write(f"{regions} regions new or changed, {villages} new desa adat")
