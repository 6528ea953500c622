"""One's own cases: a list, a form to bring one, the case itself, and one door for every act on it."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView

from adat.mediation.acts import ACTS, perform, said_after
from adat.mediation.forms import BringForm
from adat.mediation.lodging import lodge
from adat.mediation.models import Case, Seat, Standing
from adat.mediation.queues import CASES, ENDED
from adat.mediation.steps import next_verb, worth_offering
from adat.mediation.words import log_of
from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from registrations.people.lists import QueueList


class Cases(Guarded):
    """Whoever is not on the list of a case finds none at its address."""

    model = Case
    permission = Permission.CASE_OPEN

    def get_queryset(self):
        return super().get_queryset().select_related("regency", "lodged_by")

    def read(self, verb, *cases):
        record_reading(verb, by=self.request.user, subjects=[case.pk for case in cases])


class CaseList(Cases, QueueList):
    template_name = "mediation/list.html"
    queues = (CASES, ENDED)
    rows_name = "cases"

    def saw(self, rows):
        self.read("lihat-daftar", *rows)
        return rows

    def get_context_data(self, **kwargs):
        seats = Seat.objects.visible_to(self.request.user, self.permission).waiting()
        return super().get_context_data(seats=seats.select_related("case__regency"), **kwargs)


class Bring(Cases, FormView):
    """A case is written down at a desk; it goes to the mediator of the regency where it happened."""

    template_name = "mediation/bring.html"
    form_class = BringForm

    def get_initial(self):
        here = [path[:4] for path in self.request.user.places(self.permission) if path.startswith("51")]
        return {"key": new_key(), "regency": here[0] if here else "", **take_held(self.request)}

    def form_valid(self, form):
        try:
            return answer_once(self.request, lambda: self._lodge(form))
        except MoveRefused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _lodge(self, form):
        key = form.cleaned_data["key"] or uuid.uuid4()
        case = lodge(key=key, values=form.values(), parties=form.parties(), by=self.request.user)
        messages.success(self.request, _("Tercatat. Mediator menerimanya paling lama tiga hari kerja."))
        return case.get_absolute_url()


class OneCase(Cases, DetailView):
    """Everything of the case, for those on its list; each look stands in its own log."""

    template_name = "mediation/case.html"
    context_object_name = "case"

    def get_context_data(self, **kwargs):
        case, user = self.object, self.request.user
        self.read("buka-perkara", case)
        moves = {verb: move for verb, move in case.open_moves(user).items() if verb in ACTS}
        moves = worth_offering(case, moves)
        main = next_verb(case, moves)
        shown = {
            "moves": moves,
            "main": (main, moves[main]) if main else None,
            "steps": [(verb, move) for verb, move in moves.items() if move.target and verb not in (main, "kunjungi")],
            "parties": case.parties.prefetch_related("representatives"),
            "seats": case.seats.select_related("user", "wanted_by"),
            "sessions": case.sessions.prefetch_related("minutes__signatures"),
            "agreement": case.agreement,
            "referrals": case.referrals.all(),
            "evidence": case.evidence.select_related("added_by"),
            "papers": case.papers.select_related("document"),
            "grants": (grants := list(case.grants.live().select_related("user", "by"))),
            "is_led": any(line.standing == Standing.MEDIATOR for line in grants),
            **log_of(case),
        }
        return super().get_context_data(**shown, **kwargs)


class CaseAct(Cases, FormView):
    """`<case>/<verb>/`: the form of one act, done once for its key. The table says whether it is open, not the door."""

    template_name = "mediation/act.html"

    @cached_property
    def case(self):
        found = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if found is None or self.kwargs["verb"] not in ACTS:
            raise Http404
        return found

    @property
    def verb(self):
        return self.kwargs["verb"]

    def get(self, request, *args, **kwargs):
        if self.verb not in self.case.open_moves(request.user):
            messages.error(request, _("Langkah ini tidak terbuka lagi untuk catatan ini. Muat ulang halamannya."))
            return redirect(self.case)
        self.read("buka-perkara", self.case)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.verb not in self.case.open_moves(request.user):
            return self._refused(_("Langkah ini tidak terbuka lagi untuk catatan ini. Muat ulang halamannya."))
        return super().post(request, *args, **kwargs)

    def get_form(self, form_class=None):
        return ACTS[self.verb].form(case=self.case, by=self.request.user, **self.get_form_kwargs())

    def get_initial(self):
        return {"key": new_key(), **take_held(self.request)}

    def form_valid(self, form):
        try:
            return answer_once(self.request, lambda: self._perform(form))
        except (MoveRefused, ValidationError) as refused:
            form.add_error(None, str(refused) if isinstance(refused, MoveRefused) else refused)
            return self.form_invalid(form)

    def _perform(self, form):
        answer = perform(self.verb, self.case, by=self.request.user, form=form)
        messages.success(self.request, said_after(self.verb))
        return answer

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _refused(self, sentence):
        messages.error(self.request, sentence)
        return redirect(self.case)

    def get_context_data(self, **kwargs):
        move = self.case.moves[self.verb]
        return super().get_context_data(case=self.case, move=move, verb=self.verb, **kwargs)
