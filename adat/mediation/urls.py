from django.urls import path

from adat.mediation.views import cases, papers, public, seats

app_name = "mediation"
urlpatterns = [
    path("mediasi/", cases.CaseList.as_view(), name="list"),
    path("mediasi/baru/", cases.Bring.as_view(), name="new"),
    path("mediasi/undangan/<uuid:pk>/", seats.Invitation.as_view(), name="seat"),
    path("mediasi/<uuid:pk>/", cases.OneCase.as_view(), name="case"),
    path("mediasi/<uuid:pk>/tautan/<uuid:link>/", papers.GivenLink.as_view(), name="link"),
    path("mediasi/<uuid:pk>/notula/<uuid:minutes>/", papers.OneMinutes.as_view(), name="minutes"),
    path("mediasi/<uuid:pk>/notula/<uuid:minutes>/surat/", papers.PrintMinutes.as_view(), name="print_minutes"),
    path("mediasi/<uuid:pk>/bukti/<uuid:evidence>/", papers.OneEvidence.as_view(), name="evidence"),
    path("mediasi/<uuid:pk>/surat/<uuid:paper>.pdf", papers.OnePaper.as_view(), name="paper"),
    path("mediasi/<uuid:pk>/<slug:verb>/", cases.CaseAct.as_view(), name="act"),
    path("lapor/perselisihan/", public.Tell.as_view(), name="tell"),
    path("lapor/perselisihan/cek/", public.Follow.as_view(), name="follow"),
    path("kabar/<str:token>/", public.ByLink.as_view(), name="state"),
]
