from django.urls import path

from registrations.residency import crew_link_views, employer_views, group_views, job_views

app_name = "workers"
urlpatterns = [
    path("kbji/", job_views.Occupations.as_view(), name="occupations"),
    path("nama/", job_views.EmployerNames.as_view(), name="names"),
    path("<uuid:pk>/", employer_views.EmployerPage.as_view(), name="employer"),
    path("<uuid:pk>/telepon/", employer_views.RevealEmployer.as_view(), name="reveal"),
    path("<uuid:pk>/lokasi/", employer_views.NewSite.as_view(), name="new_site"),
    path("lokasi/<uuid:pk>/", employer_views.SitePage.as_view(), name="site"),
    path("lokasi/<uuid:pk>/berakhir/", employer_views.EndTogether.as_view(), name="end_together"),
    path("lokasi/<uuid:pk>/tautan/", crew_link_views.NewLink.as_view(), name="new_link"),
    path("lokasi/<uuid:pk>/tautan/<uuid:link>/cabut/", crew_link_views.RevokedLink.as_view(), name="revoke_link"),
    path("<uuid:pk>/regu/", group_views.CrewSheet.as_view(), name="crew"),
    path("regu/<uuid:pk>/", group_views.StandingSheet.as_view(), name="sheet"),
    path("regu/<uuid:pk>/tolak/", crew_link_views.Declined.as_view(), name="declined"),
]
