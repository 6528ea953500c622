from django.urls import path

from adat.villages import field_views as views
from harmoni.letters import urls as letters  # noqa: F401 - where the converter `any` is registered

app_name = "field"
urlpatterns = [
    path("pendatang/periksa/", views.FieldCheck.as_view(), name="check"),
    path("pendatang/periksa/surat-sementara/", views.GiveSlip.as_view(), name="give_slip"),
    path("pendatang/periksa/surat-sementara/<uuid:pk>/", views.SlipPage.as_view(), name="slip"),
    path("cek/<any:token>/pemeriksaan/", views.OwnChecks.as_view(), name="own_checks"),
]
