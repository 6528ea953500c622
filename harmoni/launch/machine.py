"""Whose rights, which directories, which ports: what the services need to know of this machine."""

import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from harmoni.launch.environment import ROOT

PR_SET_PDEATHSIG = 1


class Trouble(Exception):
    """Something the person at the keyboard can put right; its text says how."""


# --- rights ----------------------------------------------------------------------------------------------
class Account:
    """Whom the servers run as: Postgres refuses root, so root hands them to `postgres` or `nobody`."""

    def __init__(self) -> None:
        self.ids = self._lower() if os.geteuid() == 0 else None

    @staticmethod
    def _lower() -> tuple[int, int]:
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return entry.pw_uid, entry.pw_gid
        raise Trouble("Running as root, and neither user `postgres` nor `nobody` exists to run the servers.")

    @property
    def rights(self) -> dict[str, Any]:
        """Arguments for subprocess."""
        return {} if self.ids is None else {"user": self.ids[0], "group": self.ids[1], "extra_groups": []}

    def run(self, *command: object, check: bool = False) -> subprocess.CompletedProcess[str]:
        line = [str(word) for word in command]
        how: dict[str, Any] = {"cwd": "/", "capture_output": True, "text": True, "start_new_session": True}
        return subprocess.run(line, check=check, **how, **self.rights)

    def may(self, how: str, path: Path) -> bool:
        """`how` as in test(1): -x to run or enter, -r to read."""
        return self.run("test", how, path).returncode == 0

    def own(self, path: Path) -> None:
        if self.ids is not None:
            os.chown(path, *self.ids)


def dies_with_parent(signal_number: int) -> Callable[[], None]:
    """For preexec_fn: the kernel sends the signal when the launcher is gone, even after kill -9."""
    parent = os.getpid()

    def ask_kernel() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)
            if os.getppid() != parent:  # it ended before we could ask
                os.kill(os.getpid(), signal_number)

    return ask_kernel


# --- directories -----------------------------------------------------------------------------------------
def var_directory() -> Path:
    """All state of this checkout: HARMONI_VAR, or var/ beside manage.py."""
    var = Path(os.environ.get("HARMONI_VAR") or ROOT / "var").absolute()
    var.mkdir(parents=True, exist_ok=True)
    return var


def services_directory(var: Path, account: Account) -> Path:
    """`var`, or a directory of our own elsewhere when the servers' account cannot reach it.

    That is so below root's home. No parent directory's rights are ever changed for it.
    """
    if account.may("-x", var):
        return var
    name = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    elsewhere = Path("/var/tmp") / f"harmoni-{os.geteuid()}-{name}"  # noqa: S108 - checked below
    elsewhere.mkdir(mode=0o755, exist_ok=True)
    seen = elsewhere.lstat()
    if elsewhere.is_symlink() or seen.st_uid != os.geteuid() or seen.st_mode & 0o022:
        raise Trouble(f"{elsewhere} should be ours alone and is not; remove it or set HARMONI_VAR.")
    return elsewhere


def write_private(path: Path, content: dict[str, Any]) -> None:
    """0600 from its first byte on, and whole or not at all."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump(content, handle, indent=1)
        handle.flush()
        os.fsync(handle.fileno())
    new.replace(path)


def read_private(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError):
        return {}


# --- locks -----------------------------------------------------------------------------------------------
class Lock:
    """One holder at a time (flock); the kernel frees it when the holder ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handle: IO[str] | None = None

    def take(self, purpose: str, *, shared: bool = False, wait: bool = False) -> bool:
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        handle = open(self.path, "a+")  # noqa: SIM115 - held open as long as the lock
        try:
            fcntl.flock(handle, mode if wait else mode | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return False
        if not shared:
            handle.truncate(0)
            handle.write(f"{os.getpid()} {purpose}\n")
            handle.flush()
        self.handle = handle
        return True

    def release(self) -> None:
        if self.handle:
            self.handle.close()
            self.handle = None

    def __enter__(self) -> "Lock":
        return self

    def __exit__(self, *reason: object) -> None:
        self.release()

    def holder(self) -> tuple[str, str]:
        """Its pid and what it is doing."""
        try:
            pid, _, purpose = self.path.read_text().strip().partition(" ")
        except OSError:
            pid = purpose = ""
        return pid or "?", purpose or "?"


# --- ports and passwords ---------------------------------------------------------------------------------
def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port(preferred: int | None = None) -> int:
    """The preferred one when it is free, so that an address stays the same from day to day."""
    if preferred and port_is_free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def password() -> str:
    return secrets.token_urlsafe(24)


# --- processes of other days -----------------------------------------------------------------------------
def process_start(pid: int) -> str | None:
    """Boot and start time of a living process (Linux); with the pid it names one process for good."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
    return None if fields[0] == "Z" else f"{boot} {fields[19]}"


def end_same(pid: int, started: str | None, signal_number: int, seconds: float = 30) -> bool:
    """Stop a process of a launcher that was killed and wait until it is gone; False when it was not there."""
    if started is None or process_start(pid) != started:
        return False
    end = time.monotonic() + seconds
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal_number)
        while process_start(pid) == started:
            if time.monotonic() > end:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
    return True


def stop_group(pid: int, started: str) -> None:
    """End a process group that a killed launcher left behind, if it is still the same one."""
    if process_start(pid) == started:
        os.killpg(pid, signal.SIGKILL)


def remove_tree(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
