"""The entry desk: a newcomer is taken up, whoever it is and with whatever papers."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from adat.villages.forms import ArrivalForm
from adat.villages.known import Known, look_up
from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from registrations.residency.arrival import AlreadyHere, record_arrival


class AtDesk(Guarded):
    """At the desk of the desa adat whose officer this is."""

    permission = Permission.STAY_REGISTER

    @cached_property
    def village(self):
        villages = self.request.user.customary_villages(self.permission)
        if not villages:  # the role reaches further than one desa adat; its sheets do too, the desk does not
            raise PermissionDenied
        return villages[0]


class Intake(AtDesk, FormView):
    """GET opens the form with its key; POST looks at the NIK (`periksa`) or takes the newcomer up."""

    form_class = ArrivalForm
    template_name = "villages/intake.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "village": self.village}

    def get_initial(self):
        return {"key": new_key(), **self.held}

    @cached_property
    def held(self):
        return take_held(self.request)

    def post(self, request):
        if "periksa" in request.POST:
            return self._look(request)
        return super().post(request)

    def _look(self, request):
        known = look_up(request.POST.get("nik", ""), village=self.village, by=request.user)
        typed = {name: value for name, value in request.POST.items() if value}
        form = ArrivalForm(initial={**self.get_initial(), **known.values, **typed}, village=self.village)
        return self.render_to_response(self.get_context_data(form=form, known=known))

    def form_valid(self, form):
        if cautions := form.must_look_again():
            return self.render_to_response(self.get_context_data(form=form, cautions=cautions))
        labels = {name: field.label for name, field in form.fields.items()}
        try:
            return answer_once(self.request, lambda: self._take_up(form), labels=labels)
        except AlreadyHere as here:
            record_reading("cari_nik", by=self.request.user, subjects=here.stay.subjects, place=self.village.path)
            form.add_error("nik", _("Orang ini masih tercatat tinggal di sini. Perpanjang atau catat kepulangannya."))
            return self.render_to_response(self.get_context_data(form=form, known=Known(stay=here.stay)))

    def _take_up(self, form):
        stay = record_arrival(
            by=self.request.user, village=self.village, person=form.person_values(), stay=form.stay_values()
        )
        return f"{stay.get_absolute_url()}bukti/"

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return {
            "village": self.village,
            "held": self.held,
            "hamlets": self.village.hamlets.all(),
            **super().get_context_data(**kwargs),
        }


class NikCheck(AtDesk, View):
    """What a NIK tells, as a part of the intake page. The number comes in the body and stays out of every address."""

    def post(self, request):
        known = look_up(request.POST.get("nik", ""), village=self.village, by=request.user)
        return render(request, "villages/_nik_answer.html", {"known": known})
