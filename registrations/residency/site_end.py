"""A site ends, and its people end it together: each goes home, stays longer, or stays on without this job."""

import datetime

from django.db import transaction

from harmoni.accounts.models import User
from harmoni.history.record import record_act
from registrations.employment.models import Site
from registrations.residency.changes import depart, renew
from registrations.residency.employer_forms import DEPART, RENEW
from registrations.residency.jobs import end_job
from registrations.residency.models import Job, Stay
from registrations.residency.together import of_whom


def workers_of(site: Site):
    """Open jobs at the site, whose people are still here."""
    jobs = Job.objects.open().filter(site=site)
    return jobs.select_related("stay__person", "stay__customary_village__region").order_by("stay__person__full_name")


@transaction.atomic
def end_together(
    *, site: Site, by: User, on: datetime.date, ways: list[tuple[Stay, str]], until: datetime.date | None
) -> None:
    """All of it or nothing; each worker by the very verb that would be used alone. Raises as those verbs do."""
    jobs = {job.stay_id: job for job in workers_of(site)}
    for stay, way in ways:
        with of_whom(stay):
            if way == DEPART:
                depart(stay=stay, by=by, on=on)
            else:
                job = jobs[stay.pk]
                job.stay = stay
                end_job(job=job, by=by, on=on)
                if way == RENEW:
                    renew(stay=stay, by=by, until=until)
    site.ends_on = max(on, site.starts_on)
    site.save(update_fields=["ends_on"])
    record_act("tutup_lokasi", by=by, subjects=site.subjects, place=site.place)
