"""Below `/laporan/`."""

from django.urls import path

from harmoni.periodic import views

app_name = "periodic"
urlpatterns = [
    path("", views.ReportDesk.as_view(), name="desk"),
    path("jadwal/", views.NewSchedule.as_view(), name="schedules"),
    path("jadwal/<uuid:pk>/", views.SchedulePage.as_view(), name="schedule"),
    path("jadwal/<uuid:pk>/<slug:verb>/", views.ScheduleMove.as_view(), name="schedule_move"),
    path("<uuid:pk>/", views.ReportPage.as_view(), name="report"),
    path("<uuid:pk>/<slug:shape>/", views.Download.as_view(), name="file"),
]
