"""What the private Postgres and the private Valkey have in common."""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harmoni.launch.machine import (
    Account,
    Trouble,
    dies_with_parent,
    end_same,
    process_start,
    read_private,
    remove_tree,
    write_private,
)


@dataclass(frozen=True)
class Place:
    """Where a server keeps its things, and how carefully."""

    home: Path  # its directories, settings and logs
    programs: Path  # copies of programs that the account could not read where they are
    account: Account
    durable: bool = True  # False only for data that is thrown away: no fsync
    fresh: bool = False  # True: begin with nothing


class Server:
    """A child process that counts as running only when it answers with our password from our directory."""

    name = ""
    stop_signal = signal.SIGTERM

    def __init__(self, place: Place) -> None:
        self.place = place
        self.process: subprocess.Popen[bytes] | None = None
        self.notes: list[str] = []
        self.settings_file = place.home / f"{self.name}.json"
        self.log_file = place.home / f"{self.name}.log"

    # What each kind of server fills in.
    def answers(self, settings: dict[str, Any]) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        raise NotImplementedError

    # What both do alike.
    @property
    def data(self) -> Path:
        return self.place.home / self.name

    def settings(self) -> dict[str, Any]:
        return read_private(self.settings_file)

    def keep(self, settings: dict[str, Any]) -> dict[str, Any]:
        write_private(self.settings_file, settings)
        return settings

    def is_running(self) -> bool:
        settings = self.settings()
        return bool(settings.get("port")) and self.answers(settings)

    def prepare_data(self) -> Path:
        if self.place.fresh:
            remove_tree(self.data)
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.place.account.own(self.data)
        self.data.chmod(0o700)
        return self.data

    def spawn(self, *command: object) -> subprocess.Popen[bytes]:
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=dies_with_parent(self.stop_signal),
                **self.place.account.rights,
            )
        pid = self.process.pid
        self.keep({**self.settings(), "pid": pid, "started": process_start(pid)})
        return self.process

    def end_predecessor(self) -> None:
        """What a killed launcher left may still be closing its files; two on the same data is too many."""
        before = self.settings()
        self.note_leftover(end_same(before.get("pid", 0), before.get("started"), self.stop_signal))

    def note_leftover(self, there_was_one: bool) -> None:
        if there_was_one:
            self.notes.append(f"{self.name} of a killed launcher was stopped first")

    def wait_until(self, ready: Callable[[], bool], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process is not None and self.process.poll() is not None:
                raise Trouble(f"{self.name} ended with {self.process.returncode}:\n{self.last_words()}")
            if ready():
                return
            time.sleep(0.03)
        raise Trouble(f"{self.name} does not answer after {seconds:.0f} s; see {self.log_file}")

    def last_words(self) -> str:
        return self.log_file.read_text(errors="replace")[-1500:]

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def wait_for_stop(self, seconds: float = 20) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
