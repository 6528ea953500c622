"""A message goes once, over a real SMTP connection, at an hour when it may; what does not arrive becomes a task."""

import datetime
import uuid
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from django.utils import timezone

from harmoni.launch.machine import free_port
from harmoni.notices import messages, quiet
from harmoni.notices.messages import FOLLOW_UP, Letter, address, message, send_all, send_to
from harmoni.notices.models import Message, MessageState, Notice, Outbox
from harmoni.notices.outbox import MOST_ATTEMPTS, drain

S = MessageState
DAY = datetime.date(2026, 11, 30)


class Fussy:
    """A mail server that knows who has moved, and who is busy."""

    def __init__(self):
        self.letters = []

    async def handle_RCPT(self, server, session, envelope, to, options):
        if to.startswith("pindah"):
            return "550 5.1.1 no such user"
        if to.startswith("sibuk"):
            return "450 4.2.1 try later"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def post(settings):
    fussy = Fussy()
    controller = Controller(fussy, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", controller.port, False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield fussy
    controller.stop()


@pytest.fixture(autouse=True)
def _event(monkeypatch):
    def ready(row):
        return Letter(row.user.email, "Laporan siap", f"Buka di sini:\n{address(row.path)}\n")

    monkeypatch.setitem(messages.SAYS, "test", ready)


def sent_to(user, key="a"):
    with transaction.atomic():
        return send_to(user, event="test", key=key, path="/laporan/1/", place="510301/kuta/")


def state(row):
    return Message.objects.get(pk=row.pk).state


def soon():
    Outbox.objects.update(next_at=timezone.now())


def test_the_same_event_and_key_is_one_message_and_one_letter(petugas_kuta, post):
    rows = [sent_to(petugas_kuta) for _ in range(3)]
    assert (drain(), drain()) == (1, 0)
    [letter] = post.letters
    assert (letter["To"], letter["Subject"]) == (petugas_kuta.email, "Laporan siap")
    assert address("/laporan/1/") in letter.get_content()
    assert letter["Message-ID"] == f"<{rows[0].pk}@harmoni>"
    assert {state(row) for row in rows} == {S.SENT}
    assert sent_to(petugas_kuta, "b").pk != rows[0].pk


@pytest.mark.django_db(transaction=True)
def test_a_message_without_its_act_never_was(petugas_kuta):
    with transaction.atomic():
        send_to(petugas_kuta, event="test", key="a", path="/")
        transaction.set_rollback(True)
    assert (Message.objects.count(), Outbox.objects.filter(kind=messages.SEND).count()) == (0, 0)


def test_an_address_that_refuses_for_good_is_a_bounce_and_a_task(petugas_kuta, post):
    petugas_kuta.email = "pindah@contoh.example"
    petugas_kuta.save()
    row = sent_to(petugas_kuta)
    assert (drain(), drain()) == (1, 0)
    [task] = Notice.objects.filter(kind=FOLLOW_UP)
    assert (state(row), task.path, task.place) == (S.BOUNCED, "/laporan/1/", "510301/kuta/")
    assert "menolak" in task.title
    assert "@" not in task.title


def test_a_busy_server_is_asked_again_and_given_up_after_eight_tries(petugas_kuta, post):
    petugas_kuta.email = "sibuk@contoh.example"
    petugas_kuta.save()
    row = sent_to(petugas_kuta)
    for _ in range(MOST_ATTEMPTS):
        assert state(row) == S.PREPARED
        soon()
        drain()
    assert (state(row), Outbox.objects.get(kind=messages.SEND).state) == (S.FAILED, "dead")
    assert Notice.objects.get(kind=FOLLOW_UP).permission == "messages_keep"
    assert post.letters == []


def test_who_is_not_in_office_any_more_and_what_is_not_so_any_more_gets_nothing(petugas_kuta, post, monkeypatch):
    gone, over = sent_to(petugas_kuta, "gone"), sent_to(petugas_kuta, "over")
    monkeypatch.setitem(messages.SAYS, "test", lambda row: None)
    drain(1)
    petugas_kuta.is_active = False
    petugas_kuta.save()
    drain()
    assert (state(gone), state(over), post.letters) == (S.WITHDRAWN, S.WITHDRAWN, [])


def test_at_night_it_waits_till_six_there_and_no_try_is_counted(petugas_kuta, post, settings, monkeypatch):
    settings.QUIET_HOURS = "21-6"
    night = datetime.datetime(2026, 11, 30, 14, 30, tzinfo=datetime.UTC)  # half past ten in the evening in Bali
    monkeypatch.setattr(messages.timezone, "now", lambda: night)
    row = sent_to(petugas_kuta)
    Outbox.objects.update(next_at=night)
    assert (drain(), state(row)) == (0, S.PREPARED)
    waiting = Outbox.objects.get(kind=messages.SEND)
    assert (waiting.attempts, waiting.next_at.isoformat()) == (0, "2026-11-30T22:00:00+00:00")
    monkeypatch.setattr(messages.timezone, "now", lambda: waiting.next_at)
    assert (drain(), state(row)) == (1, S.SENT)


@pytest.mark.parametrize(
    ("place", "hour", "till"),
    [
        ("5103", 13, 22),  # Bali: nine in the evening; till six
        ("3171", 13, None),  # Jakarta: eight
        ("3171", 14, 23),
        ("8101", 12, 21),  # Ambon: nine
        ("8101", 21, None),  # six in the morning
        ("5301", 21, 22),
        ("", 13, 22),
    ],
)
def test_quiet_by_the_clock_of_the_receiver(settings, place, hour, till):
    settings.QUIET_HOURS = "21-6"
    until = quiet.quiet_until(datetime.datetime(2026, 11, 30, hour, tzinfo=datetime.UTC), place)
    assert (until and until.astimezone(ZoneInfo("UTC")).hour) == till


def test_only_ids_lie_in_the_outbox(petugas_kuta):
    row = sent_to(petugas_kuta)
    assert Outbox.objects.get(kind=messages.SEND).payload == {"message": str(row.pk)}


def test_what_an_officer_sends_by_hand_waits_for_the_officer(db):
    with transaction.atomic():
        send_all([message(event="test", key="p", channel="whatsapp", receiver="person", record=uuid.uuid4(), day=DAY)])
    assert (drain(), Message.objects.by_hand().count()) == (0, 1)
