from adat.prevention.models.community import ActivityKind, CommunityActivity, Evaluation, Organisation
from adat.prevention.models.cooperation import AgreementKind, Cooperation, NextStep
from adat.prevention.models.dialogue import Dialogue, DialogueKind, DialoguePhoto, Occasion, OccasionKind
from adat.prevention.models.plan import ActionPlan, Evidence, Milestone, Phase, PlannedAction
from adat.prevention.models.report import PlanReport
from adat.prevention.models.warning import ELECTION, EarlyWarning, Matter, Receiver, Source, Sureness, Timing

__all__ = [
    "ELECTION",
    "ActionPlan",
    "ActivityKind",
    "AgreementKind",
    "CommunityActivity",
    "Cooperation",
    "Dialogue",
    "DialogueKind",
    "DialoguePhoto",
    "EarlyWarning",
    "Evaluation",
    "Evidence",
    "Matter",
    "Milestone",
    "NextStep",
    "Occasion",
    "OccasionKind",
    "Organisation",
    "Phase",
    "PlanReport",
    "PlannedAction",
    "Receiver",
    "Source",
    "Sureness",
    "Timing",
]
