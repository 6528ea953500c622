"""`manage.py up`: the whole portal on this machine, as in production, until Ctrl-C."""

import hashlib
import http.client
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from harmoni.launch import services, surroundings
from harmoni.launch.environment import ROOT, RUN_LOCK
from harmoni.launch.machine import Trouble, free_port, port_is_free, var_directory
from harmoni.launch.processes import Processes, StopRequest, end, python, spawn
from harmoni.launch.services import Services
from harmoni.launch.steps import report

PATIENCE = 60.0  # seconds for the portal's first answer
DEMO_PASSWORD = "harmoni-demo-2026"  # noqa: S105 - published, for the demo world only
DEMO_ACCOUNTS = {
    "admin": "accounts and settings, no personal data",
    "staf.sumbatimur": "origin clerk, Sumba Timur (5311)",
    "staf.belu": "origin clerk, Belu (5304)",
    "kepala.sumbatimur": "origin signer, Sumba Timur (5311)",
    "petugas.kuta": "village officer, desa adat Kuta",
    "petugas.intaran": "village officer, desa adat Intaran",
    "bendesa.kuta": "village head, desa adat Kuta",
    "mediator.badung": "mediator, Badung (5103)",
    "kabupaten.badung": "regency officer, Badung (5103)",
    "provinsi.bali": "province viewer, Bali (51)",
    "provinsi.ntt": "province viewer, NTT (53)",
    "paguyuban.sumbatimur": "community representative of Sumba Timur in Bali",
    "kesbangpol.bali": "prevention team, Bali (51)",
    "pdp.bali": "data protection officer, Bali (51)",
}


class Stopped(Exception):
    """Ctrl-C or SIGTERM while still starting."""


def up() -> int:
    with StopRequest().heard() as stop:
        try:
            return Portal(stop).run()
        except Stopped:
            return 0
        finally:
            if stop.came:
                print("stopped", flush=True)


class Portal:
    def __init__(self, stop: StopRequest) -> None:
        self.stop = stop
        self.var = var_directory()
        self.began = time.monotonic()

    def run(self) -> int:
        print(f"Harmoni, state in {self.var}", flush=True)
        began = time.monotonic()
        with services.held(self.var) as held:
            Processes(self.var, {}).stop_left_over()
            self.check_port()
            report("services", began, ", ".join(self.name_services(held)))
            return self.run_with(held)

    def run_with(self, held: Services) -> int:
        own = {**held.variables(), "PORT": str(surroundings.port())}
        mail_port = None if os.environ.get("EMAIL_URL") else free_port()
        if mail_port:
            own["EMAIL_URL"] = f"smtp://127.0.0.1:{mail_port}"
        self.variables = surroundings.trial(self.var, own)
        services.publish(self.var, {name: self.variables[name] for name in (*own, "HARMONI_BASE_URL", "HARMONI_DEMO")})
        self.prepare()
        processes = Processes(self.var, self.variables)
        try:
            self.start(processes, mail_port)
            self.announce()
            self.watch(held, processes)
        finally:
            began = time.monotonic()
            processes.stop()
            report("stopping", began)
        return 0

    # --- before anybody is served ------------------------------------------------------------------------
    def check_port(self) -> None:
        if not port_is_free(surroundings.port()):
            raise Trouble(
                f"Port {surroundings.port()} on 127.0.0.1 is taken by another program. "
                "Stop it, or choose another: PORT=8001 python3 manage.py up"
            )

    def name_services(self, held: Services) -> list[str]:
        named = [f"{server.name} (pid {held.pids()[server.name]})" for server in held.servers]
        return [*(named or ["all given from outside"]), *held.notes()]

    def prepare(self) -> None:
        demo = ["demo"] if self.variables["HARMONI_DEMO"] == "1" else []
        mark, now = self.var / "static.mark", static_fingerprint()
        # Compressing them anew takes seconds.
        unchanged = (self.var / "static").is_dir() and mark.exists() and mark.read_text() == now
        static = [] if unchanged else ["collectstatic --noinput --clear"]
        self.steps("migrate", "load_reference", owner=True)
        self.steps(*demo, *static)
        mark.write_text(now)

    def steps(self, *commands: str, owner: bool = False) -> None:
        if not commands:
            return
        variables = surroundings.as_owner(self.variables) if owner else self.variables
        process = spawn(python("-m", "harmoni.launch.steps", *commands), variables)
        self.wait_for(lambda: process.poll() is not None, or_else=lambda: end(process))
        if process.returncode:
            raise Trouble("The start ends here, because of what stands above.")

    def wait_for(
        self, done: Callable[[], bool], or_else: Callable[[], object] = lambda: None, every: float = 0.03
    ) -> None:
        while not done():
            if self.stop.came:
                or_else()
                raise Stopped
            time.sleep(every)

    # --- the processes -----------------------------------------------------------------------------------
    def start(self, processes: Processes, mail_port: int | None) -> None:
        """The web server first: people wait for it, and four at once are slower."""
        if mail_port:
            sink = python("-m", "harmoni.launch.mailsink", mail_port, self.var / "mail")
            processes.start("mail sink", sink)
        processes.start("web", web_command())
        self.wait_for_answer(processes)
        processes.start("worker", worker_command(), surroundings.of_worker(self.var, self.variables))
        processes.start("beat", beat_command(self.var))

    def wait_for_answer(self, processes: Processes) -> None:
        end = time.monotonic() + PATIENCE

        def answered() -> bool:
            processes.restart_ended()
            if time.monotonic() > end:
                raise Trouble(f"The portal does not answer after {PATIENCE:.0f} s; see above.")
            return answers(self.variables["HARMONI_BASE_URL"])

        self.wait_for(answered, every=0.1)

    def watch(self, held: Services, processes: Processes) -> None:
        while not self.stop.came:
            time.sleep(0.2)
            processes.restart_ended()
            if held.ended():
                raise Trouble(f"{' and '.join(held.ended())} ended unexpectedly; start again to recover.")

    # --- words -------------------------------------------------------------------------------------------
    def announce(self) -> None:
        seconds = time.monotonic() - self.began
        print(f"READY {self.variables['HARMONI_BASE_URL']}/ after {seconds:.1f} s; Ctrl-C stops", flush=True)
        if self.variables["HARMONI_DEMO"] == "1":
            password = self.variables.get("HARMONI_DEMO_PASSWORD") or DEMO_PASSWORD
            print(f"Demo accounts, all with the password {password}", flush=True)
            for account, role in DEMO_ACCOUNTS.items():
                print(f"  {account:<22}{role}", flush=True)


def web_command() -> list[str]:
    """No access log (addresses carry tokens), no preload (a forked child of a typst compile hangs)."""
    memory = Path("/dev/shm")  # noqa: S108 - heartbeat files; a slow disk there looks like a dead worker
    heartbeat = ["--worker-tmp-dir", str(memory)] if os.access(memory, os.W_OK) else []
    address = f"127.0.0.1:{surroundings.port()}"
    size = ["--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    patience = ["--timeout", "60", "--graceful-timeout", "15", "--log-level", "warning"]
    longest = ["--limit-request-line", "8190"]  # of an address: a false code is answered, however long it is
    options = ["--bind", address, *size, *patience, *longest, *heartbeat, "--no-control-socket"]
    return python("-m", "gunicorn", *options, "harmoni.wsgi")


def worker_command() -> list[str]:
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "warning"]
    return python("-W", ROOT_WARNING, "-m", "celery", "--quiet", "-A", "harmoni.celery", "worker", "-c", "2", *quiet)


def beat_command(var: Path) -> list[str]:
    schedule = ["--schedule", str(var / "beat-schedule"), "--pidfile", "", "--loglevel", "warning"]
    return python("-m", "celery", "--quiet", "-A", "harmoni.celery", "beat", *schedule)


# Only JSON is accepted from the queue, which is what the warning is about.
ROOT_WARNING = "ignore:You're running the worker with superuser privileges"


def answers(base_url: str) -> bool:
    """On /healthz, asked as the proxy in front would ask; on / as long as there is no /healthz."""
    status = ask("/healthz", base_url)
    if status == http.client.NOT_FOUND:
        status = ask("/", base_url)
    return status is not None and status < http.client.BAD_REQUEST


def ask(path: str, base_url: str) -> int | None:
    outside = urlsplit(base_url)
    connection = http.client.HTTPConnection("127.0.0.1", surroundings.port(), timeout=5)
    try:
        connection.request("GET", path, headers={"Host": outside.netloc, "X-Forwarded-Proto": outside.scheme})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def static_fingerprint() -> str:
    """Changes with any static file of ours, the installed packages and the settings."""
    ours = [*(ROOT / "static").rglob("*"), *ROOT.glob("*/*/static/**/*"), ROOT / "harmoni" / "settings.py"]
    seen = [RUN_LOCK.read_text(), sys.version]
    for path in sorted(filter(Path.is_file, ours)):
        seen.append(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}")
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()
