from django.core.management.base import BaseCommand, CommandError

from harmoni.dashboard.rollups import drift


class Command(BaseCommand):
    help = "Counts all books anew and compares; names every figure that differs, and counts anew with --repair."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true")

    def handle(self, *, repair, **options):
        found = drift(repair=repair)
        if found:
            raise CommandError(f"{len(found)} figures differ from the books (kept -> books):\n" + "\n".join(found[:50]))
        self.stdout.write("figures: all as in the books")
