"""The integrity pact: read clause by clause, signed on the screen or on paper, and opened again by who may."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from registrations.certification import pact_text, scans
from registrations.certification.forms import PactForm
from registrations.certification.signing import sign
from registrations.certification.views.candidates import Candidates


class OneJourney(Candidates):
    @cached_property
    def candidate(self):
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])


class SignPact(OneJourney, FormView):
    """The whole pact on one page, each clause with its own tick; it can also be printed and signed by hand."""

    permission = Permission.CANDIDATE_CHANGE
    form_class = PactForm
    template_name = "certification/pact.html"

    def get_initial(self):
        return {"key": new_key(), **take_held(self.request)}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "candidate": self.candidate}

    def form_valid(self, form):
        try:
            return answer_once(self.request, lambda: self._sign(form))
        except ValidationError as wrong:
            form.add_error(None, wrong)
            return self.form_invalid(form)
        except MoveRefused as refused:
            messages.error(self.request, str(refused))
            return redirect(self.candidate)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _sign(self, form):
        values = form.cleaned_data
        sign(
            candidate=self.candidate,
            by=self.request.user,
            clauses=values["clauses"],
            signed_on=values["signed_on"],
            signature=values["signature"] or values["typed_name"],
            scan=values["signed_scan"],
        )
        messages.success(self.request, _("Pakta tersimpan."))
        return self.candidate.get_absolute_url()

    def get_context_data(self, **kwargs):
        candidate, found = self.candidate, super().get_context_data(**kwargs)
        record_reading("buka_pakta", by=self.request.user, subjects=candidate.subjects, place=candidate.place)
        form = found["form"]
        agreed = form.data.getlist("clauses") if form.is_bound else form.initial.get("clauses", [])
        return {**found, **words(), "candidate": candidate, "person": candidate.person, "agreed": agreed}


def words():
    return {
        "clauses": pact_text.CLAUSES,
        "promises": pact_text.PROMISES,
        "readers": pact_text.READERS,
        "version": pact_text.VERSION,
    }


class SignedPact(OneJourney, TemplateView):
    """The signed pact with its signature, for the regency of origin; the reading is recorded."""

    template_name = "certification/signed_pact.html"

    def get_context_data(self, **kwargs):
        candidate = self.candidate
        pact = get_object_or_404(candidate.pacts.select_related("witness"), pk=self.kwargs["pact"])
        subjects = [*candidate.subjects, pact.pk]
        record_reading("buka_pakta", by=self.request.user, subjects=subjects, place=candidate.place)
        drawn = pact.signature.startswith("M") and pact.signature[1:2].isdigit()
        return super().get_context_data(**words(), candidate=candidate, person=candidate.person, pact=pact, drawn=drawn)


class PactScan(OneJourney, View):
    """The signed paper, as an attachment that no browser opens inside the portal."""

    def get(self, request, pk, pact):
        candidate = self.candidate
        found = get_object_or_404(candidate.pacts.exclude(scan_sealed=None), pk=pact)
        record_reading("buka_pakta", by=request.user, subjects=[*candidate.subjects, found.pk], place=candidate.place)
        ending = "pdf" if found.scan_type == scans.PDF else "jpg"
        headers = {
            "Content-Disposition": f'attachment; filename="pakta-{found.signed_on:%Y-%m-%d}.{ending}"',
            "Content-Security-Policy": "sandbox",
        }
        return HttpResponse(found.open_scan(), content_type=found.scan_type, headers=headers)
