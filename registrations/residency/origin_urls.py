from django.urls import path

from registrations.residency import correction_views, follow_up_views

app_name = "follow_up"
urlpatterns = [
    path("<uuid:pk>/", follow_up_views.FollowUp.as_view(), name="stay"),
    path("<uuid:pk>/perbaikan/", correction_views.RequestFromOrigin.as_view(), name="request"),
]
