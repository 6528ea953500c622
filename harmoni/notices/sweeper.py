"""The outbox is swept without Redis: measured, a worker that outlived a hung Redis may live on and never consume again.

Each pool process sweeps by itself in a thread. The worker's main process watches whether messages lie in the queue
that nobody takes; then it ends itself, and whoever started it starts it anew.
"""

import logging
import os
import signal
import threading
import time

import redis
from celery.signals import task_received, worker_process_init, worker_ready
from django.conf import settings
from django.db import close_old_connections
from redis.backoff import NoBackoff
from redis.retry import Retry

from harmoni.notices.outbox import AT_ONCE, drain

log = logging.getLogger(__name__)
STUCK_SECONDS = 240  # longer than the longest task may take
_seen = {"at": time.monotonic()}


def _in_background(step):
    def forever():
        while True:
            time.sleep(settings.SWEEP_SECONDS)
            try:
                step()
            except Exception as fault:  # noqa: BLE001 - the next round may find the servers back
                log.warning("the sweeper's round failed: %s", type(fault).__name__)

    threading.Thread(target=forever, daemon=True).start()


def sweep() -> None:
    """One round, on a connection that is looked at first."""
    close_old_connections()
    try:
        while drain() == AT_ONCE:
            pass
    finally:
        close_old_connections()


def is_stuck(idle: float, waiting: int) -> bool:
    """Messages wait, and none was taken for longer than a task may last."""
    return waiting > 0 and idle > STUCK_SECONDS


def watch() -> None:
    client = redis.from_url(settings.REDIS_URL, socket_timeout=2, retry=Retry(NoBackoff(), 0))
    if is_stuck(time.monotonic() - _seen["at"], client.llen("celery")):
        log.error("messages wait and are not taken: this worker ends, to be started anew")
        os.kill(os.getpid(), signal.SIGKILL)


@worker_process_init.connect
def start_sweeping(**_signal):
    _in_background(sweep)


@worker_ready.connect
def start_watching(**_signal):
    _in_background(watch)


@task_received.connect
def took_one(**_signal):
    _seen["at"] = time.monotonic()
