from celery import shared_task
from django.utils import timezone

from adat.prevention import communities, cooperating, deadlines


@shared_task(name="prevention.remind")
def remind():
    """Beat calls every hour; whatever was written already is not written again."""
    today = timezone.localdate()
    return deadlines.remind(today) + cooperating.remind(today) + communities.remind(today)
