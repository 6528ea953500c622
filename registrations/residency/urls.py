from django.urls import path

from registrations.residency import (
    clash_views,
    duplicate_views,
    paper_views,
    question_views,
    referral_views,
    register_views,
    search_views,
    views,
)

app_name = "residency"
urlpatterns = [
    path("", views.StayList.as_view(), name="list"),
    path("cari/", search_views.StaySearch.as_view(), name="search"),
    path("cari/sambil/", search_views.WhileTyping.as_view(), name="while_typing"),
    path("mungkin-sama/", duplicate_views.Duplicates.as_view(), name="duplicates"),
    path("mungkin-sama/<uuid:pk>/", duplicate_views.OnePair.as_view(), name="duplicate"),
    path("mungkin-sama/<uuid:pk>/<slug:verb>/", duplicate_views.PairMove.as_view(), name="duplicate_move"),
    path("pencocokan/", clash_views.Clashes.as_view(), name="clashes"),
    path("pencocokan/telepon/", clash_views.MatchPhone.as_view(), name="match_phone"),
    path("pencocokan/<uuid:pk>/", clash_views.OneSide.as_view(), name="clash"),
    path("pencocokan/<uuid:pk>/<slug:verb>/", clash_views.SideMove.as_view(), name="clash_move"),
    path("rujukan/<uuid:pk>/", referral_views.OneReferral.as_view(), name="referral"),
    path("rujukan/<uuid:pk>/jawab/", referral_views.OneReferral.as_view(), name="referral_answer"),
    path("jawaban/", question_views.Answers.as_view(), name="answers"),
    path("jawaban/<uuid:pk>/selesai/", question_views.AnswerDone.as_view(), name="answer_done"),
    path("<uuid:pk>/tanya/<str:asked>/", question_views.Ask.as_view(), name="ask"),
    path("surat/", paper_views.PapersPage.as_view(), name="papers"),
    path("<uuid:pk>/f115/", register_views.F115.as_view(), name="f115"),
    path("<uuid:pk>/f115/cetak/", register_views.F115Paper.as_view(), name="f115_paper"),
    path("<uuid:pk>/register/<slug:act>/", register_views.RegisterAct.as_view(), name="register_act"),
    path("<uuid:pk>/tanda-nonpermanen/", register_views.NonpermanentLetter.as_view(), name="nonpermanent"),
    path("<uuid:pk>/golongan/", register_views.CategoryChange.as_view(), name="category"),
    path("<uuid:pk>/rujuk/", referral_views.Refer.as_view(), name="refer"),
    path("<uuid:pk>/", views.Record.as_view(), name="record"),
    path("<uuid:pk>/bukti/", views.Receipt.as_view(), name="receipt"),
    path("<uuid:pk>/buka/", views.Reveal.as_view(), name="reveal"),
    path("<uuid:pk>/koreksi/", views.Correction.as_view(), name="correct"),
    path("<uuid:pk>/<slug:verb>/", views.StayMove.as_view(), name="move"),
]
