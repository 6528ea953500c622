"""Postgres and Valkey together: held by `up`, lent to single commands, or thrown away after a test."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from harmoni.launch.machine import (
    Account,
    Lock,
    Trouble,
    read_private,
    remove_tree,
    services_directory,
    write_private,
)
from harmoni.launch.postgres import APP, OWNER, Postgres
from harmoni.launch.server import Place, Server
from harmoni.launch.valkey import Valkey

LOCK = "services.lock"
USERS = "users.lock"
RUNNING = "running.json"
PATIENCE = 60.0  # seconds that one command waits for another


class Services:
    """The servers that the caller did not give with DATABASE_URL and REDIS_URL."""

    def __init__(self, place: Place) -> None:
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres(place)
        self.valkey = None if os.environ.get("REDIS_URL") else Valkey(place)

    @property
    def servers(self) -> list[Server]:
        return [server for server in (self.postgres, self.valkey) if server]

    def start(self) -> None:
        try:
            for server in self.servers:
                server.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        for server in reversed(self.servers):
            server.ask_to_stop()
        for server in reversed(self.servers):
            server.wait_for_stop()

    def variables(self) -> dict[str, str]:
        found = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url(APP)
            found["DATABASE_OWNER_URL"] = self.postgres.url(OWNER)
        if self.valkey:
            found["REDIS_URL"] = self.valkey.url()
        return found

    def pids(self) -> dict[str, int]:
        return {server.name: server.process.pid for server in self.servers if server.process}

    def notes(self) -> list[str]:
        return [note for server in self.servers for note in server.notes]

    def ended(self) -> list[str]:
        return [server.name for server in self.servers if server.has_ended()]

    def answer(self) -> bool:
        return all(server.is_running() for server in self.servers)


def place_in(var: Path) -> Place:
    account = Account()
    home = services_directory(var, account)
    return Place(home=home, programs=home, account=account)


# --- held: by `up`, one at a time --------------------------------------------------------------------------
@contextlib.contextmanager
def held(var: Path, purpose: str = "up", patience: float = PATIENCE) -> Iterator[Services]:
    lock = Lock(var / LOCK)
    take_turn(lock, purpose, patience)
    services = Services(place_in(var))
    try:
        services.start()
        yield services
    finally:
        withdraw(var)
        services.stop()
        lock.release()


def take_turn(lock: Lock, purpose: str, patience: float) -> None:
    """A single command is waited for; another `up` is not."""
    end = time.monotonic() + patience
    while not lock.take(purpose):
        pid, doing = lock.holder()
        if doing == "up" or time.monotonic() > end:
            raise Trouble(
                f"Harmoni is already running here: process {pid} (`manage.py {doing}`) holds {lock.path}.\n"
                "Stop it first, or give this copy its own HARMONI_VAR (and PORT)."
            )
        time.sleep(0.1)


def publish(var: Path, variables: dict[str, str]) -> None:
    """From now on single commands may use these services."""
    write_private(var / RUNNING, {"pid": os.getpid(), "variables": variables})


def withdraw(var: Path) -> None:
    (var / RUNNING).unlink(missing_ok=True)


# --- lent: to single commands ------------------------------------------------------------------------------
@contextlib.contextmanager
def lent(var: Path, purpose: str) -> Iterator[dict[str, str]]:
    """Variables of running services; without any, of services started for as long as anybody uses them."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield {}
        return
    lock, users = Lock(var / LOCK), Lock(var / USERS)
    end = time.monotonic() + PATIENCE
    while not lock.take(purpose):
        users.take(purpose, shared=True, wait=True)
        variables = offered(var)
        if variables is not None:
            with users:
                yield variables
            return
        users.release()
        if time.monotonic() > end:
            raise Trouble(f"Waited {PATIENCE:.0f} s for process {lock.holder()[0]}, which holds {lock.path}.")
        time.sleep(0.1)
    with lock, started(var, users) as variables:
        yield variables


@contextlib.contextmanager
def started(var: Path, users: Lock) -> Iterator[dict[str, str]]:
    services = Services(place_in(var))
    services.start()
    try:
        publish(var, services.variables())
        yield services.variables()
    finally:
        users.take("stopping the services", wait=True)  # not before the last borrower is done
        withdraw(var)
        services.stop()
        users.release()


def offered(var: Path) -> dict[str, str] | None:
    """What a running launcher published, if its servers answer to us."""
    said = read_private(var / RUNNING).get("variables")
    if said is None or not Services(place_in(var)).answer():
        return None
    return {str(name): str(value) for name, value in said.items()}


# --- thrown away: for tests, proofs and benchmarks ---------------------------------------------------------
@contextlib.contextmanager
def thrown_away(var: Path, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """In a directory of its own, so that several runs do not meet. `durable` writes as carefully as `up`.

    HARMONI_THROWAWAY names the directory: only servers that lie there may be stopped, hung or restarted by a proof.
    """
    account = Account()
    home = services_directory(var, account)
    mine, lock = own_run(home / "throwaway")
    services = Services(Place(mine, home, account, durable=durable, fresh=True))
    try:
        services.start()
        yield {**services.variables(), "HARMONI_THROWAWAY": str(mine)}
    finally:
        services.stop()
        remove_tree(mine)
        lock.release()


def own_run(runs: Path) -> tuple[Path, Lock]:
    runs.mkdir(exist_ok=True)
    with Lock(runs / "sweep.lock") as alone:
        alone.take("making room", wait=True)
        sweep(runs)
        mine = runs / str(os.getpid())
        mine.mkdir(mode=0o755)
        lock = Lock(mine / LOCK)
        lock.take("throwaway", wait=True)
    return mine, lock


def sweep(runs: Path) -> None:
    """Directories of runs that were killed: their lock is free."""
    for old in filter(Path.is_dir, runs.iterdir()):
        with Lock(old / LOCK) as lock:
            if lock.take("sweeping"):
                remove_tree(old)
