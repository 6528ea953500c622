"""What is committed happens, once, though workers race, fail or die, and though Redis is dead or hung."""

import datetime
import socket
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from django.db import connection, transaction
from django.utils import timezone

from harmoni.launch.machine import free_port
from harmoni.notices import outbox
from harmoni.notices.models import Heartbeat, Notice, Outbox
from harmoni.notices.outbox import drain, post
from tests.database import NAME, owner_cursor
from tests.portal import wait_for

DONE, WAITING, DEAD = Outbox.State.DONE, Outbox.State.WAITING, Outbox.State.DEAD


@pytest.fixture
def done(monkeypatch):
    """The payloads that the handler `test` was called with."""
    calls = []
    monkeypatch.setitem(outbox.HANDLERS, "test", lambda number: calls.append(number))
    return calls


@pytest.fixture
def failing(monkeypatch):
    def fail(number):
        Notice.objects.create(place="51", kind="test", title="-", record="0" * 32, dedupe_key=str(number))
        raise ValueError("Umbu 5311011202980001")

    monkeypatch.setitem(outbox.HANDLERS, "test", fail)


def put(*numbers):
    with transaction.atomic():
        for number in numbers:
            post("test", f"test/{number}", payload={"number": number}, wake=False)


def due(**ago):
    """As if this much time had passed."""
    Outbox.objects.update(next_at=timezone.now() - datetime.timedelta(**ago))


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_posted(done):
    with transaction.atomic():
        post("test", "a", payload={"number": 1}, wake=False)
        transaction.set_rollback(True)
    assert (drain(), done, Outbox.objects.count()) == (0, [], 0)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_posted(done):
    with pytest.raises(transaction.TransactionManagementError):
        post("test", "a")


@pytest.mark.django_db
def test_the_same_key_is_one_row(done):
    put(1, 1, 2)
    put(1)
    assert (drain(), done, drain()) == (2, [1, 2], 0)
    assert [row.state for row in Outbox.objects.all()] == [DONE, DONE]


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_do_each_row_once(done):
    put(*range(60))
    start = threading.Barrier(3)

    def worker():
        start.wait()
        drain()
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(done) == dict.fromkeys(range(60), 1)
    assert set(Outbox.objects.values_list("state", "attempts")) == {(DONE, 1)}


@pytest.mark.django_db(transaction=True)
def test_a_row_in_another_workers_hands_is_passed_over(done):
    put(1, 2)
    with owner_cursor(NAME) as other:
        other.execute("BEGIN")
        other.execute("SELECT id FROM notices_outbox WHERE dedupe_key = 'test/1' FOR UPDATE")
        assert (drain(), done) == (1, [2])
        other.execute("ROLLBACK")  # a connection that is only closed lets go a moment later
    assert (drain(), done) == (1, [2, 1])


@pytest.mark.django_db
def test_a_failure_is_put_back_with_a_growing_pause_and_dies_after_eight(failing):
    put(1)
    pauses = []
    for _ in range(8):
        due(seconds=1)
        assert drain() == 0
        row = Outbox.objects.get()
        pauses.append(round((row.next_at - timezone.now()).total_seconds()))
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 1280]
    assert (row.state, row.attempts, row.last_error) == (DEAD, 8, "ValueError")
    due(days=1)
    assert (drain(), Outbox.objects.get().attempts) == (0, 8)


@pytest.mark.django_db
def test_before_its_pause_is_over_nobody_tries_again(failing):
    put(1)
    drain()
    drain()
    assert Outbox.objects.get().attempts == 1


@pytest.mark.django_db
def test_half_of_a_failed_handler_is_undone(failing):
    put(1)
    drain()
    assert (Notice.objects.count(), Outbox.objects.get().state) == (0, WAITING)


@pytest.mark.django_db
def test_a_failure_says_nothing_personal(failing, caplog):
    put(1)
    drain()
    assert "Umbu" not in caplog.text + Outbox.objects.get().last_error


@pytest.mark.django_db
def test_one_bad_row_does_not_stop_the_others(done):
    with transaction.atomic():
        post("unknown", "x", wake=False)
    put(1, 2)
    assert (drain(), done) == (2, [1, 2])
    assert Outbox.objects.get(kind="unknown").last_error == "KeyError"


@pytest.mark.django_db
def test_a_lease_that_ran_out_is_taken_again(done):
    """A worker took the row and was never heard of again."""
    put(1)
    lost = outbox._claim("")
    assert (drain(), done) == (0, [])
    due(seconds=1)
    assert (drain(), done) == (1, [1])
    assert outbox._do(lost) is False  # the lost one comes back: too late, nothing is done twice
    assert (done, Outbox.objects.get().attempts) == ([1], 2)


@pytest.mark.django_db
def test_whoever_lost_the_lease_does_not_put_it_back(done):
    put(1)
    lost = outbox._claim("")
    due(seconds=1)
    outbox._claim("")
    outbox._put_back(lost, ValueError())
    row = Outbox.objects.get()
    assert (row.attempts, row.last_error) == (2, "")


# --- Redis dead or hung --------------------------------------------------------------------------------
KNOCK = """
import time, django
django.setup()
from django.db import transaction
from harmoni.notices.outbox import post
began = time.monotonic()
with transaction.atomic():
    post("test", "test/1", payload={"number": 1})
for _ in range(20):
    with transaction.atomic():
        post("test", "test/1", payload={"number": 1})
print(time.monotonic() - began)
"""


@pytest.fixture
def hung():
    """An address that accepts and never answers, as a stopped Redis does."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server.getsockname()[1]


def posted_with(variables, port):
    """Seconds that posting took in a process whose Redis is at this port, and those until it had ended."""
    began = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-c", KNOCK],
        env=variables | {"REDIS_URL": f"redis://127.0.0.1:{port}/0"},
        check=True,
        text=True,
        capture_output=True,
        timeout=30,
    )
    return float(process.stdout), time.monotonic() - began


@pytest.mark.django_db(transaction=True)
def test_a_hung_redis_delays_nobody_and_loses_nothing(portal_variables, done, hung):
    posting, _ = posted_with(portal_variables, hung)
    assert posting < 1.5
    assert (drain(), done) == (1, [1])


@pytest.mark.django_db(transaction=True)
def test_a_dead_redis_delays_nobody_and_loses_nothing(portal_variables, done):
    posting, _ = posted_with(portal_variables, free_port())
    assert posting < 1.5
    assert (drain(), done) == (1, [1])


@pytest.mark.django_db(transaction=True)
def test_a_knock_wakes_a_real_worker(worker):
    """Without a sweep, as nobody ticks here: the knock itself goes through Redis."""
    with transaction.atomic():
        post("unknown", "x")
    wait_for(lambda: Outbox.objects.get().attempts == 1 and Heartbeat.objects.filter(name="relay").exists(), 60)
