"""A process of its own for what a stranger has sent: without Django, keys or files, with little memory and time."""

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

MEMORY = 512 * 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent
_BARE: dict[str, Any] = {
    "cwd": ROOT,
    "env": {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
    "stderr": subprocess.DEVNULL,
}


def bind_limits(*, cpu_seconds: int) -> None:
    """For the child: from here on 512 MB, so much of one core, no file written, no trace of memory left behind."""
    limits = {"AS": MEMORY, "CPU": cpu_seconds, "FSIZE": 0, "CORE": 0}
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def lines(module: str, *arguments: str, content: bytes, seconds: float) -> Iterator[bytes]:
    """What the child says, while it says it; after so many seconds no more comes: its last word must tell the end."""
    with open(os.memfd_create(module), "w+b") as given:
        given.write(content)
        given.seek(0)
        command = _command(module, arguments)
        with subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, **_BARE) as child:  # noqa: S603 - see below
            late = threading.Timer(seconds, child.kill)
            late.start()
            try:
                yield from cast(IO[bytes], child.stdout)
            finally:
                late.cancel()
                child.kill()


def run(module: str, *arguments: str, content: bytes, seconds: int) -> subprocess.CompletedProcess:
    """The ended child (`python -m module arguments < content`); raises TimeoutExpired after so many seconds."""
    command = _command(module, arguments)
    return subprocess.run(command, input=content, stdout=subprocess.PIPE, timeout=seconds, **_BARE)  # noqa: S603 - see below


def _command(module, arguments):
    """Our own module; each word is one argument."""
    return [sys.executable, "-m", module, *arguments]
