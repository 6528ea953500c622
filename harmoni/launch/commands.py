"""What each `manage.py <command>` is: one of ours, or Django's with the services it needs."""

import os
import signal
import sys
from collections.abc import Callable

from django.core.management import execute_from_command_line

from harmoni.launch import checks, services, surroundings
from harmoni.launch.machine import Trouble, var_directory
from harmoni.launch.up import up

OURS: dict[str, tuple[str, Callable[[list[str]], int]]] = {
    "up": ("the whole portal on this machine, until Ctrl-C", lambda _: up()),
    "test": ("every test, on services that are thrown away: test [pytest arguments]", checks.test),
    "lint": ("lint, format, types, templates, migrations, deployment check", lambda _: checks.lint()),
    "prove": ("the slow proofs; writes var/proof/*.json", lambda rest: checks.measure("prove", rest)),
    "bench": ("the benchmark: bench [10k|100k|1m]", lambda rest: checks.measure("bench", rest)),
}
WITHOUT_DATA = {
    *("help", "version", "check", "collectstatic", "findstatic", "diffsettings"),
    *("makemessages", "compilemessages", "startapp", "startproject"),
}
# They read or change the structure, or the reference data, which are the owner's.
AS_OWNER = {
    *("migrate", "makemigrations", "showmigrations", "sqlmigrate", "squashmigrations", "optimizemigration"),
    *("flush", "sqlflush", "createcachetable", "inspectdb", "load_reference"),
}


def run(argv: list[str]) -> int:
    command = argv[1] if len(argv) > 1 else "help"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that services are stopped
    try:
        if command in OURS and not asks_for_help(argv):
            return OURS[command][1](argv[2:])
        return run_django(command, argv)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1


def asks_for_help(argv: list[str]) -> bool:
    return argv[1] != "test" and bool({"-h", "--help"}.intersection(argv[2:]))


def run_django(command: str, argv: list[str]) -> int:
    var = var_directory()
    if command in OURS or command in {"help", "-h", "--help"} and len(argv) < 3:
        print_ours()
    if command in OURS:
        return 0
    if command in WITHOUT_DATA or asks_for_help(argv) or command.startswith("-"):
        return execute(argv, surroundings.trial(var, surroundings.NOWHERE))
    with services.lent(var, command) as found:
        variables = surroundings.trial(var, found)
        return execute(argv, surroundings.as_owner(variables) if command in AS_OWNER else variables)


def execute(argv: list[str], variables: dict[str, str]) -> int:
    os.environ.update(variables)
    execute_from_command_line(argv)
    return 0


def print_ours() -> None:
    print("Harmoni's own commands:\n")
    for name, (what, _) in OURS.items():
        print(f"  python3 manage.py {name:<8}{what}")
    print("\nDjango's, with the services they need started meanwhile:\n", flush=True)
