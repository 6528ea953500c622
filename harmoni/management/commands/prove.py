import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from harmoni.measuring import faults
from harmoni.measuring.faults import Ground, Proof
from harmoni.measuring.newcomers import village_officer
from harmoni.measuring.numbers import numbered_letters
from harmoni.measuring.offline_desk import offline_desk
from harmoni.measuring.reminders import reminded_once
from harmoni.measuring.report import keep, table
from harmoni.measuring.servers import NotOurs
from harmoni.measuring.stack import Portal
from harmoni.measuring.tampering import tampered_history
from harmoni.measuring.timed_desk import timed_desk

PROOFS: dict[str, Callable[[Ground], Proof]] = {
    "killed-workers": faults.killed_workers,
    "parallel-forms": faults.parallel_forms,
    "killed-web-workers": faults.killed_web_workers,
    "redis-away": faults.redis_away,
    "postgres-restarted": faults.postgres_restarted,
    "reminded-once": reminded_once,
    "numbered-letters": lambda ground: numbered_letters(),
    "offline-desk": offline_desk,
    "timed-desk": timed_desk,
    "tampered-history": lambda ground: tampered_history(),
}
NEEDS_WORKER = "redis-away"


class Command(BaseCommand):
    help = "Proves what must survive: kills, stops and tampers on throw-away services; writes var/proof/*.json."

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", choices=[[], *PROOFS], help="which proofs; all")

    def handle(self, *, names, **options):
        with tempfile.TemporaryDirectory() as directory, Portal(Path(directory)) as portal:
            portal.start("beat")
            ground = Ground(portal, village_officer())
            found = [self.prove(name, ground) for name in names or PROOFS]
        rows = [[one.promise, one.n, figures(one), "ok" if one.holds else "FAILED"] for one in found]
        self.stdout.write(table(["promise", "N", "seen", ""], rows))
        if failed := [f"{one.name}: {', '.join(one.failed)}" for one in found if not one.holds]:
            raise CommandError("\n".join(failed))

    def prove(self, name: str, ground: Ground) -> Proof:
        if name == NEEDS_WORKER and "worker" not in ground.portal.children:
            ground.portal.start("worker")
        began = time.monotonic()
        try:
            proof = PROOFS[name](ground)
        except NotOurs as fault:
            proof = Proof(name, "not tried", "0", {str(fault): False})
        seconds = time.monotonic() - began
        self.stdout.write(f"  {name:<20}{seconds:6.1f} s  {'ok' if proof.holds else 'FAILED'}")
        told = {"promise": proof.promise, "n": proof.n, "holds": proof.holds, "checks": proof.checks}
        keep("proof", name, {**told, "seen": proof.seen, "seconds": seconds})
        return proof


def figures(proof: Proof) -> str:
    """The measured numbers in a line."""
    return ", ".join(f"{name} {short(value)}" for name, value in proof.seen.items())


def short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, dict):
        return "/".join(f"{key}:{short(each)}" for key, each in value.items())
    if isinstance(value, list):
        return " ".join(map(short, value))
    return str(value)
