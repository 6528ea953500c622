"""Contracts that end in 30, 14 and 3 days or have ended: one reminder each, as for the stays themselves.

The dedupe keys carry the contract's end, so that a changed contract is reminded anew and a repeated run adds nothing.
"""

import datetime
import uuid

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Case, CharField, Exists, OuterRef, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import handles, post_all
from registrations.residency.models import CONTRACT_REMINDER_DAYS, Job
from registrations.residency.reminders import readers_of

REMIND, MAIL = "residency.contract", "residency.contract_mail"
LATEST = datetime.timedelta(days=30)  # one that ended longer ago is nobody's reminder any more


@transaction.atomic
def post_due(day: datetime.date) -> int:
    """Puts one outbox row for each job and step that is due on this day; returns how many were not there yet."""
    rows = [
        Outbox(
            kind=REMIND,
            dedupe_key=job.key,
            payload={"job": str(job.pk), "until": str(job.contract_until), "step": job.step},
        )
        for job in _due(day)
    ]
    post_all(rows, wake=bool(rows))
    return len(rows)


def _due(day):
    """Open jobs with their `step` and the `key` under which nothing was posted yet."""
    ends = [When(contract_until__lt=day, then=0)]
    steps = sorted(CONTRACT_REMINDER_DAYS)
    ends += [When(contract_until__lte=day + datetime.timedelta(step), then=step) for step in steps]
    parts = ["pk", "contract_until", "step"]
    slash = [part for name in parts for part in (Value("/"), Cast(name, CharField()))]
    found = Job.objects.contract_ends(steps[-1], day).filter(contract_until__gte=day - LATEST)
    found = found.annotate(step=Case(*ends)).annotate(key=Concat(Value(REMIND), *slash)).only("contract_until")
    return found.exclude(Exists(Outbox.objects.filter(dedupe_key=OuterRef("key"))))


def settle(job: Job, *, by: User | None) -> None:
    """The job has ended or its contract was changed: its open reminders are done."""
    open_rows = Notice.objects.open().filter(kind=REMIND, dedupe_key__startswith=f"{REMIND}/{job.pk}/")
    open_rows.update(done_at=timezone.now(), done_by=by)


@handles(REMIND)
def remind(job, until, step):
    """Writes the inbox row and one outbox row for each e-mail address; nothing when the job has changed since."""
    job = _still(job, until)
    if job is None:
        return
    key = f"{REMIND}/{job.pk}/{until}/{step}"
    if Notice.objects.filter(dedupe_key=key).exists():
        return
    Notice.objects.filter(dedupe_key__startswith=f"{REMIND}/{job.pk}/", done_at=None).delete()
    row = Notice(
        place=job.place,
        permission=Permission.STAY_CHANGE,
        kind=REMIND,
        title=title_of(job, step),
        record=job.stay_id,
        path=job.stay.get_absolute_url(),
        due_on=job.contract_until,
        dedupe_key=key,
    )
    Notice.objects.bulk_create([row], ignore_conflicts=True)
    about = {"job": str(job.pk), "until": until, "step": step}
    post_all([Outbox(kind=MAIL, dedupe_key=f"{key}/{to}", payload=about | who) for to, who in readers_of(job.stay)])


def _still(job, until):
    jobs = Job.objects.open().select_related("stay__person", "stay__customary_village")
    return jobs.filter(pk=job, contract_until=until).first()


def title_of(job, step):
    """A line for the inbox: initials and receipt number, no name and no NIK."""
    holder = {"who": job.stay.person.initials, "number": job.stay.registration_number}
    if step:
        return _("Kontrak kerja %(who)s (%(number)s) segera berakhir") % holder
    return _("Kontrak kerja %(who)s (%(number)s) sudah berakhir") % holder


@handles(MAIL)
def mail(job, until, step, user):
    """Sends one e-mail. Sent again after a crash it carries the same Message-ID, by which the receiver drops it."""
    found = _still(job, until)
    if found is None:
        return
    to = User.objects.get(pk=user).email if user else found.stay.person.email
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"contract/{job}/{until}/{step}/{user or 'person'}")
    EmailMessage(
        subject=title_of(found, step) if user else _("Kontrak kerja Anda"),
        body=(_officer_text if user else _person_text)(found),
        to=[to],
        headers={"Message-ID": f"<{key}@harmoni>"},
    ).send()


def _officer_text(job):
    return _(
        "Kontrak kerja %(who)s dengan nomor %(number)s tercatat sampai %(until)s.\n\n"
        "Diperpanjang, berganti pekerjaan, atau pulang? Catat di sini:\n%(link)s\n\n"
        "Masa tinggalnya tidak ikut berakhir. Layanan ini tidak dipungut biaya.\n"
    ) % {
        "who": job.stay.person.initials,
        "number": job.stay.registration_number,
        "until": date_format(job.contract_until, "j F Y"),
        "link": settings.BASE_URL + job.stay.get_absolute_url(),
    }


def _person_text(job):
    return _(
        "Yth. %(name)s,\n\nKontrak kerja Anda tercatat sampai %(until)s.\n"
        "Tanyakan kepada pemberi kerja apakah diperpanjang, dan simpan kontrak tertulisnya. "
        "Bila pekerjaan berganti, beri tahu petugas desa adat: masa tinggal Anda tetap berlaku.\n\n"
        "Layanan ini tidak dipungut biaya.\n"
    ) % {"name": job.stay.person.full_name, "until": date_format(job.contract_until, "j F Y")}
