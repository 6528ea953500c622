from celery import shared_task

import harmoni.periodic.making  # noqa: F401 - its handlers make the reports
from harmoni.periodic.clock import post_due


@shared_task(name="periodic.due")
def post_reports() -> None:
    """The reports whose period is over and whose figures stand."""
    post_due()
