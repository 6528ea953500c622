"""A referral: asked for at the village's desk, answered by the regency."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from registrations.residency.forms import AnswerForm, ReferralForm
from registrations.residency.models import Referral
from registrations.residency.referring import answer, refer
from registrations.residency.views import OneStay


class Refer(OneStay):
    """POST from the record; what was typed stays there when something is missing."""

    permission = Permission.STAY_CHANGE
    template_name = "residency/record.html"

    def get(self, request, pk):
        return redirect(self.stay)

    def post(self, request, pk):
        form = ReferralForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.record_context(referral_form=form, tried="rujuk"), status=422)
        return answer_once(request, lambda: self._refer(form.cleaned_data))

    def _refer(self, values):
        refer(stay=self.stay, service=values["service"], need=values["need"], by=self.request.user)
        messages.success(self.request, _("Rujukan terkirim ke kabupaten. Jawabannya paling lama 7 hari."))
        return self.stay.get_absolute_url()


class OneReferral(Guarded, DetailView):
    """What is asked and what was answered; the regency answers on the same page."""

    model = Referral
    permission = Permission.STAY_READ
    template_name = "residency/referral.html"

    def get_queryset(self):
        return (
            super().get_queryset().select_related("stay__person", "stay__customary_village", "made_by", "answered_by")
        )

    def post(self, request, pk, verb=""):
        referral, form = self.get_object(), AnswerForm(request.POST)
        if not form.is_valid():
            self.object = referral
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            return answer_once(request, lambda: self._answer(referral, form.cleaned_data["answer"]))
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(referral)

    def _answer(self, referral, text):
        answer(referral=referral, by=self.request.user, answer=text)
        messages.success(self.request, _("Jawaban tersimpan. Desa adatnya diberi tahu."))
        return referral.get_absolute_url()

    def get_context_data(self, **kwargs):
        referral = self.object
        record_reading("buka_rujukan", by=self.request.user, subjects=referral.subjects, place=referral.place)
        held = take_held(self.request, reverse("residency:referral_answer", args=[referral.pk]))
        form = kwargs.pop("form", None) or AnswerForm(initial=held)
        moves, key = referral.open_moves(self.request.user), held.get("key") or new_key()
        return super().get_context_data(form=form, moves=moves, key=key, held=held, **kwargs)
