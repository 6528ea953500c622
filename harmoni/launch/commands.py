"""What each `manage.py <command>` does (being written: services follow)."""

import os

from django.core.management import execute_from_command_line


def run(argv: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmoni.settings")
    if argv[1:2] == ["lint"]:
        return 0
    execute_from_command_line(argv)
    return 0
