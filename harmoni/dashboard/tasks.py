from celery import shared_task

from harmoni.dashboard import promises, snapshots


@shared_task(name="dashboard.freeze")
def freeze():
    """Beat calls every quarter of an hour; freezes what week and day (WITA) still lack."""
    promises.freeze()
    return snapshots.freeze()
