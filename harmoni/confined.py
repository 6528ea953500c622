"""A process of its own for what a stranger has sent: without Django, keys or files, with little memory and time."""

import os
import resource
import subprocess
import sys
from pathlib import Path

MEMORY = 512 * 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent


def bind_limits(*, cpu_seconds: int) -> None:
    """For the child: from here on 512 MB, so much of one core, no file written, no trace of memory left behind."""
    limits = {"AS": MEMORY, "CPU": cpu_seconds, "FSIZE": 0, "CORE": 0}
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def run(module: str, *arguments: str, content: bytes, seconds: int) -> subprocess.CompletedProcess:
    """The ended child (`python -m module arguments < content`); raises TimeoutExpired after so many seconds."""
    return subprocess.run(  # noqa: S603 - our own module; each word is one argument
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
        input=content,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=seconds,
    )
