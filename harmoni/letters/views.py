"""A paper's PDF for the office that may see it, and the check page for anyone who holds the paper."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView

from harmoni.accounts.access import Guarded
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.letters.claims import as_text
from harmoni.letters.models import SIGNED, Document, VerificationKey
from harmoni.letters.offers import offered

TOKEN = re.compile(r"[\w-]{1,64}", re.ASCII)
CODE = re.compile(r"(?:^|/cek/)([\w-]{16,64}|S-?\w{4}-?\w{4})/?$", re.ASCII | re.IGNORECASE)  # or a paper slip's number


class LetterPdf(Guarded, DetailView):
    """The PDF; back to the record's page while no worker has made it yet."""

    model = Document
    permission = Permission.PERSON_READ

    def get(self, request, pk):
        document = self.get_object()
        if document.content is None:
            return redirect(document.page)
        record_reading(
            "unduh_surat", by=request.user, subjects=[document.subject, document.record], place=document.place
        )
        name = slugify(f"{document.get_kind_display()} {document.number}")
        headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
        return HttpResponse(bytes(document.content), content_type="application/pdf", headers=headers)


@method_decorator(login_not_required, name="dispatch")
class LetterCheckForm(TemplateView):
    """A place to type or paste a paper's code or its whole address; a scanned QR leads past it.

    The number of a paper is no code: it would open what is not in one's hand. The page says so.
    """

    template_name = "letters/check_form.html"

    def get(self, request):
        typed = request.GET.get("token", "").replace("\0", "").strip()
        if code := CODE.search(typed.partition("#")[0]):
            return redirect("letters:check", token=code[1])
        return self.render_to_response({"typed": typed}, status=422 if typed else 200)


@method_decorator(login_not_required, name="dispatch")
class LetterCheck(TemplateView):
    """Green, yellow or red, with what to compare with the paper. Unknown and malformed look and cost the same.

    A look at a known paper stands in the history, so that the person it is about can see it.
    """

    template_name = "letters/check.html"

    def get_context_data(self, token):
        document = known_by(token)
        if document is None:
            return {"document": None, "light": "red", "word": _("Tidak dikenal")}
        if document.kind == Document.Kind.SEALED:  # genuine, and not a word more
            self.template_name = "letters/check_sealed.html"
        record_reading("cek_surat", by=None, subjects=[document.subject, document.record], place=document.place)
        return {
            "document": document,
            "light": document.light,
            "word": word_of(document),
            "keys": keys_of(document),
            "card": offered(document, self.request.user),
        }


def known_by(token: str) -> Document | None:
    """The live document of this code; what cannot be a code is asked for too, so that it takes as long."""
    asked = token if TOKEN.fullmatch(token) else ""
    known = Document.objects.live().light_weight().select_related("replaced_by")
    return known.filter(token=asked).first()


def word_of(document: Document) -> str:
    """The verdict in a word or two."""
    if document.state != Document.State.VALID:
        return document.get_state_display()
    return _("Lewat masa berlaku") if document.expired else document.get_state_display()


def keys_of(document: Document) -> str:
    """`kid:public` of the issuing office's keys that hold, both as the page's script compares them."""
    if document.kind not in SIGNED:
        return ""
    holding = VerificationKey.objects.filter(office=document.place, revoked_at=None)
    return " ".join(f"{key.kid}:{as_text(bytes(key.public))}" for key in holding)
