from django.urls import path

from adat.villages import levy_views as views

app_name = "levy"
urlpatterns = [
    path("lapor/pungutan/", views.Report.as_view(), name="send"),
    path("lapor/pungutan/cek/", views.Follow.as_view(), name="follow"),
    path("lapor/pungutan/masuk/", views.ReportList.as_view(), name="list"),
    path("lapor/pungutan/masuk/<uuid:pk>/", views.OneReport.as_view(), name="report"),
]
