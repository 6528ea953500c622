from celery import shared_task

from harmoni.home.purge import purge


@shared_task(name="home.purge")
def forget():
    """Beat calls every hour; the first call of the day in WITA purges."""
    return purge()
