from celery import shared_task
from django.utils import timezone

from adat.mediation.access import give_all_intake, remind_of_due
from adat.mediation.roster import check_roster


@shared_task(name="mediation.intake")
def intake():
    today = timezone.localdate()
    return give_all_intake(), remind_of_due(today), check_roster(today)
