from django.urls import include, path

from adat.villages import views

app_name = "villages"
urlpatterns = [
    path("baru/", views.Intake.as_view(), name="intake"),
    path("nik/", views.NikCheck.as_view(), name="nik"),
    path("impor/", include("adat.villages.import_urls")),
]
