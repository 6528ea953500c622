from django.urls import path, re_path

from harmoni.letters import views

app_name = "letters"
urlpatterns = [
    path("surat/<uuid:pk>.pdf", views.LetterPdf.as_view(), name="pdf"),
    path("cek/", views.LetterCheckForm.as_view(), name="check_form"),
    re_path(r"^cek/(?P<token>[\w-]{1,64})/$", views.LetterCheck.as_view(), name="check"),
]
