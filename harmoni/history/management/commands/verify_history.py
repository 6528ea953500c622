from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from harmoni.history import chain
from harmoni.history.grants import APPEND_ONLY


class Command(BaseCommand):
    help = "Seals what is unsealed, walks the chain of the history and names every row that was touched."

    def add_arguments(self, parser):
        parser.add_argument("--head", metavar="FILE", help="heads witnessed earlier; the new one is added to it")

    def handle(self, *, head=None, **options):
        if missing := set(APPEND_ONLY) - set(connection.introspection.table_names()):
            raise CommandError(
                f"This database has no {' and no '.join(sorted(missing))}: run `manage.py migrate` first."
            )
        sealed = chain.seal(wait=True)
        witnesses = Path(head).read_text().splitlines() if head and Path(head).exists() else []
        faults = [*chain.faults(), *chain.missing_witnesses(witnesses)]
        number, digest = chain.head()
        self.stdout.write(f"{sealed} sealed now, {number} in the chain, head {digest}")
        if faults:
            raise CommandError("\n".join(faults))
        if head:
            Path(head).write_text("\n".join([*witnesses, f"{number} {digest}"]) + "\n")
