"""The village's own book: sheets of newcomers, dues with their ground, and reports that go past the village."""

from adat.villages.models.dues import DueKind, DuePayment, DueSeries, Pararem, Per, Tariff
from adat.villages.models.levy_report import (
    Collector,
    LevyReport,
    ReportStatus,
    due_after,
    report_code,
    report_digest,
)
from adat.villages.models.sheet import Sheet, SheetPart, SheetRow
from adat.villages.slips import Slip, SlipBatch

__all__ = ["Sheet", "SheetPart", "SheetRow", "DueKind", "DuePayment", "DueSeries", "Pararem", "Per", "Tariff"]
__all__ += ["Collector", "LevyReport", "ReportStatus", "due_after", "report_code", "report_digest"]
__all__ += ["Slip", "SlipBatch"]
