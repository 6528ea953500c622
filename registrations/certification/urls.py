from django.urls import path

from registrations.certification.views import briefings, candidates, letterhead, pacts, recommendations

app_name = "certification"
urlpatterns = [
    path("calon/", candidates.CandidateList.as_view(), name="candidates"),
    path("calon/baru/", candidates.TakeUp.as_view(), name="take_up"),
    path("calon/nik/", candidates.CandidateLook.as_view(), name="look"),
    path("calon/cari/", candidates.CandidateSearch.as_view(), name="search"),
    path("calon/<uuid:pk>/", candidates.OneCandidate.as_view(), name="candidate"),
    path("calon/<uuid:pk>/buka/", candidates.CandidateReveal.as_view(), name="reveal"),
    path("calon/<uuid:pk>/koreksi/", candidates.CandidateCorrection.as_view(), name="correct"),
    path("calon/<uuid:pk>/pakta/", pacts.SignPact.as_view(), name="sign_pact"),
    path("calon/<uuid:pk>/pakta/<uuid:pact>/", pacts.SignedPact.as_view(), name="pact"),
    path("calon/<uuid:pk>/pakta/<uuid:pact>/pindaian/", pacts.PactScan.as_view(), name="pact_scan"),
    path("calon/<uuid:pk>/<slug:verb>/", candidates.CandidateMoves.as_view(), name="candidate_move"),
    path("pembekalan/", briefings.BriefingList.as_view(), name="briefings"),
    path("pembekalan/baru/", briefings.PlanBriefing.as_view(), name="plan"),
    path("pembekalan/<uuid:pk>/", briefings.OneBriefing.as_view(), name="briefing"),
    path("pembekalan/<uuid:pk>/undang/", briefings.Invite.as_view(), name="invite"),
    path("pembekalan/<uuid:pk>/keluarkan/", briefings.TakeOff.as_view(), name="take_off"),
    path("pembekalan/<uuid:pk>/catat/", briefings.RecordAttendance.as_view(), name="attendance"),
    path("pembekalan/<uuid:pk>/batalkan/", briefings.Cancel.as_view(), name="cancel"),
    path("rekomendasi/", recommendations.RecommendationList.as_view(), name="recommendations"),
    path("rekomendasi/kop/", letterhead.Letterhead.as_view(), name="letterhead"),
    path("rekomendasi/register/", recommendations.Register.as_view(), name="register"),
    path("rekomendasi/<uuid:pk>/", recommendations.OneRecommendation.as_view(), name="recommendation"),
    path(
        "rekomendasi/<uuid:pk>/<slug:verb>/",
        recommendations.RecommendationMoves.as_view(),
        name="recommendation_move",
    ),
]
