"""An invitation to sit: who quarrels is told so that interests can be named, and nothing else before the answer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from adat.mediation.forms import SeatAnswerForm
from adat.mediation.models import Seat
from adat.mediation.seating import answer
from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused


class Invitation(Guarded, FormView):
    model = Seat
    permission = Permission.CASE_OPEN
    template_name = "mediation/invitation.html"
    form_class = SeatAnswerForm

    @cached_property
    def seat(self):
        waiting = self.get_queryset().waiting().select_related("case__regency", "invited_by")
        return get_object_or_404(waiting, pk=self.kwargs["pk"])

    def get_initial(self):
        return {"key": new_key(), **take_held(self.request)}

    def post(self, request, *args, **kwargs):
        if not self.get_queryset().waiting().filter(pk=self.kwargs["pk"]).exists():
            get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
            return redirect("mediation:list")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            return answer_once(self.request, lambda: self._answer(form))
        except MoveRefused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _answer(self, form):
        values = form.cleaned_data
        willing, conflict = values["willing"] == "yes", values["has_conflict"] == "yes"
        answer(seat=self.seat, by=self.request.user, willing=willing, has_conflict=conflict, reason=values["reason"])
        if willing and not conflict:
            messages.success(self.request, _("Terima kasih. Perkara ini sekarang terbuka bagi Anda."))
            return self.seat.case.get_absolute_url()
        messages.success(self.request, _("Jawaban Anda tersimpan. Tidak ada yang perlu Anda lakukan lagi."))
        return redirect("mediation:list").url

    def get_context_data(self, **kwargs):
        case = self.seat.case
        record_reading("buka-undangan", by=self.request.user, subjects=case.subjects)
        return super().get_context_data(seat=self.seat, case=case, parties=case.parties.all(), **kwargs)
