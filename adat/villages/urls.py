from django.urls import include, path

from adat.villages import slip_views, views

app_name = "villages"
urlpatterns = [
    path("baru/", views.Intake.as_view(), name="intake"),
    path("slip/", slip_views.Slips.as_view(), name="slips"),
    path("slip/<uuid:pk>/lembar.pdf", slip_views.SlipSheet.as_view(), name="slip_sheet"),
    path("nik/", views.NikCheck.as_view(), name="nik"),
    path("impor/", include("adat.villages.import_urls")),
]
