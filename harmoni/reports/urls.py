"""Below `/pendatang/ekspor/`."""

from django.urls import path

from harmoni.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.ExportDesk.as_view(), name="desk"),
    path("<uuid:pk>/", views.ExportPage.as_view(), name="export"),
    path("<uuid:pk>/unduh/", views.Download.as_view(), name="download"),
    path("<uuid:pk>/<slug:verb>/", views.ExportMove.as_view(), name="move"),
]
