"""Contracts that end: a changed contract has another date, and is reminded of anew."""

import datetime
import uuid

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.models import User
from harmoni.notices import reminding
from harmoni.notices.models import Receiver
from harmoni.notices.sources import Contact, Source, Told
from registrations.residency.models import Job
from registrations.residency.reminders import FACTS, told_of

REMIND = "residency.contract"
KEPT_DAYS = 30  # a contract that ended longer ago is nobody's reminder any more


def tell(job: uuid.UUID, until: datetime.date) -> Told | None:
    """The facts of a job whose contract still ends on that day."""
    jobs = Job.objects.open().select_related("stay__person", "stay__customary_village", "employer", "site")
    found = jobs.filter(pk=job, contract_until=until).first()
    return found and told_of(found.stay, until, **{Receiver.EMPLOYER: Contact(phone=_phone_of(found))})


def _phone_of(job):
    """Of whoever answers for the site, or else of the employer."""
    return (job.site and job.site.responsible_phone) or (job.employer and job.employer.phone) or ""


CONTRACT_ENDS = reminding.speak_for(
    Source(
        event="contract_ends",
        label=_("Kontrak kerja berakhir"),
        receivers=(Receiver.OFFICER, Receiver.PERSON, Receiver.EMPLOYER),
        facts=FACTS,
        rows=lambda: Job.objects.open().exclude(contract_until=None),
        date="contract_until",
        told=tell,
        kind=REMIND,
        keeps=KEPT_DAYS,
        reach={
            Receiver.PERSON: ~Q(stay__person__email="") | Q(stay__person__phone_sealed__isnull=False),
            Receiver.EMPLOYER: Q(site__responsible_phone_sealed__isnull=False)
            | Q(employer__phone_sealed__isnull=False),
        },
    )
)


def post_due(day: datetime.date) -> int:
    """The same of contracts."""
    return reminding.post_due(CONTRACT_ENDS, day)


def settle(job: Job, *, by: User | None) -> None:
    """The job has ended or its contract was changed: its open reminders are done."""
    reminding.settle(CONTRACT_ENDS, job.pk, by=by)
