"""People who prepare to leave, as their home regency sees them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from registrations.certification.forms import CandidateCorrectionForm, CandidateForm
from registrations.certification.models import Briefing, Candidate
from registrations.certification.moves import CANDIDATE_FORMS, RECOMMENDATION_FORMS
from registrations.certification.queues import CANDIDATES
from registrations.certification.taking_up import AlreadyACandidate, correct, take_up
from registrations.certification.views.moving import Moves, offered
from registrations.certification.workflow import ON_THE_WAY
from registrations.people.entry import Entry, Look
from registrations.people.forms import RevealForm
from registrations.people.known import look_up
from registrations.people.lists import QueueList, Search
from registrations.people.words import story


class Candidates(Guarded):
    """Those of the regency; every list names in the history whom it showed."""

    model = Candidate
    permission = Permission.CANDIDATE_READ

    def get_queryset(self):
        found = super().get_queryset().select_related("person__origin_village__parent__parent__parent", "origin")
        return found.select_related("destination_regency", "destination_customary_village", "arrived_at")

    def saw(self, rows, verb="lihat_daftar"):
        record_reading(verb, by=self.request.user, subjects=[row.person_id for row in rows])
        return rows


class CandidateList(Candidates, QueueList):
    template_name = "certification/candidates.html"
    queues = CANDIDATES
    rows_name = "candidates"


class CandidateSearch(Candidates, Search):
    template_name = "certification/search.html"
    rows_name = "candidates"
    list_url = "certification:candidates"


class AtOrigin(Guarded):
    """At the desk of the regency whose officer this is."""

    permission = Permission.CANDIDATE_CHANGE

    @cached_property
    def origin(self):
        regencies = self.request.user.regencies(self.permission)
        if not regencies:
            raise PermissionDenied
        return regencies[0]

    def look(self, post):
        known = look_up(post.get("nik", ""), path=self.origin.path, by=self.request.user)
        if known.person:
            running = Candidate.objects.filter(person=known.person, origin=self.origin, status__in=ON_THE_WAY)
            known.record = running.first()
        return known


class TakeUp(AtOrigin, Entry):
    form_class = CandidateForm
    template_name = "certification/take_up.html"
    draft_label = gettext_lazy("Calon baru")
    answer_template = "certification/_known.html"

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except AlreadyACandidate:
            known = self.look(form.cleaned_data)
            form.add_error("nik", _("Orang ini sudah menjadi calon. Lanjutkan pada catatannya."))
            return self.render_to_response(self.get_context_data(form=form, known=known))

    def enter(self, form):
        new = take_up(
            by=self.request.user, origin=self.origin, person=form.person_values(), journey=form.journey_values()
        )
        messages.success(self.request, _("Tercatat sebagai calon."))
        return new.get_absolute_url()

    def get_context_data(self, **kwargs):
        return {"origin": self.origin, **super().get_context_data(**kwargs)}


class CandidateLook(AtOrigin, Look):
    template_name = "certification/_known.html"


class OneCandidate(Candidates, DetailView):
    template_name = "certification/candidate.html"

    def record_context(self, candidate, **tried):
        """All of the record, and the line in the history that says it was shown."""
        user = self.request.user
        record_reading("buka_calon", by=user, subjects=candidate.subjects, place=candidate.place)
        recommendation = candidate.recommendation
        recommendation.candidate = candidate
        may_change = user.may_at(Permission.CANDIDATE_CHANGE, candidate.place)
        return {
            "candidate": candidate,
            "person": candidate.person,
            "recommendation": recommendation,
            "letters": candidate.recommendations.exclude(letter_number="").order_by("-issued_on", "-created_at"),
            "certificate": candidate.passed and Document.objects.filter(record=candidate.passed.pk).first(),
            "invited": candidate.attendances.filter(briefing__status="planned").select_related("briefing"),
            "briefings": Briefing.objects.visible_to(user, Permission.CANDIDATE_CHANGE).upcoming()[:20],
            **story(candidate.person_id, fields=CandidateForm.base_fields),
            "may_change": may_change and candidate.is_editable,
            "proposing": offered(self.request, recommendation, {"ajukan": RECOMMENDATION_FORMS["ajukan"]}),
            "reveal_form": RevealForm(),
            "moves": offered(self.request, candidate, CANDIDATE_FORMS, **tried),
            "tried": tried.get("tried", ""),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.record_context(self.object), **kwargs)


class CandidateMoves(Moves, OneCandidate):
    forms = CANDIDATE_FORMS


class CandidateCorrection(OneCandidate, FormView):
    """The values as they stand, to be put right with a reason."""

    permission = Permission.CANDIDATE_CHANGE
    form_class = CandidateCorrectionForm
    template_name = "certification/correct.html"

    @cached_property
    def candidate(self):
        return self.get_object()

    def get_form_kwargs(self):
        typed = {"data": self.request.POST} if self.request.method == "POST" else {"held": take_held(self.request)}
        return {"candidate": self.candidate, **typed}

    def get(self, request, pk):
        subjects = self.candidate.subjects
        record_reading("buka_perbaikan", by=request.user, subjects=subjects, place=self.candidate.place)
        return self.render_to_response(self._context(self.get_form()))

    def form_valid(self, form):
        try:
            return answer_once(self.request, lambda: self._correct(form))
        except MoveRefused as refused:
            messages.error(self.request, str(refused))
            return redirect(self.candidate)

    def form_invalid(self, form):
        return self.render_to_response(self._context(form), status=422)

    def _context(self, form):
        key = self.request.POST.get("key") or new_key()
        return {"form": form, "candidate": self.candidate, "person": self.candidate.person, "key": key}

    def _correct(self, form):
        changed = correct(
            candidate=self.candidate,
            by=self.request.user,
            person=form.person_values(),
            journey=form.journey_values(),
            reason=form.cleaned_data["reason"],
        )
        messages.success(self.request, _("Perbaikan tersimpan.") if changed else _("Tidak ada yang berubah."))
        return self.candidate.get_absolute_url()


class CandidateReveal(OneCandidate):
    """Shows one full number once, with a reason that the person can read later."""

    permission = Permission.IDENTITY_REVEAL
    template_name = "people/reveal.html"

    def get(self, request, pk):
        return redirect(self.get_object())

    def post(self, request, pk):
        candidate, form = self.get_object(), RevealForm(request.POST)
        if not form.is_valid():
            self.template_name = OneCandidate.template_name
            context = self.record_context(candidate) | {"reveal_form": form, "tried": "buka"}
            return self.render_to_response(context, status=422)
        field, reason = form.cleaned_data["field"], form.cleaned_data["reason"]
        record_reading(
            f"buka_{field}", by=request.user, subjects=candidate.subjects, place=candidate.place, reason=reason
        )
        label = dict(form.fields["field"].choices)[field]
        number = getattr(candidate.person, field)
        return self.render_to_response({"record": candidate, "label": label, "number": number, "reason": reason})
