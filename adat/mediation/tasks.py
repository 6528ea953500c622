from celery import shared_task
from django.utils import timezone

from adat.mediation.access import give_all_intake, remind_of_due


@shared_task(name="mediation.intake")
def intake():
    return give_all_intake(), remind_of_due(timezone.localdate())
