"""Stays with due dates: each person and each office is reminded once, whatever dies, hangs or forgets meanwhile."""

import contextlib
import datetime
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from django.db.models import Count
from django.utils import timezone

from harmoni.launch.machine import free_port
from harmoni.measuring.faults import Ground, Proof, hang, until
from harmoni.measuring.newcomers import FIRST_BIRTHDAY, WAINGAPU
from harmoni.measuring.servers import OurRedis
from harmoni.notices.messages import SEND
from harmoni.notices.models import Message, MessageState, Notice, Outbox
from harmoni.notices.reminding import REMIND
from harmoni.regions.models import CustomaryVillage
from harmoni.seeding.accounts import KUTA
from registrations.residency.arrival import Newcomer, record_arrivals
from registrations.residency.receipts import MAKE
from registrations.residency.reminders import REMIND as KIND

BATCH, LEFT = 500, datetime.timedelta(days=3)
PATIENCE = 1800.0  # seconds in which ten thousand are through, on a busy machine
WORK, SHARE = 3, 0.6  # rows for each stay: the office's, the person's, the letter; so much of it while workers die
TICKS = "2"  # seconds between two looks of each of the two beats


class MailServer:
    """A real SMTP server that keeps (to, Message-ID) of what it took."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((letter["To"], letter["Message-ID"]))
        return "250 OK"


@contextlib.contextmanager
def mail_server(ground: Ground) -> Iterator[MailServer]:
    """Running, and known to every process that is started meanwhile; afterwards the portal is as it was."""
    server, variables = MailServer(), ground.portal.variables
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    earlier = dict(variables)
    variables.update(EMAIL_URL=f"smtp://127.0.0.1:{controller.port}", REMIND_SECONDS=TICKS, QUIET_HOURS="")
    ground.portal.of_web.update(REMIND_SECONDS=TICKS)
    try:
        yield server
    finally:
        controller.stop()
        variables.clear()
        variables.update(earlier)
        ground.portal.of_web.pop("REMIND_SECONDS", None)


def due_stays(ground: Ground, count: int) -> set[str]:
    """Stays of Kuta that end in three days, each of somebody with an e-mail address; returns the addresses."""
    kuta, addresses = CustomaryVillage.objects.get(path=KUTA), []
    for start in range(0, count, BATCH):
        some = [_newcomer(number) for number in range(start, min(start + BATCH, count))]
        record_arrivals(by=ground.officer, village=kuta, newcomers=some)
        addresses += [one.person["email"] for one in some]
    Outbox.objects.filter(kind=MAKE).delete()  # their receipts are another proof's
    return set(addresses)


def _newcomer(number):
    today, born = timezone.localdate(), FIRST_BIRTHDAY + datetime.timedelta(number)
    person = {"nik": f"{WAINGAPU}{born:%d%m%y}9999", "full_name": f"Umbu Nggiku {number}", "sex": "L"}
    person |= {"birth_date": born, "email": f"orang{number}@contoh.example"}
    stay = {"address": "Jalan Raya Kuta 12", "arrived_on": today, "planned_until": today + LEFT}
    return Newcomer(person=person, stay=stay)


def reminded_once(ground: Ground, *, stays: int = 10_000, kills: int = 20, seconds: float = 8.0) -> Proof:
    """Two beats look every two seconds; the worker is killed at work, then Redis is stopped, hung and wiped."""
    redis, portal = OurRedis(), ground.portal
    was = set(portal.children)
    for name in was & {"worker", "beat"}:
        portal.kill(name)
    addresses = due_stays(ground, stays)
    with mail_server(ground) as server:
        for name in ("beat", "other beat"):
            portal.start(name)
        killed = [_kill_at_work(ground, SHARE * WORK * stays / kills) for _ in range(kills)]
        portal.start("worker")
        _lose_redis(redis, seconds)
        drained = until(lambda: _through(stays), every=0.5, patience=PATIENCE)
        portal.kill("other beat")
        del portal.children["other beat"]
        mine = [pair for pair in server.taken if pair[0] in addresses]
    for name in was & {"worker", "beat"}:
        portal.kill(name)
        portal.start(name)
    return _proof(stays, kills, addresses, mine, killed, drained)


def _through(stays):
    told = Message.objects.filter(event="stay_ends", state=MessageState.SENT).count()
    return told == stays and not Outbox.objects.filter(state=Outbox.State.WAITING, kind__startswith="notices.").exists()


def _kill_at_work(ground, share):
    """About so many rows after the worker began; returns how many there were."""
    before, some = _done(), ground.rng.randint(1, max(int(2 * share), 2))
    ground.portal.start("worker")
    until(lambda: _done() >= before + some or _through_with_all(before), every=0.02, patience=PATIENCE)
    ground.portal.kill("worker")
    return _done() - before


def _through_with_all(before):
    """Nothing is left to kill anybody at; told only after something was done."""
    waiting = Outbox.objects.filter(state=Outbox.State.WAITING, kind__in=[REMIND, SEND])
    return _done() > before and not waiting.exists()


def _done():
    """Rows of the outbox that are done: looked at, or sent."""
    return Outbox.objects.filter(state=Outbox.State.DONE, kind__in=[REMIND, SEND]).count()


def _sent():
    return Message.objects.filter(event="stay_ends", state=MessageState.SENT).count()


def _lose_redis(redis, seconds):
    redis.stop()
    time.sleep(seconds)
    redis.start()
    hang(redis, seconds)
    redis.wipe()


def _proof(stays, kills, addresses, mine, killed, drained):
    posted = Outbox.objects.filter(kind=REMIND, payload__event="stay_ends")
    inbox = Notice.objects.filter(kind=KIND)
    letters = Counter(mine)
    checks = {
        "everybody was written to": {to for to, _ in letters} == addresses,
        "each letter once (a repeated one carries its Message-ID)": len(letters) == stays,
        "each message sent": _sent() == stays == Message.objects.filter(event="stay_ends").count(),
        "one inbox row for each stay": inbox.count() == stays == inbox.aggregate(n=Count("record", distinct=True))["n"],
        "two rows of the outbox for each": posted.count() == 2 * stays,
        "nothing was given up": not Outbox.objects.filter(state=Outbox.State.DEAD).exists(),
        "no more repeats than hands that died": len(mine) - stays <= 2 * kills,
        "through in time": drained <= PATIENCE,
        "killed at work": len(killed) == kills and min(killed) > 0,
    }
    seen = {
        "letters": len(mine),
        "repeated": len(mine) - len(letters),
        "done_between_kills": killed,
        "drain_s": drained,
    }
    promise = "each reminder once: worker killed, Redis stopped, hung, wiped, two beats"
    return Proof("reminded-once", promise, f"{stays} stays / {kills} kills", checks, seen)
