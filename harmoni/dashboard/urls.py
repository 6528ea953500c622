from django.urls import path

from harmoni.dashboard import people_views, views

app_name = "dashboard"
urlpatterns = [
    path("", views.Board.as_view(), name="home"),
    path("orang/<path:code>/", people_views.StaysBehind.as_view(), name="stays"),
    path("calon/<path:code>/", people_views.CandidatesBehind.as_view(), name="candidates"),
    path("ditunggu/<path:code>/", people_views.AwaitedBehind.as_view(), name="awaited"),
    path("surat/<path:code>/", people_views.LettersBehind.as_view(), name="letters"),
    path("<path:code>/", views.Board.as_view(), name="place"),
]
