from django.urls import path

from harmoni.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.Board.as_view(), name="home"),
    path("<path:code>/", views.Board.as_view(), name="place"),
]
