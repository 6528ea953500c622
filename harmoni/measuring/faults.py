"""What must survive: parallel and repeated forms, killed processes, and servers that stop, hang or forget."""

import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q

from harmoni.accounts.models import User
from harmoni.letters.models import Document
from harmoni.measuring.newcomers import newcomer, newcomers
from harmoni.measuring.servers import OurPostgres, OurRedis
from harmoni.measuring.stack import Portal, TooLate, wait_for
from harmoni.measuring.submissions import Browser, Stream
from harmoni.notices.models import Outbox
from registrations.residency.models import Stay
from registrations.residency.receipts import MAKE

DRAINED = 120.0  # seconds after the fault within which every effect must have happened
GOOD_AGAIN = 10.0  # seconds after Postgres accepts connections
SLOWEST = 3.0  # seconds a request may take while Redis is away


@dataclass
class Proof:
    """One promise, how often it was tried, what was seen. It holds when every check does."""

    name: str
    promise: str
    n: str
    checks: dict[str, bool]
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return all(self.checks.values())

    @property
    def failed(self) -> list[str]:
        return [check for check, held in self.checks.items() if not held]


@dataclass
class Ground:
    """Where the proofs happen: the running portal and an officer who is signed in."""

    portal: Portal
    officer: User
    rng: random.Random = field(default_factory=lambda: random.Random(2026))  # noqa: S311 - which worker dies when

    def __post_init__(self) -> None:
        self.browser = Browser(self.portal.port, self.officer)

    def stream(self, forms, senders: int, pause: float = 0.0) -> Stream:
        return Stream(self.browser, forms, senders=senders, pause=pause)


def exactly_once(stream: Stream, before: int) -> dict[str, bool]:
    """Every form that was acknowledged is one stay, and there are no others."""
    shown = stream.stays
    return {
        "nobody gave up": not stream.given_up,
        "one receipt for each key": all(len(found) == 1 for found in stream.acknowledged.values()),
        "0 lost": Stay.objects.filter(pk__in=shown).count() == len(stream.acknowledged),
        "0 double": Stay.objects.count() - before == len(shown),
    }


# --- the same form many times ------------------------------------------------------------------------------
def parallel_forms(ground: Ground, *, copies: int = 50, keys: int = 200, senders: int = 20) -> Proof:
    before = Stay.objects.count()
    with ground.stream([newcomer()] * copies, senders=copies) as same:
        same.finish()
    once = Stay.objects.count() - before
    forms = [newcomer() for _ in range(keys)] * 3
    ground.rng.shuffle(forms)
    with ground.stream(forms, senders=senders) as many:
        many.finish()
    checks = {
        f"{copies} at once are one stay": once == 1 and len(same.stays) == 1,
        f"{keys} keys are {keys} stays": len(many.stays) == keys,
        "all answered 302": set(same.statuses) | set(many.statuses) == {"302"},
        **exactly_once(many, before + once),
    }
    seen = {"stays": [once, len(many.stays)], "answers": [same.statuses, many.statuses], "slowest_s": many.slowest}
    promise = "the same form sent many times at once counts once"
    return Proof("parallel-forms", promise, f"{copies} + {keys} x 3", checks, seen)


# --- killed processes --------------------------------------------------------------------------------------
def receipts_made() -> int:
    return Outbox.objects.filter(kind=MAKE, state=Outbox.State.DONE).count()


def all_done() -> bool:
    return not Outbox.objects.exclude(state=Outbox.State.DONE).exists()


def killed_workers(ground: Ground, *, receipts: int = 200, kills: int = 10) -> Proof:
    """Between two kills some registrations come in, as they would; after the last one nothing else wakes anybody."""
    earlier = set(Document.objects.values_list("pk", flat=True))
    for _ in range(kills):
        with ground.stream([newcomer() for _ in range(receipts // kills)], senders=4) as stream:
            stream.finish()
        _kill_at_work(ground)
    held = Outbox.objects.filter(~Q(state=Outbox.State.DONE), attempts__gt=0).count()
    ground.portal.start("worker")
    seconds = until(all_done)
    papers = Document.objects.exclude(pk__in=earlier)
    whole = [bytes(paper.content or b"").startswith(b"%PDF") for paper in papers]
    rows = Outbox.objects.filter(dedupe_key__in=[f"{MAKE}/{paper.pk}" for paper in papers])
    checks = {
        "0 lost": len(whole) == receipts and all(whole),
        "each once": rows.count() == receipts and papers.values("record").distinct().count() == receipts,
        f"drained within {DRAINED:.0f} s": seconds <= DRAINED,
    }
    seen = {"receipts": sum(whole), "held_by_dead_workers": held, "drain_s": seconds, "again": _again(rows)}
    promise = "a worker killed at work loses no receipt and makes none twice"
    return Proof("killed-workers", promise, f"{receipts} / {kills} kills", checks, seen)


def _kill_at_work(ground):
    """Some receipts after the worker began."""
    before = receipts_made()
    ground.portal.start("worker")
    until(lambda: receipts_made() >= before + ground.rng.randint(1, 12) or all_done(), every=0.005)
    ground.portal.kill("worker")


def _again(rows):
    return rows.filter(attempts__gt=1).count()


def until(condition: Callable[[], bool], every: float = 0.05, patience: float = DRAINED + 10) -> float:
    """Seconds it took; infinite when it did not happen in the time allowed."""
    try:
        return wait_for(condition, patience, every)
    except TooLate:
        return float("inf")


def killed_web_workers(ground: Ground, *, forms: int = 300, kills: int = 15, pause: float = 0.4) -> Proof:
    before, done = Stay.objects.count(), 0
    with ground.stream([newcomer() for _ in range(forms)], senders=8, pause=pause) as stream:
        while done < kills and any(thread.is_alive() for thread in stream.threads):
            time.sleep(ground.rng.uniform(0.5, 1.3))
            done += ground.portal.kill_one_web_worker(ground.rng.choice)
        stream.finish()
    checks = {
        "all acknowledged": len(stream.acknowledged) == forms,
        "0 x 500": "500" not in stream.statuses,
        "there were kills": done > 0,
        **exactly_once(stream, before),
    }
    seen = {"kills": done, "answers": stream.statuses, "slowest_s": stream.slowest}
    promise = "a web worker killed under a keyed form, which is sent again: once"
    return Proof("killed-web-workers", promise, f"{forms} / {done} kills", checks, seen)


# --- servers away ------------------------------------------------------------------------------------------
def redis_away(ground: Ground, *, seconds: float = 8.0, pause: float = 0.3) -> Proof:
    """Stopped, hung, wiped; the worker is not restarted."""
    redis, before = OurRedis(), Stay.objects.count()
    with ground.stream(newcomers(), senders=4, pause=pause) as stream:
        time.sleep(seconds / 4)
        redis.stop()
        time.sleep(seconds)
        redis.start()
        time.sleep(seconds / 4)
        hang(redis, seconds)
        redis.wipe()
    drained = until(all_done)
    checks = {
        "0 errors": set(stream.statuses) == {"302"},
        f"no request over {SLOWEST:.0f} s": stream.slowest <= SLOWEST,
        f"drained within {DRAINED:.0f} s": drained <= DRAINED,
        "the worker lives": ground.portal.lives("worker"),
        **exactly_once(stream, before),
    }
    seen = {"answers": stream.statuses, "slowest_s": stream.slowest, "drain_s": drained}
    promise = "the desk works while Redis is stopped, hung or wiped"
    return Proof("redis-away", promise, f"{len(stream.acknowledged)} forms", checks, seen)


def hang(redis: OurRedis, seconds: float) -> None:
    """It accepts connections and answers nothing, for so long."""
    redis.send(signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        redis.send(signal.SIGCONT)


def postgres_restarted(
    ground: Ground, *, modes: tuple[str, ...] = ("fast", "immediate") * 2, seconds: float = 4.0
) -> Proof:
    postgres, before, again = OurPostgres(), Stay.objects.count(), []
    with ground.stream(newcomers(), senders=6, pause=0.05) as stream:
        for mode in modes:
            time.sleep(seconds)
            postgres.restart(mode)
            again.append(time.monotonic())
        time.sleep(seconds)
    connection.close()
    waits = [stream.first_success_after(moment) for moment in again]
    checks = {
        "only 302, 503 with Retry-After or no answer": all(answer.is_honest for answer in stream.answers),
        f"good again within {GOOD_AGAIN:.0f} s": max(waits) <= GOOD_AGAIN,
        **exactly_once(stream, before),
    }
    seen = {"answers": stream.statuses, "good_again_s": waits, "slowest_s": stream.slowest}
    promise = "Postgres restarts under load: 503 or no answer, nothing lost"
    n = f"{len(stream.acknowledged)} forms / {len(modes)} restarts"
    return Proof("postgres-restarted", promise, n, checks, seen)
