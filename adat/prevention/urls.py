from django.urls import path, register_converter
from django.urls.converters import StringConverter

from adat.prevention.views import communities, cooperation, gatherings, plans, rooms, warnings


class PeriodCode(StringConverter):
    """B04, B08 or B12."""

    regex = "B04|B08|B12"


register_converter(PeriodCode, "period")
app_name = "prevention"
urlpatterns = [
    path("", rooms.Home.as_view(), name="home"),
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
    path("peringatan/", warnings.WarningList.as_view(), name="warnings"),
    path("peringatan/baru/", warnings.Send.as_view(), name="warn"),
    path("peringatan/terkirim/", warnings.Sent.as_view(), name="warnings_sent"),
    path("peringatan/<uuid:pk>/", warnings.OneWarning.as_view(), name="warning"),
    path("peringatan/<uuid:pk>/<slug:verb>/", warnings.WarningMoves.as_view(), name="warning_move"),
    path("dialog/", gatherings.DialogueList.as_view(), name="dialogues"),
    path("dialog/baru/", gatherings.NewDialogue.as_view(), name="dialogue_new"),
    path("dialog/<uuid:pk>/", gatherings.OneDialogue.as_view(), name="dialogue"),
    path("dialog/<uuid:pk>/foto/<uuid:photo>/", gatherings.DialoguePhotoFile.as_view(), name="photo"),
    path("dialog/<uuid:pk>/<slug:verb>/", gatherings.DialogueMoves.as_view(), name="dialogue_move"),
    path("kalender/", gatherings.OccasionList.as_view(), name="occasions"),
    path("kalender/baru/", gatherings.NewOccasion.as_view(), name="occasion_new"),
    path("kerja-sama/", cooperation.CooperationList.as_view(), name="cooperations"),
    path("kerja-sama/baru/", cooperation.NewCooperation.as_view(), name="cooperation_new"),
    path("kerja-sama/<uuid:pk>/", cooperation.OneCooperation.as_view(), name="cooperation"),
    path("kerja-sama/<uuid:pk>/langkah/", cooperation.NewStep.as_view(), name="step_new"),
    path("kerja-sama/<uuid:pk>/langkah/<uuid:step>/", cooperation.StepDone.as_view(), name="step_done"),
    path("paguyuban/", communities.OrganisationList.as_view(), name="organisations"),
    path("paguyuban/baru/", communities.NewOrganisation.as_view(), name="organisation_new"),
    path("paguyuban/evaluasi/", communities.EvaluationList.as_view(), name="evaluations"),
    path("paguyuban/evaluasi/<uuid:pk>/", communities.OneEvaluation.as_view(), name="evaluation"),
    path("paguyuban/<uuid:pk>/", communities.OneOrganisation.as_view(), name="organisation"),
    path("paguyuban/<uuid:pk>/kegiatan/", communities.NewActivity.as_view(), name="activity_new"),
    path("paguyuban/<uuid:pk>/evaluasi/", communities.NewEvaluation.as_view(), name="evaluation_new"),
]
