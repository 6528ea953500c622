"""Below `/rujukan/`."""

from django.urls import path

from harmoni.gazetteer import views

app_name = "gazetteer"
urlpatterns = [
    path("", views.Lists.as_view(), name="lists"),
    path("<uuid:pk>/", views.OneList.as_view(), name="list"),
    path("<uuid:pk>/<slug:verb>/", views.ListMove.as_view(), name="move"),
]
