from django.urls import path

from registrations.residency import crew_link_views

app_name = "crew"
urlpatterns = [path("<str:token>/", crew_link_views.CrewByLink.as_view(), name="link")]
