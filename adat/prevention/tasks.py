from celery import shared_task
from django.utils import timezone

from adat.prevention import deadlines


@shared_task(name="prevention.remind")
def remind():
    """Beat calls every hour; whatever was written already is not written again."""
    return deadlines.remind(timezone.localdate())
