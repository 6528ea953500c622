from django.urls import path, register_converter
from django.urls.converters import StringConverter

from adat.prevention.views import plans


class PeriodCode(StringConverter):
    """B04, B08 or B12."""

    regex = "B04|B08|B12"


register_converter(PeriodCode, "period")
app_name = "prevention"
urlpatterns = [
    path("rencana/", plans.PlanList.as_view(), name="plans"),
    path("rencana/baru/", plans.NewPlan.as_view(), name="plan_new"),
    path("rencana/<uuid:pk>/", plans.OnePlan.as_view(), name="plan"),
    path("rencana/<uuid:pk>/aksi/", plans.NewAction.as_view(), name="action_new"),
    path("rencana/<uuid:pk>/aksi/<uuid:action>/", plans.ChangeAction.as_view(), name="action"),
    path("rencana/<uuid:pk>/aksi/<uuid:action>/keluarkan/", plans.DropAction.as_view(), name="action_drop"),
    path("rencana/<uuid:pk>/hasil/<uuid:milestone>/", plans.NoteResult.as_view(), name="result"),
    path("rencana/<uuid:pk>/bukti/<uuid:evidence>/", plans.EvidenceFile.as_view(), name="evidence"),
    path("rencana/<uuid:pk>/laporan/<period:period>/", plans.BeginReport.as_view(), name="report_begin"),
    path("rencana/<uuid:pk>/<slug:verb>/", plans.PlanMoves.as_view(), name="plan_move"),
    path("laporan/", plans.ReportList.as_view(), name="reports"),
    path("laporan/<uuid:pk>/", plans.OneReport.as_view(), name="report"),
    path("laporan/<uuid:pk>/isi/", plans.ReportWords.as_view(), name="report_words"),
    path("laporan/<uuid:pk>/laporan.pdf", plans.ReportPaper.as_view(), name="report_paper"),
    path("laporan/<uuid:pk>/laporan.xlsx", plans.ReportSheet.as_view(), name="report_sheet"),
    path("laporan/<uuid:pk>/<slug:verb>/", plans.ReportMoves.as_view(), name="report_move"),
]
