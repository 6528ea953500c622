"""A recommendation is proposed by one person and decided by another; approved, it becomes an official letter."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.workflow import MoveRefused
from harmoni.letters import issuing
from harmoni.letters.models import Document
from registrations.certification.briefings import birth_year, person_rows
from registrations.certification.models import Candidate, Recommendation
from registrations.certification.models.recommendation import LETTER_VALID
from registrations.certification.workflow import CandidateStatus, RecommendationStatus

C, R = CandidateStatus, RecommendationStatus


@transaction.atomic
def propose(*, recommendation: Recommendation, by: User, reason: str = "") -> None:
    """Puts it before the signer. What is lacking (briefing, pact) is explained, and is no reason to wait."""
    candidate = _locked(recommendation)
    if candidate.status == C.WITHDRAWN:
        raise MoveRefused(_("Calon ini tidak jadi berangkat."))
    if candidate.lacks and not reason.strip():
        missing = _(" dan ").join(map(str, candidate.lacks))
        raise MoveRefused(_("Belum ada %(missing)s. Tetap dapat diajukan: tuliskan alasannya.") % {"missing": missing})
    recommendation.move("ajukan", by=by, reason=reason, proposed_by=by, proposed_at=timezone.now())


@transaction.atomic
def object_to(*, recommendation: Recommendation, by: User, reason: str) -> None:
    """The candidate does not accept that it was declined: it is decided anew, with the words of the objection."""
    if _at_work(_locked(recommendation)):
        raise MoveRefused(_("Permohonan baru sudah disiapkan. Keberatan dibicarakan di sana."))
    recommendation.move("keberatan", by=by, reason=reason, proposed_by=by, proposed_at=timezone.now())


@transaction.atomic
def approve(*, recommendation: Recommendation, by: User) -> Document:
    """Approved and numbered in one transaction; the earlier letter of the same journey is replaced by this one.

    From now on the destination expects the person. Raises MoveRefused, to the proposer too.
    """
    candidate = _locked(recommendation)
    if candidate.status == C.WITHDRAWN:
        raise MoveRefused(_("Calon ini tidak jadi berangkat."))
    earlier = candidate.recommendations.filter(status=R.ISSUED).first()
    if earlier:
        earlier.move("gantikan", by=by)
    replaces = earlier.document if earlier else None
    paper = issuing.issue(office=candidate.origin, replaces=replaces, **letter_of(recommendation, candidate, by))
    recommendation.move(
        "setujui",
        by=by,
        decided_by=by,
        decided_at=timezone.now(),
        letter_number=paper.number,
        issued_on=paper.issued_on,
        valid_until=paper.valid_until,
    )
    if candidate.status in candidate.moves["tunggu"].sources:
        candidate.move("tunggu", by=by)
    return paper


@transaction.atomic
def send_back(*, recommendation: Recommendation, by: User, verb: str, reason: str) -> None:
    """`kembalikan` to be completed, or `tolak`; both with their reason."""
    _locked(recommendation)
    recommendation.move(verb, by=by, reason=reason, decided_by=by, decided_at=timezone.now())


@transaction.atomic
def revoke(*, recommendation: Recommendation, by: User, reason: str) -> None:
    """The letter is void from now on; whoever checks it sees red, and the destination waits no longer."""
    candidate = _locked(recommendation)
    recommendation.move("cabut", by=by, reason=reason)
    issuing.revoke(recommendation.document)
    if candidate.status in candidate.moves["urung-tunggu"].sources:
        candidate.move("urung-tunggu", by=by)


@transaction.atomic
def replace(*, recommendation: Recommendation, by: User, reason: str) -> Recommendation:
    """A new draft, for what has changed; the letter in force stays so until the new one is approved."""
    candidate = _locked(recommendation)
    if _at_work(candidate):
        raise MoveRefused(_("Surat pengganti sudah disiapkan."))
    recommendation.move("ganti", by=by, reason=reason)
    return Recommendation.objects.create(candidate=candidate)


def _at_work(candidate):
    return candidate.recommendations.filter(status__in=[R.DRAFT, R.RETURNED, R.PROPOSED]).exists()


def _locked(recommendation) -> Candidate:
    """One act at a time on one journey."""
    found = Candidate.objects.select_for_update(of=("self",)).select_related("person", "origin")
    recommendation.candidate = found.get(pk=recommendation.candidate_id)
    return recommendation.candidate


def letter_of(recommendation: Recommendation, candidate: Candidate, by: User) -> dict[str, Any]:
    """What the letter is and says, as `issue` takes it."""
    person = candidate.person
    return {
        "kind": Document.Kind.RECOMMENDATION,
        "record": recommendation.pk,
        "subject": person.pk,
        "page": recommendation.get_absolute_url(),
        "initials": person.initials,
        "birth_year": birth_year(person),
        "valid_until": timezone.localdate() + LETTER_VALID,
        "printed": printed(candidate) | {"signer_name": str(by)},
    }


def printed(candidate: Candidate) -> dict[str, Any]:
    """What the letter says of the person and the journey, as text."""
    day = candidate.planned_departure
    rows = [
        *person_rows(candidate.person),
        (_("Tujuan"), candidate.destination_line),
        (_("Pekerjaan"), candidate.occupation),
        (_("Pemberi kerja"), candidate.employer_name),
        (_("Rencana berangkat"), date_format(day, "j F Y") if day else ""),
    ]
    return {
        "name": candidate.person.full_name,
        "rows": [[str(label), value] for label, value in rows if value],
        "destination": candidate.destination_line,
        "arrived": candidate.status == C.ARRIVED,
        "briefing": _briefed(candidate.passed),
        "pact": _("ditandatangani %(day)s") % {"day": date_format(candidate.pact.signed_on, "j F Y")}
        if candidate.pact
        else "",
        "cc": [str(candidate.destination), str(_("Yang bersangkutan"))],
    }


def _briefed(attendance):
    if not attendance:
        return ""
    day = date_format(attendance.briefing.held_on, "j F Y")
    return _("%(title)s, %(day)s") % {"title": attendance.briefing.title, "day": day}
