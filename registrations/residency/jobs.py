"""Jobs come and go while the stay goes on.

`occupation`, `occupation_code`, `employer_name` and `contract_until` of a stay are those of its present job, the one
that began last: the first job is born with the stay, a correction of the stay corrects it, and the verbs here write
those columns whenever the present job becomes another. Nothing else does.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.copying import fresh, insert
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.regions.models import CustomaryVillage
from registrations.employment.models import Employer
from registrations.residency.contract_reminders import settle
from registrations.residency.models import Job, Stay

PRESENT = ("occupation", "occupation_code", "employer_name", "contract_until")


def job_of(stay: Stay) -> Job | None:
    """The unsaved first job of a new stay; None when nothing about work is known."""
    if not (stay.occupation or stay.employer_name or stay.contract_until):
        return None
    return fresh(Job, stay=stay, started_on=stay.arrived_on, **{field: getattr(stay, field) for field in PRESENT})


def open_first(stays: list[Stay]) -> None:
    """The first jobs of new stays, in one statement."""
    insert([job for stay in stays if (job := job_of(stay))])


@transaction.atomic
def start_job(*, stay: Stay, by: User, values: dict[str, Any], instead_of: Job | None = None) -> Job:
    """A new job of these cleaned values; `instead_of` ends that day. Raises MoveRefused or ValidationError."""
    _hold(stay, by)
    before = {field: getattr(stay, field) for field in PRESENT}
    start = values["started_on"]
    if not stay.arrived_on <= start <= timezone.localdate():
        raise ValidationError({"started_on": _("Mulainya harus di antara tanggal tiba dan hari ini.")})
    if instead_of:
        _end(instead_of, start)
    job = Job(stay=stay, **values | {"employer": values.get("employer") or _entered(stay, values)})
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError as clash:
        if "job_once_with_an_employer" not in str(clash):
            raise
        said = _("Pekerjaan pada pemberi kerja ini sudah tercatat untuk masa yang sama.")
        raise ValidationError({"employer_name": said}) from clash
    _show_present(stay)
    detail = {name: [str(before[name] or ""), str(getattr(stay, name) or "")] for name in PRESENT}
    verb = "ganti_kerja" if instead_of else "mulai_kerja"
    record_act(verb, by=by, subjects=stay.subjects, place=stay.place, detail=detail)
    if instead_of:
        settle(instead_of, by=by)
    return job


@transaction.atomic
def end_job(*, job: Job, by: User, on: datetime.date) -> None:
    """The job has ended and the stay goes on. Raises MoveRefused, ValidationError."""
    stay = job.stay
    _hold(stay, by)
    if on > timezone.localdate():
        raise ValidationError({"ended_on": _("Tanggal ini belum terjadi.")})
    _end(job, on)
    _show_present(stay)
    detail = {"employer_name": [job.employer_name, ""], "occupation": [job.occupation, ""]}
    record_act("selesai_kerja", by=by, subjects=stay.subjects, place=stay.place, detail=detail)
    settle(job, by=by)


def corrected(stay: Stay, before: dict[str, list], *, by: User) -> None:
    """What was put right on the stay is put right on its present job; a job that was forgotten is born."""
    if not set(before) & {*PRESENT, "arrived_on"}:
        return
    job = present_job(stay)
    if job is None:
        return open_first([stay])
    for field in PRESENT:
        setattr(job, field, getattr(stay, field))
    if "arrived_on" in before and str(job.started_on) == before["arrived_on"][0]:
        job.started_on = stay.arrived_on
    if job.contract_until and job.contract_until < job.started_on:
        raise MoveRefused(_("Kontraknya berakhir sebelum pekerjaannya mulai. Periksa kedua tanggal itu."))
    if "employer_name" in before:
        job.employer = job.site = None
        job.employer = _entered(stay, {"employer_name": stay.employer_name})
    job.save()
    if "contract_until" in before:
        settle(job, by=by)


def bound_to_place(job: Job | None, village: CustomaryVillage) -> bool:
    """Whether the work is at a site in this village: then it ends where the stay there does."""
    return bool(job and job.site_id) and job.site.customary_village_id == village.pk


def carry(old: Stay, new: Stay, on: datetime.date) -> None:
    """The jobs go along on a move: ended ones with their days, open ones as they began.

    One that is bound to the old place ends that day. An employer of another regency's list is known by name only.
    """
    born, present = new.jobs.first(), present_job(old)
    for job in old.jobs.select_related("employer", "site"):
        again = born if born and job == present else Job(stay=new)
        for field in (*PRESENT, "contract_type", "started_on", "ended_on"):
            setattr(again, field, getattr(job, field))
        if job.ended_on is None and bound_to_place(job, old.customary_village):
            again.ended_on = max(on, job.started_on)
        if new.customary_village.regency == old.customary_village.regency:
            again.employer, again.site = job.employer, job.site
        again.save()
    _show_present(new)


def _hold(stay, by):
    """Nobody else changes the stay meanwhile; and it is this person's to change, and still running."""
    stay.refresh_from_db(from_queryset=Stay.objects.select_for_update(of=("self",)))
    if not by.may_at(Permission.STAY_CHANGE, stay.place):
        raise MoveRefused(_("Pekerjaan dicatat oleh petugas desa adatnya."))
    if not stay.is_here:
        raise MoveRefused(_("Masa tinggal ini sudah selesai."))


def _entered(stay, values):
    """The employer of this very name in the regency's list; None when there is none, or more than one."""
    name = values.get("employer_name", "")
    found = list(Employer.objects.like(name, stay.customary_village.regency)[:2]) if name else []
    return found[0] if len(found) == 1 else None


def _end(job, on):
    ended = Job.objects.filter(pk=job.pk, stay=job.stay_id, ended_on=None)
    if on < job.started_on:
        raise ValidationError({"ended_on": _("Berhenti sebelum mulai: periksa tanggalnya.")})
    if not ended.update(ended_on=on):
        raise MoveRefused(_("Pekerjaan ini sudah berakhir. Muat ulang halamannya."))
    job.ended_on = on


def present_job(stay: Stay) -> Job | None:
    return stay.jobs.filter(ended_on=None).order_by("-started_on", "-pk").first()


def _show_present(stay):
    """The stay's columns say what its present job says; nothing when there is none."""
    job = present_job(stay)
    for field in PRESENT:
        empty = None if field == "contract_until" else ""
        setattr(stay, field, getattr(job, field) if job else empty)
    stay.save(update_fields=PRESENT)
