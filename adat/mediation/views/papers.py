"""What lies with a case: minutes to be read and signed, evidence, letters drawn for the reader, a party's link."""

import re

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from adat.mediation.hearing import may_sign, may_witness, sign
from adat.mediation.models import Evidence, Minutes, Paper, PaperKind, StateLink
from adat.mediation.papers import draw, print_minutes
from adat.mediation.signing_forms import SignForm
from adat.mediation.views.cases import Cases
from harmoni.accounts.opening import answer_once, new_key
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from registrations.certification import scans


class InCase(Cases):
    """A part of a case: found only inside it."""

    @cached_property
    def case(self):
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def attached(self, content, content_type, name):
        """As an attachment that no browser opens inside the portal."""
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
        return HttpResponse(content, content_type=content_type, headers=headers)


class OneMinutes(InCase, FormView):
    template_name = "mediation/minutes.html"

    @cached_property
    def minutes(self):
        found = Minutes.objects.filter(session__case=self.case).select_related("session__case", "written_by")
        return get_object_or_404(found, pk=self.kwargs["minutes"])

    def get_form(self, form_class=None):
        return SignForm(names=may_sign(self.case), **self.get_form_kwargs())

    def get_initial(self):
        return {"key": new_key()}

    def form_valid(self, form):
        try:
            return answer_once(self.request, lambda: self._sign(form))
        except MoveRefused as refused:
            messages.error(self.request, str(refused))
            return redirect(self.request.path)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _sign(self, form):
        values = form.cleaned_data
        sign(minutes=self.minutes, by=self.request.user, name=values["who"], drawn=values["signature"] or values["who"])
        messages.success(self.request, _("Tanda tangan tersimpan."))
        return self.request.path

    def get_context_data(self, **kwargs):
        self.read("buka-notula", self.case)
        newest = self.minutes == self.minutes.session.newest
        signatures = self.minutes.signatures.all()
        shown = {
            "is_newest": newest,
            "may_witness": may_witness(self.case, self.request.user),
            "signatures": signatures,
        }
        return super().get_context_data(case=self.case, minutes=self.minutes, print_key=new_key(), **shown, **kwargs)


class PrintMinutes(InCase, View):
    """Makes a letter of this version with the signatures it bears now."""

    def get(self, request, pk, minutes):
        get_object_or_404(Minutes, session__case=self.case, pk=minutes)
        return redirect("mediation:minutes", pk, minutes)

    def post(self, request, pk, minutes):
        found = get_object_or_404(Minutes.objects.select_related("session__case"), session__case=self.case, pk=minutes)
        return answer_once(request, lambda: self._print(found))

    def _print(self, minutes):
        record_act("cetak-notula", by=self.request.user, subjects=self.case.subjects)
        print_minutes(minutes, by=self.request.user)
        messages.success(self.request, _("Surat berita acara siap, di bagian Surat."))
        return self.case.get_absolute_url()


class OneEvidence(InCase, View):
    def get(self, request, pk, evidence):
        found = get_object_or_404(Evidence, case=self.case, pk=evidence)
        self.read("buka-bukti", self.case)
        ending = "pdf" if found.content_type == scans.PDF else "jpg"
        return self.attached(found.content, found.content_type, f"bukti.{ending}")


class OnePaper(InCase, View):
    """Drawn for this reader, with name and hour behind every line. A referral whose time is over is drawn no more."""

    def get(self, request, pk, paper):
        found = get_object_or_404(Paper.objects.select_related("document"), case=self.case, pk=paper)
        if found.kind == PaperKind.REFERRAL and found.document.expired:
            messages.error(request, _("Masa pakai rujukan ini sudah lewat. Buat rujukan baru bila masih perlu."))
            return redirect(self.case)
        self.read("cetak-surat", self.case)
        name = re.sub(r"[^\w-]", "", slugify(found.get_kind_display()))
        return self.attached(draw(found, reader=request.user), "application/pdf", f"{name}.pdf")


class GivenLink(InCase, TemplateView):
    """A party's link and PIN for whoever hands them over, until the link has been opened."""

    template_name = "mediation/link.html"

    def get_context_data(self, **kwargs):
        links = StateLink.objects.filter(case=self.case, opens_once=True, opened_at=None).select_related("party")
        link = get_object_or_404(links, pk=self.kwargs["link"])
        self.read("buka-perkara", self.case)
        address = settings.BASE_URL + reverse("mediation:state", args=[link.code])
        return super().get_context_data(**kwargs | {"case": self.case, "link": link, "address": address})
