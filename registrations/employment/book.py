"""An employer or a site is entered, or put right: one atomic verb each, with its line in the history."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.regions.models import CustomaryVillage, Region
from registrations.employment.models import Employer, Site
from registrations.people.differences import apply, for_history


@transaction.atomic
def enter_employer(*, by: User, regency: Region, values: dict[str, Any]) -> Employer:
    """The new employer of these cleaned values. One of the same name may stand beside it: people decide."""
    new = Employer(regency=regency, registered_by=by)
    for field, value in values.items():
        setattr(new, field, value)
    new.save(force_insert=True)
    record_act("daftar_pemberi_kerja", by=by, subjects=new.subjects, place=new.place)
    return new


@transaction.atomic
def correct_employer(*, employer: Employer, by: User, values: dict[str, Any]) -> dict[str, list]:
    """Puts typed values right; returns what changed, with before and after in the history."""
    employer.refresh_from_db(from_queryset=Employer.objects.select_for_update(of=("self",)))
    before = apply(employer, values)
    if before:
        employer.save()
        record_act(
            "ubah_pemberi_kerja", by=by, subjects=employer.subjects, place=employer.place, detail=for_history(before)
        )
    return before


@transaction.atomic
def open_site(*, by: User, employer: Employer, village: CustomaryVillage, values: dict[str, Any]) -> Site:
    """A site of the employer in this desa adat. Raises MoveRefused outside of one's own place."""
    if not by.may_at(Permission.EMPLOYER_CHANGE, village.path):
        raise MoveRefused(_("Lokasi dicatat oleh desa adat tempatnya."))
    new = Site(employer=employer, customary_village=village)
    for field, value in values.items():
        setattr(new, field, value)
    new.save(force_insert=True)
    record_act("buka_lokasi", by=by, subjects=new.subjects, place=new.place)
    return new
