"""What the history holds of the journeys before arrival, in the verbs that the offices' own acts write."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from harmoni.accounts.models import User
from harmoni.seeding.journeys import Journey
from harmoni.seeding.officers import Desk
from registrations.certification.models import Briefing, Recommendation
from registrations.certification.workflow import BriefingStatus, CandidateStatus, RecommendationStatus

B, C, R = BriefingStatus, CandidateStatus, RecommendationStatus
INCOMPLETE = ("Rencana berangkat belum diisi.", "Alamat tujuan belum jelas.", "Pemberi kerja belum dikonfirmasi.")
DECLINED = ("Data diri belum dapat dipastikan.", "Pemberi kerja tidak dapat dihubungi.")
REVOKED = ("Surat terbit dengan nama yang keliru.", "Rencana berangkat berubah sebelum surat dipakai.")
REPLACED = ("Tujuan berubah.", "Pemberi kerja berganti.")
GIVEN_UP = ("Menunda berangkat sampai panen selesai.", "Mendapat pekerjaan di dekat rumah.", "Keluarga sakit.")

Act = dict[str, Any]


def acts_of_all(
    journeys: list[Journey], new: list[Briefing], desks: dict[str, Desk], hosts: dict[Any, User]
) -> Iterator[Act]:
    """In the order of time for each journey: taken up, briefed together with others, and then its own way."""
    for one in journeys:
        clerk = desks[one.candidate.origin_id].clerk
        yield _of(one.candidate, clerk, "daftar_calon", after=C.PREPARING)
    yield from _briefings(journeys, {briefing.pk for briefing in new}, desks)
    for one in journeys:
        yield from _way(one, desks[one.candidate.origin_id], hosts)


def _of(record, by, verb, **facts) -> Act:
    return {"verb": verb, "by": by, "subjects": record.subjects, "place": record.place, **facts}


def _briefings(journeys: Iterable[Journey], new: set, desks) -> Iterator[Act]:
    """One act for a roster, as at a desk: it stands in the story of everyone on it."""
    rosters = defaultdict(list)
    for one in journeys:
        if one.attendance:
            rosters[one.attendance.briefing].append(one.candidate)
    for briefing, candidates in rosters.items():
        clerk = desks[briefing.origin_id].clerk
        before = B.PLANNED if briefing.pk in new else B.HELD
        if before == B.PLANNED:
            yield _of(briefing, clerk, "rencanakan", after=B.PLANNED)
        briefing.concerned = [subject for candidate in candidates for subject in candidate.subjects]
        yield _of(briefing, clerk, "undang", before=before, after=before)
        yield _of(briefing, clerk, "catat", before=before, after=B.HELD)


def _way(journey: Journey, desk: Desk, hosts) -> Iterator[Act]:
    candidate = journey.candidate
    if journey.pact:
        subjects = [*candidate.subjects, journey.pact.pk]
        yield _of(candidate, desk.clerk, "pakta") | {"subjects": subjects}
    if journey.shape.letter != R.DRAFT:
        yield from _letters(journey, desk)
    yield from _ending(journey, desk, hosts)


def _letters(journey: Journey, desk: Desk) -> Iterator[Act]:
    """Proposed and decided; with a second letter, the first gives way in the act that approves the second."""
    first, *later = journey.recommendations
    yield _of(first, desk.clerk, "ajukan", before=R.DRAFT, after=R.PROPOSED)
    if journey.shape.letter in (R.RETURNED, R.DECLINED):
        yield _refused(journey, first, desk)
    elif journey.shape.letter != R.PROPOSED:
        yield _of(first, desk.signer, "setujui", before=R.PROPOSED, after=R.ISSUED)
        yield _of(journey.candidate, desk.signer, "tunggu", before=C.PREPARING, after=C.EXPECTED)
    for second in later:
        reason = journey.rng.choice(REPLACED)
        yield _of(first, desk.clerk, "ganti", before=R.ISSUED, after=R.ISSUED, reason=reason)
        yield _of(second, desk.clerk, "ajukan", before=R.DRAFT, after=R.PROPOSED)
        yield _of(first, desk.signer, "gantikan", before=R.ISSUED, after=R.SUPERSEDED)
        yield _of(second, desk.signer, "setujui", before=R.PROPOSED, after=R.ISSUED)


def _refused(journey: Journey, first: Recommendation, desk: Desk) -> Act:
    verb, reasons = ("kembalikan", INCOMPLETE) if first.status == R.RETURNED else ("tolak", DECLINED)
    reason = journey.rng.choice(reasons)
    return _of(first, desk.signer, verb, before=R.PROPOSED, after=first.status, reason=reason)


def _ending(journey: Journey, desk: Desk, hosts) -> Iterator[Act]:
    candidate, rng = journey.candidate, journey.rng
    if candidate.status == C.ARRIVED:
        yield _of(candidate, hosts[candidate.arrived_at_id], "tiba", before=C.EXPECTED, after=C.ARRIVED)
    elif candidate.status == C.NOT_COMING:
        host = hosts[candidate.destination_customary_village_id]
        yield _of(candidate, host, "tidak-datang", before=C.EXPECTED, after=C.NOT_COMING)
    elif candidate.status == C.WITHDRAWN:
        yield _of(candidate, desk.clerk, "batal", before=C.PREPARING, after=C.WITHDRAWN, reason=rng.choice(GIVEN_UP))
    elif journey.shape.letter == R.REVOKED:
        [letter] = journey.recommendations
        reason = rng.choice(REVOKED)
        yield _of(letter, desk.signer, "cabut", before=R.ISSUED, after=R.REVOKED, reason=reason)
        yield _of(candidate, desk.signer, "urung-tunggu", before=C.EXPECTED, after=C.PREPARING)
