"""The portal's own processes: started, started again with a limit, stopped together."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from harmoni.launch.environment import ROOT
from harmoni.launch.machine import (
    Trouble,
    dies_with_parent,
    process_start,
    read_private,
    stop_group,
    write_private,
)

RESTARTS = 5  # within a minute; then something is wrong that a restart does not mend
MINUTE = 60.0
GRACE = 25.0  # seconds to finish what was begun
LIST = "processes.json"


class StopRequest:
    """Ctrl-C and SIGTERM only set a mark, so that nothing is interrupted half-way."""

    def __init__(self) -> None:
        self.came = False

    @contextlib.contextmanager
    def heard(self) -> Iterator["StopRequest"]:
        before = {number: signal.signal(number, self.note) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def note(self, *_: object) -> None:
        self.came = True


def spawn(command: list[str], variables: dict[str, str]) -> "subprocess.Popen[bytes]":
    """In a group of its own: Ctrl-C reaches the launcher only, which then stops all in order."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dies_with_parent(signal.SIGTERM),
    )


def python(*arguments: object) -> list[str]:
    return [sys.executable, *map(str, arguments)]


@dataclass
class Child:
    name: str
    command: list[str]
    variables: dict[str, str]
    process: "subprocess.Popen[bytes]"
    restarts: list[float] = field(default_factory=list)

    def keeps_ending(self) -> bool:
        now = time.monotonic()
        self.restarts = [when for when in self.restarts if now - when < MINUTE]
        return len(self.restarts) >= RESTARTS


class Processes:
    def __init__(self, var: Path, variables: dict[str, str]) -> None:
        self.file = var / LIST
        self.variables = variables
        self.children: list[Child] = []

    def start(self, name: str, command: list[str], variables: dict[str, str] | None = None) -> None:
        """With the variables of all, or with its own."""
        own = self.variables if variables is None else variables
        self.children.append(Child(name, command, own, spawn(command, own)))
        self.write_list()

    def restart_ended(self) -> None:
        for child in self.children:
            if child.process.poll() is None:
                continue
            if child.keeps_ending():
                raise Trouble(f"{child.name} ended {RESTARTS + 1} times within a minute; its words stand above.")
            print(f"{child.name} ended with {child.process.returncode}, starting it again", flush=True)
            end_group(child.process.pid)
            child.restarts.append(time.monotonic())
            child.process = spawn(child.command, child.variables)
            self.write_list()

    def stop(self) -> None:
        """Gracefully first: the web server answers what it has begun, the worker finishes its task."""
        for child in self.children:
            with contextlib.suppress(ProcessLookupError):
                child.process.terminate()
        end = time.monotonic() + GRACE
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, end - time.monotonic()))
            end_group(child.process.pid)
            child.process.wait()
        self.file.unlink(missing_ok=True)

    # --- what a killed launcher left ---------------------------------------------------------------------
    def write_list(self) -> None:
        pids = [child.process.pid for child in self.children]
        write_private(self.file, {str(pid): process_start(pid) for pid in pids})

    def stop_left_over(self) -> None:
        for pid, started in read_private(self.file).items():
            if started:
                stop_group(int(pid), started)
        self.file.unlink(missing_ok=True)


def end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait()


def end_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
