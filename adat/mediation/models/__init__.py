"""A sealed case and everything that belongs to it."""

from adat.mediation.models.access import AccessGrant, Standing
from adat.mediation.models.case import Bringer, Case, CaseKind
from adat.mediation.models.meetings import By, Minutes, Session, Signature
from adat.mediation.models.papers import Evidence, Paper, PaperKind
from adat.mediation.models.people import Consent, Party, PartyKind, Representative, Seat, SeatKind, SeatStatus, Side
from adat.mediation.models.promises import VISIT_DAYS, Agreement, FollowUp, Promise, PromiseState
from adat.mediation.models.referral import CaseReferral, Receiver
from adat.mediation.models.state_link import StateLink

__all__ = ["AccessGrant", "Standing", "Bringer", "Case", "CaseKind", "By", "Minutes", "Session", "Signature"]
__all__ += ["Evidence", "Paper", "PaperKind", "Consent", "Party", "PartyKind", "Representative", "Seat", "SeatKind"]
__all__ += ["SeatStatus", "Side", "VISIT_DAYS", "Agreement", "FollowUp", "Promise", "PromiseState"]
__all__ += ["CaseReferral", "Receiver", "StateLink"]
