from django.urls import include, path

from registrations.residency import correction_views, question_views

questions = [path("<str:token>/", question_views.StillHere.as_view(), name="question")]
corrections = [
    path("", correction_views.SomethingWrong.as_view(), name="ask"),
    path("<str:token>/", correction_views.WhatBecameOfIt.as_view(), name="answer"),
]
urlpatterns = [
    path("masih/", include((questions, "still_here"))),
    path("salah/", include((corrections, "wrong"))),
]
