from django.urls import path

from registrations.residency import group_views, job_views, minor_views

app_name = "together"
urlpatterns = [
    path("<uuid:pk>/keluarga/", group_views.FamilySheet.as_view(), name="family"),
    path("<uuid:pk>/keluarga/<uuid:sheet>/", group_views.FamilySheet.as_view(), name="family_sheet"),
    path("<uuid:pk>/wali/", minor_views.LookAfter.as_view(), name="look_after"),
    path("<uuid:pk>/kerja/", job_views.NewJob.as_view(), name="job_new"),
    path("<uuid:pk>/kerja/<uuid:job>/berhenti/", job_views.EndedJob.as_view(), name="job_ended"),
]
