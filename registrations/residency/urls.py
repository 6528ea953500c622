from django.urls import path

from registrations.residency import question_views, referral_views, search_views, views

app_name = "residency"
urlpatterns = [
    path("", views.StayList.as_view(), name="list"),
    path("cari/", search_views.StaySearch.as_view(), name="search"),
    path("cari/sambil/", search_views.WhileTyping.as_view(), name="while_typing"),
    path("rujukan/<uuid:pk>/", referral_views.OneReferral.as_view(), name="referral"),
    path("rujukan/<uuid:pk>/jawab/", referral_views.OneReferral.as_view(), name="referral_answer"),
    path("jawaban/", question_views.Answers.as_view(), name="answers"),
    path("jawaban/<uuid:pk>/selesai/", question_views.AnswerDone.as_view(), name="answer_done"),
    path("<uuid:pk>/tanya/<str:asked>/", question_views.Ask.as_view(), name="ask"),
    path("<uuid:pk>/rujuk/", referral_views.Refer.as_view(), name="refer"),
    path("<uuid:pk>/", views.Record.as_view(), name="record"),
    path("<uuid:pk>/bukti/", views.Receipt.as_view(), name="receipt"),
    path("<uuid:pk>/buka/", views.Reveal.as_view(), name="reveal"),
    path("<uuid:pk>/koreksi/", views.Correction.as_view(), name="correct"),
    path("<uuid:pk>/<slug:verb>/", views.StayMove.as_view(), name="move"),
]
