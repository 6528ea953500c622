"""Which step a case waits for: the one button on top of its page."""

from collections.abc import Mapping

from adat.mediation.models import Case, PromiseState
from adat.mediation.workflow import CaseStatus, SessionStatus
from harmoni.history.workflow import Move

S = CaseStatus
NEXT = {
    S.LODGED: ("terima",),
    S.REOPENED: ("terima",),
    S.RECEIVED: ("jadwalkan", "rujuk"),
    S.AGREED: ("kunjungi",),
    S.NO_AGREEMENT: ("rujuk",),
    S.REFERRED: ("jawaban",),
}


def next_verb(case: Case, moves: Mapping[str, Move]) -> str | None:
    """Of the acts that are open to this person; None when somebody else has the next word."""
    return next((verb for verb in _wanted(case) if verb in moves), None)


def worth_offering(case: Case, moves: Mapping[str, Move]) -> dict[str, Move]:
    """Without the acts that would find nothing to be done: no visit is due any more, every promise is settled."""
    agreement, nothing = case.agreement, set()
    if agreement and not agreement.next_visit:
        nothing.add("kunjungi")
    if agreement and not agreement.promises.filter(state=PromiseState.OPEN).exists():
        nothing.add("janji")
    if not case.sessions.filter(status=SessionStatus.PLANNED).exists():
        nothing.add("batalkan")
    return {verb: move for verb, move in moves.items() if verb not in nothing}


def _wanted(case):
    if case.status == S.SESSIONS:
        to_write = case.sessions.filter(status=SessionStatus.PLANNED).exists()
        return ("notula",) if to_write else ("sepakati",)
    if case.status == S.FOLLOW_UP:
        return ("kunjungi",) if case.agreement.next_visit else ("tutup",)
    return NEXT.get(case.status, ())
