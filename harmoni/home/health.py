"""For machines: alive (the process answers) and ready (each part's state, in JSON)."""

import datetime

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from harmoni.dashboard.models import Fold
from harmoni.history.grants import forbidden
from harmoni.notices.models import Heartbeat, Outbox

FRESH = datetime.timedelta(minutes=3)


@login_not_required
@require_safe
@transaction.non_atomic_requests
def alive(request):
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@transaction.non_atomic_requests
def ready(request):
    """200 while the desk works: Postgres answers, the history is append-only. Redis and workers are only told."""
    parts = _database() | {"redis": _redis()}
    ok = parts["postgres"] == "ok" and parts.get("history") == "ok"
    return JsonResponse({"status": "ok" if ok else "unavailable", "parts": parts}, status=200 if ok else 503)


def _database():
    try:
        holes = forbidden(connection)
        beat = Heartbeat.objects.filter(name="relay").first()
        dead = Outbox.objects.filter(state=Outbox.State.DEAD).count()
    except DatabaseError:
        return {"postgres": "down"}
    folded = Fold.objects.filter(pk=1).first()
    worker = "ok" if beat and timezone.now() - beat.at < FRESH else "silent"
    told = {"postgres": "ok", "history": ", ".join(holes) or "ok", "worker": worker, "dead_letters": dead}
    return told | {"figures": _figures(folded)}


def _figures(folded):
    """Whether they follow the books within minutes, and what was found when they were last compared."""
    if folded and folded.drift:
        return f"{folded.drift} differ from the books"
    return "ok" if folded and folded.at and timezone.now() - folded.at < FRESH else "late"


def _redis():
    client = redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0))
    try:
        client.ping()
    except redis.RedisError:
        return "down"
    finally:
        client.close()
    return "ok"
