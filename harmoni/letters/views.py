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
from harmoni.letters.models import Document


class LetterPdf(Guarded, DetailView):
    """The PDF; back to the receipt's page while no worker has made it yet."""

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
    """A place to type a paper's code; a scanned QR leads past it."""

    template_name = "letters/check_form.html"

    def get(self, request):
        typed = re.search(r"([\w-]{1,64})/?\s*$", request.GET.get("token", ""), re.ASCII)
        if typed:
            return redirect("letters:check", token=typed[1])
        return super().get(request)


@method_decorator(login_not_required, name="dispatch")
class LetterCheck(TemplateView):
    """Green, yellow or red, with what to compare with the paper. Unknown and malformed look and cost the same."""

    template_name = "letters/check.html"

    def get_context_data(self, token):
        known = Document.objects.filter(token=token).first()
        light = known.light if known else "red"
        words = {
            "green": _("Berlaku"),
            "yellow": _("Sudah diganti atau lewat masanya"),
            "red": _("Tidak dikenal"),
        }
        word = _("Dicabut") if known and light == "red" else words[light]
        return {"document": known, "light": light, "word": word}
