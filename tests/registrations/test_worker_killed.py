"""The worker is killed in the middle of a reminder; the next one writes it, once."""

import datetime

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import LEASE, wake_relay
from harmoni.notices.reminding import REMIND as ROW
from registrations.residency.reminders import REMIND, post_due
from tests.cast import arrive
from tests.database import NAME, owner_settings
from tests.portal import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reminder(petugas_kuta):
    """A stay whose reminder is posted, after everything else was done."""
    until = timezone.localdate() + datetime.timedelta(days=3)
    stay = arrive(petugas_kuta, planned_until=until, who={"email": "umbu@contoh.example"})
    Outbox.objects.all().delete()
    return stay


@pytest.fixture
def inbox_held():
    """Holds back every writer of the inbox, until closed."""
    owner = owner_settings()
    held = psycopg2.connect(
        host=owner["HOST"], port=owner["PORT"], user=owner["USER"], password=owner["PASSWORD"], dbname=NAME
    )
    held.cursor().execute("LOCK TABLE notices_notice IN SHARE MODE")
    yield held
    held.close()


def row():
    return Outbox.objects.get(kind=ROW, payload__receiver="officer")


def writers_at_the_inbox():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = 'notices_notice'::regclass AND NOT granted")
        return cursor.fetchone()[0]


def test_killed_in_the_middle_it_is_there_once(reminder, inbox_held, worker, mailbox):
    post_due(timezone.localdate())
    wait_for(writers_at_the_inbox)  # the worker has taken the row and is about to write
    worker.kill()
    inbox_held.close()
    wait_for(lambda: not writers_at_the_inbox())
    assert (Notice.objects.filter(kind=REMIND).count(), row().state, row().attempts) == (0, "waiting", 1)
    assert row().next_at > timezone.now() + LEASE * 0.8  # nobody takes it before the lease ends

    Outbox.objects.update(next_at=timezone.now())  # the lease has ended
    worker.start()
    wake_relay()
    wait_for(lambda: Outbox.objects.filter(state="done").count() == 3)
    assert (Notice.objects.filter(kind=REMIND).get().record, row().attempts) == (reminder.pk, 2)
    assert [letter["To"] for letter in mailbox.letters] == ["umbu@contoh.example"]


def test_killed_before_it_began_it_is_there_once(reminder, worker, mailbox):
    worker.kill()
    post_due(timezone.localdate())
    assert row().state == "waiting"
    worker.start()
    wake_relay()
    wait_for(lambda: Outbox.objects.filter(state="done").count() == 3)
    assert (Notice.objects.filter(kind=REMIND).get().record, row().attempts, len(mailbox.letters)) == (
        reminder.pk,
        1,
        1,
    )
