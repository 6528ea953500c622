"""Several Django commands in one process, because starting Django is most of their time.

python -m harmoni.launch.steps "migrate" "load_reference" "collectstatic --noinput"
"""

import sys
import time
from collections.abc import Sequence

import django
from django.core.management import CommandError, call_command


def report(title: str, began: float, more: str = "") -> None:
    print(f"  {title:<16}{time.monotonic() - began:5.1f} s  {more}".rstrip(), flush=True)


def run(commands: Sequence[str]) -> int:
    django.setup()
    for command in commands:
        began = time.monotonic()
        name, *options = command.split()
        try:
            call_command(name, *options, verbosity=0)
        except CommandError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
        report(name, began)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
