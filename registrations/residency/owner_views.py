"""The owner's page: opened by a link of the month, without an account; reading changes nothing, one POST answers."""

from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from harmoni.accounts.limits import knocked_too_often
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from registrations.residency import owners
from registrations.residency.lodging_forms import OwnerForm
from registrations.residency.models import OwnerMonth


@method_decorator(login_not_required, name="dispatch")
class OwnerPage(TemplateView):
    """Initials, room and planned end of those who live there by the book; a link that opens nothing looks unknown."""

    template_name = "residency/owner.html"
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, token):
        if refusal := knocked_too_often(request, "penghuni", "120/h/ip"):
            return refusal
        known = OwnerMonth.objects.select_related("lodging__customary_village")
        self.asked = known.open_by(token).first()
        if self.asked is None:
            return self.render_to_response({"asked": None}, status=404)
        return super().dispatch(request)

    def get(self, request):
        return self._shown(None if self.asked.answered_at else OwnerForm(stays=self._stays()))

    def post(self, request):
        if self.asked.answered_at:
            return self._shown(None)
        form = OwnerForm(request.POST, stays=self._stays())
        if not form.is_valid():
            return self._shown(form, status=422)
        with suppress(MoveRefused):  # the other hand was quicker: its answer stands and is shown
            owners.answer(asked=self.asked, gone=form.gone, new_people=form.cleaned_data["new_people"] or 0)
        self.asked.refresh_from_db()
        return self._shown(None)

    def _stays(self):
        return list(self.asked.lodging.stays.here().select_related("person").order_by("room", "planned_until", "pk"))

    def _shown(self, form, status=200):
        """The open form, or (None) what was answered."""
        words = [] if form else list(self.asked.words.select_related("stay__person"))
        stays = form.stays if form else [word.stay for word in words if word.stay]
        subjects = [subject for stay in stays for subject in (stay.person_id, stay.pk)]
        record_reading("lihat_penghuni", by=None, subjects=subjects, place=self.asked.place)
        return self.render_to_response({"asked": self.asked, "form": form, "words": words}, status=status)
