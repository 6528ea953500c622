"""Below `/pesan/`."""

from django.urls import path, re_path

from harmoni.mailroom import dead_letters, rules, views

app_name = "mailroom"
urlpatterns = [
    path("", views.Messages.as_view(), name="list"),
    path("<uuid:pk>/", views.OneMessage.as_view(), name="message"),
    path("<uuid:pk>/cetak.pdf", views.Sheet.as_view(), name="sheet"),
    path("<uuid:pk>/<slug:verb>/", views.MessageMove.as_view(), name="move"),
    path("aturan/", rules.Rules.as_view(), name="rules"),
    path("aturan/<int:pk>/", rules.OneRule.as_view(), name="rule"),
    path("aturan/baru/<slug:event>/", rules.NewRule.as_view(), name="rule_new"),
    re_path(r"^teks/(?P<name>[a-z_.]+)/$", rules.OneText.as_view(), name="text"),
    path("kiriman/", dead_letters.Log.as_view(), name="log"),
    path("macet/", dead_letters.DeadLetters.as_view(), name="dead"),
    path("macet/<int:pk>/<slug:verb>/", dead_letters.DeadMove.as_view(), name="dead_move"),
]
