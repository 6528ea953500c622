from django.urls import path, register_converter

from harmoni.letters import views


class AnyText:
    """Whatever stands there: a code that cannot be one is answered as one that is unknown."""

    regex = r"[\s\S]*"

    def to_python(self, text):
        return text

    def to_url(self, text):
        return text


register_converter(AnyText, "any")
app_name = "letters"
urlpatterns = [
    path("surat/<uuid:pk>.pdf", views.LetterPdf.as_view(), name="pdf"),
    path("cek/", views.LetterCheckForm.as_view(), name="check_form"),
    path("cek/<any:token>/", views.LetterCheck.as_view(), name="check"),
]
