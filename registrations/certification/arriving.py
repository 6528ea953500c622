"""The journey ends: a village has taken the person up. And the letter that a village may open at its desk."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from harmoni import cipher
from harmoni.accounts.models import User
from harmoni.letters.models import Document
from harmoni.regions.models import CustomaryVillage
from registrations.certification.models import Candidate, Recommendation
from registrations.certification.workflow import CANDIDATE_MOVES, RecommendationStatus
from registrations.people.nik import check_number

LONGEST_CODE = 2000  # an address with its claim is about 360 characters


def token_in(code: str) -> str:
    """The token of a letter in what was scanned or typed: an address with or without its claim, or the bare code."""
    found = re.search(r"(?:^|/cek/)([\w-]{16,64})/?(?:#\S*)?\s*$", code.strip()[-LONGEST_CODE:], re.ASCII)
    return found[1] if found else ""


def paper_of(code: str) -> Document | None:
    """The recommendation letter of this code, in whatever state; None for anything else."""
    token = token_in(code)
    papers = Document.objects.filter(kind=Document.Kind.RECOMMENDATION, token=token)
    return papers.first() if token else None


def opened_by(code: str, village: CustomaryVillage) -> Candidate | None:
    """The candidate whose letter this village may open, by its code: one for a regency that contains the village.

    None for an unknown, revoked or foreign code alike.
    """
    paper = paper_of(code)
    alive = paper and paper.state != Document.State.REVOKED
    return _open(village, pk=paper.record) if alive else None


def opened_by_nik(nik: str, village: CustomaryVillage) -> Candidate | None:
    """The same by a full NIK."""
    try:
        digest = cipher.digest(check_number(nik, "NIK"), use="nik")
    except ValidationError:
        return None
    return _open(village, candidate__person__nik_digest=digest, status=RecommendationStatus.ISSUED)


def notes_on(code: str) -> list[str]:
    """What the desk should know of a letter that opened; nothing of it is a reason to refuse."""
    paper = paper_of(code)
    if paper is None or paper.light == "green":
        return []
    if paper.state == Document.State.SUPERSEDED:
        return [_("Surat ini sudah diganti dengan yang lebih baru. Pendaftaran tetap diterima.")]
    return [_("Masa berlaku surat ini sudah lewat. Pendaftaran tetap diterima.")]


def _open(village, **which):
    """A superseded letter opens the one that replaced it, since both are of one journey."""
    found = Recommendation.objects.filter(**which).select_related("candidate__person__origin_village")
    for recommendation in found.order_by("-created_at"):
        candidate = recommendation.candidate
        if candidate.letter and village.path.startswith(candidate.destination_regency_id):
            return candidate
    return None


@transaction.atomic
def arrive(*, candidate: Candidate, village: CustomaryVillage, by: User, on: datetime.date) -> bool:
    """The origin sees that the person has arrived; False when that was known already."""
    mine = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if mine.status not in mine.moves["tiba"].sources:
        return False
    mine.move("tiba", by=by, arrived_on=on, arrived_at=village)
    return True


def journey_of(nik_digest: bytes | None, code: str, village: CustomaryVillage) -> Candidate | None:
    """Whose arrival this is: by the letter that opens here, or by one for this very NIK, wherever it leads.

    A letter of somebody else, by mistake at this desk, is no letter of this person.
    """
    return journeys_of([(nik_digest, code)], village)[0]


def journeys_of(arrivals: list[tuple[bytes | None, str]], village: CustomaryVillage) -> list[Candidate | None]:
    """The same for many arrivals, (NIK digest, code) each, in their order."""
    asked = [(digest and bytes(digest), code) for digest, code in arrivals]
    issued = _issued({digest for digest, _code in asked if digest})
    return [_by_letter(digest, code, village) or issued.get(digest) for digest, code in asked]


def _by_letter(digest, code, village):
    candidate = opened_by(code, village) if code else None
    if candidate and (not digest or not candidate.person.nik_digest or bytes(candidate.person.nik_digest) == digest):
        return candidate
    return None


def _issued(digests):
    """{NIK digest: candidate under way with the newest letter}"""
    if not digests:
        return {}
    issued = Recommendation.objects.filter(
        status=RecommendationStatus.ISSUED,
        candidate__person__nik_digest__in=list(digests),
        candidate__status__in=CANDIDATE_MOVES["tiba"].sources,
    )
    found = issued.select_related("candidate__person").order_by("created_at")
    return {bytes(one.candidate.person.nik_digest): one.candidate for one in found}
