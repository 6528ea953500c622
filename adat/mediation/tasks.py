from celery import shared_task

from adat.mediation.access import give_all_intake


@shared_task(name="mediation.intake")
def intake():
    return give_all_intake()
