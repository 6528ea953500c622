"""Celery wakes and times; Postgres remembers. Settings measured against kill -9 and a hung Redis."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmoni.settings")

REMIND_SECONDS = float(os.environ.get("REMIND_SECONDS") or 300)
_patience = {
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    "visibility_timeout": 600,
    "unacked_restore_throttle": 1,
}
app = Celery("harmoni")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_time_limit=180,
    task_soft_time_limit=150,
    task_serializer="json",
    accept_content=["json"],
    broker_transport_options=_patience,
    broker_connection_timeout=2,
    broker_connection_retry_on_startup=True,
    redis_socket_timeout=10,
    redis_socket_connect_timeout=2,
    worker_hijack_root_logger=False,
    timezone="Asia/Makassar",
    beat_schedule={
        "seal the history": {"task": "history.seal", "schedule": 5.0, "options": {"expires": 5}},
        "sweep the outbox": {"task": "notices.relay", "schedule": 60.0, "options": {"expires": 60}},
        "find what is due by the rules": {
            "task": "notices.remind",
            "schedule": REMIND_SECONDS,
            "options": {"expires": REMIND_SECONDS},
        },
        "ask about stays that end": {"task": "residency.remind", "schedule": 300.0, "options": {"expires": 300}},
        "ask the owners of lodgings": {
            "task": "residency.ask_owners",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
        "find plan reports that are due": {
            "task": "prevention.remind",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
        "give new cases a mediator": {"task": "mediation.intake", "schedule": 900.0, "options": {"expires": 900}},
        "forget what is old": {"task": "home.purge", "schedule": 3600.0, "options": {"expires": 3600}},
        "count the figures": {"task": "dashboard.fold", "schedule": 30.0, "options": {"expires": 30}},
        "compare the figures with the books": {
            "task": "dashboard.compare",
            "schedule": crontab(hour=3, minute=20),
            "options": {"expires": 3600},
        },
        "make the reports that are due": {"task": "periodic.due", "schedule": 900.0, "options": {"expires": 900}},
        "freeze the week": {"task": "dashboard.freeze", "schedule": 900.0, "options": {"expires": 900}},
    },
)
app.autodiscover_tasks()
