"""How results are shown and kept: one table on the screen, one file of JSON for each."""

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the first is words, the others stand right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(row):
        first, *others = zip(row, widths, strict=True)
        return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]).rstrip()

    return "\n".join([line(head), "-" * len(line(head)), *map(line, rows)])


def keep(directory: str, name: str, found: dict[str, Any]) -> Path:
    """Writes `var/<directory>/<name>.json` with when and where it was measured."""
    file = Path(settings.VAR) / directory / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = {"at": timezone.now().isoformat(timespec="seconds"), "machine": machine(), **found}
    file.write_text(json.dumps(whole, indent=1, default=str) + "\n")
    return file


def kept(directory: str, name: str) -> dict[str, Any]:
    """What was written earlier; {} when there is nothing."""
    file = Path(settings.VAR) / directory / f"{name}.json"
    return json.loads(file.read_text()) if file.exists() else {}


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "postgres": connection.Database.__libpq_version__ and connection.pg_version,
    }
