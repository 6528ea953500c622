from celery import shared_task

from harmoni.dashboard import snapshots


@shared_task(name="dashboard.freeze")
def freeze():
    """Beat calls every quarter of an hour; the first call after Monday 00:00 WITA freezes the week."""
    return snapshots.freeze()
