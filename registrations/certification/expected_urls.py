from django.urls import path

from registrations.certification.views import expected

app_name = "expected"
urlpatterns = [
    path("", expected.ExpectedList.as_view(), name="list"),
    path("<uuid:pk>/<slug:verb>/", expected.ExpectedMoves.as_view(), name="move"),
]
