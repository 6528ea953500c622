"""The environment of the project: .venv, made from the hash-locked requirements. Standard library only."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
RUN_LOCK = ROOT / "requirements.txt"
TOOLS_LOCK = ROOT / "tests" / "requirements.txt"
NEEDS_TOOLS = {"test", "lint", "prove", "bench"}
MARK = "harmoni-installed"


def stand(argv: list[str]) -> None:
    """Return only inside an environment that holds what the command needs; build it first if necessary.

    HARMONI_VENV names another directory than .venv; `none` takes the calling Python as it is (containers).
    """
    if os.environ.get("HARMONI_VENV") == "none":
        return
    locks = wanted_locks(argv[1:2])
    venv = venv_directory()
    inside = Path(sys.prefix).resolve() == venv.resolve()
    if is_complete(venv, locks):
        return None if inside else enter(venv, argv)
    if inside:  # an environment cannot rebuild itself: let the Python it was made with do it
        reexecute(Path(sys._base_executable), argv)  # type: ignore[attr-defined]
    build(venv, locks)
    enter(venv, argv)


def venv_directory() -> Path:
    return Path(os.environ.get("HARMONI_VENV") or ROOT / ".venv").absolute()


def wanted_locks(command: list[str]) -> list[Path]:
    return [RUN_LOCK, TOOLS_LOCK] if NEEDS_TOOLS.intersection(command) else [RUN_LOCK]


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def interpreter() -> str:
    """An environment made by another Python, or on another platform, is not this one."""
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{sys.implementation.name}-{version}-{sysconfig.get_platform()}"


def is_complete(venv: Path, locks: list[Path]) -> bool:
    return {interpreter(), *map(digest, locks)} <= installed(venv)


def installed(venv: Path) -> set[str]:
    try:
        return set((venv / MARK).read_text().split())
    except OSError:
        return set()


def enter(venv: Path, argv: list[str]) -> NoReturn:
    reexecute(venv / "bin" / "python", argv)


def reexecute(python: Path, argv: list[str]) -> NoReturn:
    sys.stdout.flush()
    os.execv(python, [str(python), str(ROOT / "manage.py"), *argv[1:]])


def build(venv: Path, locks: list[Path]) -> None:
    """Make or complete the environment; a second process waits for the first and finds the work done."""
    with building_alone(venv):
        if is_complete(venv, locks):
            return
        began = time.monotonic()
        say(f"environment: building {venv} ...")
        present = installed(venv)
        if interpreter() not in present:
            make_empty(venv)
            present = {interpreter()}
        (venv / MARK).unlink(missing_ok=True)  # half-made from here on: a stop now means building it anew
        for lock in locks:
            if digest(lock) not in present:
                install(venv, lock)
        current = present & {interpreter(), digest(RUN_LOCK), digest(TOOLS_LOCK)}
        write_mark(venv, current | set(map(digest, locks)))
        say(f"environment: ready ({time.monotonic() - began:.1f} s)")


@contextlib.contextmanager
def building_alone(venv: Path) -> Iterator[None]:
    with open(venv.with_name(venv.name + ".lock"), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("environment: another process is building it, waiting ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_empty(venv: Path) -> None:
    """Without ensurepip, which Debian keeps in a package of its own; the calling Python's pip fills it."""
    if venv.exists():
        shutil.rmtree(venv)
    run(sys.executable, "-m", "venv", "--without-pip", str(venv))


def install(venv: Path, lock: Path) -> None:
    """With uv, which the run-time lock pins; by pip alone where uv cannot (other platform, private index)."""
    uv = venv / "bin" / "uv"
    if not uv.exists() and lock == RUN_LOCK:
        fetch_uv(venv)
    if uv.exists() and try_run(str(uv), "pip", "install", "--system-certs", *quiet("--python", venv), "-r", str(lock)):
        return
    say("environment: uv could not, using pip alone (about half a minute) ...")
    pip(venv, lock)


def quiet(*more: object) -> list[str]:
    return ["--quiet", "--require-hashes", *map(str, more)]


def fetch_uv(venv: Path) -> None:
    """Only the part of the lock that pins uv goes to pip, hashes and all."""
    part = venv / "uv-requirement.txt"
    part.write_text(pinned(RUN_LOCK.read_text(), "uv"))
    pip(venv, part, check=False)


def pinned(lock_text: str, name: str) -> str:
    """The lines of one package in a lock: its own and the indented ones below it."""
    taken: list[str] = []
    for line in lock_text.splitlines():
        if line.startswith(f"{name}==") or (taken and line.startswith(" ")):
            taken.append(line)
        elif taken:
            break
    return "\n".join(taken) + "\n"


def pip(venv: Path, lock: Path, *, check: bool = True) -> None:
    python = str(venv / "bin" / "python")
    command = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    if not try_run(sys.executable, "-m", "pip", "--version", silent=True):
        raise SystemExit(f"{sys.executable} has no pip. On Debian: apt-get install python3-pip")
    done = try_run(*command, "install", "--no-deps", *quiet(), "-r", str(lock))
    if check and not done:
        raise SystemExit(f"pip could not install {lock}; what it said stands above.")


def write_mark(venv: Path, digests: set[str]) -> None:
    new = venv / (MARK + ".new")
    new.write_text("\n".join(sorted(digests)) + "\n")
    new.replace(venv / MARK)


def run(*command: str) -> None:
    if not try_run(*command):
        raise SystemExit(f"failed: {' '.join(command)}")


def try_run(*command: str, silent: bool = False) -> bool:
    sink = subprocess.DEVNULL if silent else None
    return subprocess.run(command, cwd=ROOT, stdout=sink, stderr=sink).returncode == 0


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
