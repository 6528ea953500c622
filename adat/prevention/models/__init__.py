from adat.prevention.models.plan import ActionPlan, Evidence, Milestone, Phase, PlannedAction
from adat.prevention.models.report import PlanReport

__all__ = ["ActionPlan", "Evidence", "Milestone", "Phase", "PlanReport", "PlannedAction"]
