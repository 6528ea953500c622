"""The throw-away Postgres and Redis of this very run: stopped, hung and restarted. No other server is ever touched."""

import atexit
import os
import signal
from pathlib import Path

from harmoni.launch.machine import Account, end_same, process_start
from harmoni.launch.postgres import Postgres
from harmoni.launch.server import Place, Server
from harmoni.launch.valkey import Valkey, client


class NotOurs(Exception):
    """The servers were given from outside: nobody may kill them for a proof."""


def place() -> Place:
    home = os.environ.get("HARMONI_THROWAWAY")
    if not home:
        raise NotOurs("DATABASE_URL and REDIS_URL must not be given: this proof stops and restarts its own servers")
    return Place(home=Path(home), programs=Path(home).parents[1], account=Account(), durable=True)


class Ours:
    """One server of this run, found by what the launcher wrote down about it."""

    def __init__(self, kind: type[Server]) -> None:
        self.server = kind(place())
        if not self.server.settings().get("pid"):
            raise NotOurs(f"{kind.name} was given from outside")

    def send(self, number: int) -> None:
        """A signal, if the process is still the one that was written down."""
        settings = self.server.settings()
        if process_start(settings["pid"]) == settings["started"]:
            os.kill(settings["pid"], number)

    def stop(self, number: int | None = None) -> None:
        """Ends it with the signal and waits until it is gone."""
        settings = self.server.settings()
        end_same(settings["pid"], settings["started"], number or self.server.stop_signal)
        if self.server.process:
            self.server.process.wait()

    def start(self) -> None:
        """On the same port with the same data; returns when it answers. It ends with this process."""
        self.server.start()
        atexit.unregister(self.end)
        atexit.register(self.end)

    def end(self) -> None:
        self.server.ask_to_stop()
        self.server.wait_for_stop()


class OurPostgres(Ours):
    def __init__(self) -> None:
        super().__init__(Postgres)

    def restart(self, mode: str) -> None:
        """`fast` rolls open transactions back, `immediate` is a crash with recovery at the next start."""
        self.stop({"fast": signal.SIGINT, "immediate": signal.SIGQUIT}[mode])
        self.start()


class OurRedis(Ours):
    def __init__(self) -> None:
        super().__init__(Valkey)

    def wipe(self) -> None:
        with client(self.server.settings()) as asked:
            asked.flushall()
