"""The portal as it is served, on a free port of this machine: web server, worker and beat, each of them killable."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from harmoni.launch import surroundings
from harmoni.launch.machine import free_port
from harmoni.launch.processes import end_group, python, spawn
from harmoni.launch.up import beat_command, web_command, worker_command
from harmoni.measuring.submissions import Browser


class TooLate(Exception):
    """Something did not happen in time."""


class Portal:
    """Its own HARMONI_VAR (`directory`), the database and Redis of this run; what the processes say lies in a file."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.port = directory, free_port()
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.variables = {
            **os.environ,
            "PORT": str(self.port),
            "HARMONI_BASE_URL": f"http://127.0.0.1:{self.port}",
            "HARMONI_VAR": str(directory),
            "LOG_LEVEL": "CRITICAL",
        }
        self.of_web = surroundings.without_letter_key(self.variables)

    def __enter__(self) -> "Portal":
        collect = python("-m", "django", "collectstatic", "--noinput", "-v0")
        if spawn(collect, self.variables).wait():
            raise TooLate("collectstatic failed, see above")
        self.start("web")
        wait_for(lambda: Browser(self.port).get("/healthz").status == 200)
        return self

    def __exit__(self, *reason: object) -> None:
        for process in self.children.values():
            process.terminate()
        for name, process in self.children.items():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill(name)
            end_group(process.pid)

    def start(self, name: str) -> None:
        """`web`, `worker`, `beat` or the `other beat`, with the command of `manage.py up`."""
        log = self.directory / f"{name}.log"
        (self.directory / "other").mkdir(exist_ok=True)
        commands = {
            "web": [*self._here(web_command()), "--error-logfile", str(log)],
            "worker": [*worker_command(), "--logfile", str(log)],
            "beat": [*beat_command(self.directory), "--logfile", str(log)],
            "other beat": [*beat_command(self.directory / "other"), "--logfile", str(log)],
        }
        self.children[name] = spawn(commands[name], self.variables if name == "worker" else self.of_web)

    def _here(self, command: list[str]) -> list[str]:
        usual = f"127.0.0.1:{surroundings.port()}"
        return [f"127.0.0.1:{self.port}" if word == usual else word for word in command]

    def kill(self, name: str) -> None:
        """SIGKILL to the process and all its children."""
        process = self.children[name]
        end_group(process.pid)
        process.wait()

    def lives(self, name: str) -> bool:
        return self.children[name].poll() is None

    def kill_one_web_worker(self, choose: Callable[[list[int]], int]) -> bool:
        """SIGKILL to one of the web server's own children; False when there was none at this moment."""
        workers = children_of(self.children["web"].pid)
        if not workers:
            return False
        try:
            os.kill(choose(workers), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(condition: Callable[[], bool], seconds: float = 60, every: float = 0.05) -> float:
    """Waits until the condition holds; returns how long that took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise TooLate(f"it did not happen within {seconds:.0f} s")
        time.sleep(every)
    return time.monotonic() - began
