from celery import shared_task
from django.utils import timezone

from harmoni.notices import messages, sweeper, word  # noqa: F401 - signals and handlers that every worker needs
from harmoni.notices.models import Heartbeat
from harmoni.notices.outbox import drain


@shared_task(name="notices.relay")
def relay():
    done = drain()
    Heartbeat.objects.update_or_create(name="relay", defaults={"at": timezone.now()})
    return done
