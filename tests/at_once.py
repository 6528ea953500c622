"""Two officers at the same moment: real threads on real connections, and the database decides."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from harmoni.history.workflow import MoveRefused


def outcome(act):
    """The name of what came back, or of the refusal."""
    try:
        return type(act()).__name__
    except (MoveRefused, ValidationError) as refused:
        return type(refused).__name__
    finally:
        connection.close()


def at_once(*acts):
    """What each of them came to, done by threads that begin together."""
    gate = threading.Barrier(len(acts))

    def run(act):
        gate.wait()
        return outcome(act)

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def in_the_middle_of(first, second):
    """What `second` came to, begun when `first` had done its part and not yet committed."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            coming = pool.submit(outcome, second)
            _until_it_waits(coming)
        return coming.result(timeout=20)


def _until_it_waits(coming):
    """For the lock that is held here; or it has ended without waiting, which the test will see."""
    for _again in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] or coming.done():
                return
        time.sleep(0.05)
    raise AssertionError("neither waits nor ends")
