from django.urls import path

from harmoni.letters import views

app_name = "letters"
urlpatterns = [
    path("surat/<uuid:pk>.pdf", views.LetterPdf.as_view(), name="pdf"),
    path("cek/", views.LetterCheckForm.as_view(), name="check_form"),
    path("cek/<str:token>/", views.LetterCheck.as_view(), name="check"),
]
