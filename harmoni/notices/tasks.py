from celery import shared_task
from django.utils import timezone

from harmoni.notices import messages, reminding, sweeper, word  # noqa: F401 - signals and handlers that every worker needs
from harmoni.notices.digest import post_digests
from harmoni.notices.models import Heartbeat
from harmoni.notices.outbox import AT_ONCE, drain, wake_relay


@shared_task(name="notices.relay")
def relay():
    done = drain(AT_ONCE)
    if done == AT_ONCE:  # there is more: the next worker goes on, and others get their turn
        wake_relay()
    Heartbeat.objects.update_or_create(name="relay", defaults={"at": timezone.now()})
    return done


@shared_task(name="notices.remind")
def remind():
    """What the rules call for today, and in the morning the digests. A second call, or a second beat, adds nothing."""
    return reminding.post_all_due(timezone.localdate()), post_digests(timezone.now())
