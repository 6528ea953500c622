"""A candidate is taken up by the home regency, and what was written down is put right."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.regions.models import Region
from registrations.certification.models import Candidate, Recommendation
from registrations.certification.workflow import ON_THE_WAY
from registrations.people.book import known_or_new, one_at_a_time
from registrations.people.differences import apply, for_history
from registrations.people.models import Presence
from registrations.people.presence import stand

JOURNEY = (
    *("destination_regency", "destination_customary_village", "planned_departure"),
    *("occupation", "employer_name"),
)


class AlreadyACandidate(Exception):
    """The person prepares for a journey already, in this very regency: to be gone on with, not entered twice."""

    def __init__(self, candidate: Candidate):
        super().__init__(str(candidate))
        self.candidate = candidate


@transaction.atomic
def take_up(
    *, by: User, origin: Region, person: dict[str, Any], journey: dict[str, Any], verb: str = "daftar_calon"
) -> Candidate:
    """The new candidate with a recommendation to be prepared; known people are found again by their NIK.

    `person` and `journey` hold cleaned values under the contract's names. Raises AlreadyACandidate.
    """
    who = known_or_new(origin.path, person, by=by)
    if running := Candidate.objects.filter(person=who, origin=origin, status__in=ON_THE_WAY).first():
        raise AlreadyACandidate(running)
    new = Candidate(person=who, origin=origin, registered_by=by, **{field: journey[field] for field in JOURNEY})
    new.save(force_insert=True)
    new.refresh_from_db(fields=["registered_at"])
    stand(who, Presence.Side.ORIGIN, origin.path, new.registered_at.date())
    Recommendation.objects.create(candidate=new)
    record_act(verb, by=by, subjects=new.subjects, place=new.place, after=new.status)
    return new


@transaction.atomic
def correct(*, candidate: Candidate, by: User, person: dict[str, Any], journey: dict[str, Any], reason: str) -> dict:
    """Puts right what was typed, with before and after in the history; returns what changed, {} when nothing did.

    Refused while somebody decides about it. A letter in force keeps its words until it is replaced.
    """
    if not reason.strip():
        raise MoveRefused(_("Tuliskan alasannya."))
    mine = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if not mine.is_editable:
        raise MoveRefused(_("Sedang menunggu keputusan atau sudah dibatalkan, jadi tidak dapat diubah sekarang."))
    if person.get("nik"):
        one_at_a_time(f"{mine.place}{person['nik']}")
    if _leads_elsewhere(mine, journey):
        raise MoveRefused(
            _("Surat yang berlaku menuju tempat lain. Siapkan surat penggantinya dahulu, lalu ubah tujuannya.")
        )
    changed = apply(mine.person, person) | apply(mine, journey)
    if changed:
        mine.person.save()
        mine.save()
        detail = for_history(changed)
        record_act("ubah_calon", by=by, subjects=mine.subjects, place=mine.place, reason=reason, detail=detail)
    return changed


def _leads_elsewhere(candidate, journey):
    """The letter in force names another destination than this, and none is being prepared to replace it."""
    if not candidate.letter or candidate.recommendation != candidate.letter:
        return False
    return any(getattr(candidate, field) != journey.get(field) for field in JOURNEY[:2])
