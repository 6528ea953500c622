from django.urls import path

from harmoni.accounts import draft_views

app_name = "drafts"
urlpatterns = [
    path("", draft_views.Drafts.as_view(), name="list"),
    path("<uuid:key>/buang/", draft_views.ThrowAway.as_view(), name="throw_away"),
]
