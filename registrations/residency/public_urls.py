from django.urls import path

from registrations.residency import question_views

app_name = "still_here"
urlpatterns = [path("masih/<str:token>/", question_views.StillHere.as_view(), name="question")]
