from celery import shared_task

from harmoni.dashboard import promises, rollups, snapshots


@shared_task(name="dashboard.freeze")
def freeze():
    """Beat calls every quarter of an hour; freezes what week and day (WITA) still lack."""
    promises.freeze()
    return snapshots.freeze()


@shared_task(name="dashboard.fold")
def fold():
    """Beat calls every half minute: figures follow the books within a minute."""
    return rollups.fold()


@shared_task(name="dashboard.compare")
def compare():
    """Beat calls at night: figures that differ from the books are told by `/readyz` and counted anew."""
    return len(rollups.drift(repair=True))
