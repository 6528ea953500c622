"""The origin's task about somebody who came without a letter."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from harmoni.accounts.opening import answer_once, new_key
from harmoni.history.record import record_reading
from registrations.certification.views.candidates import AtOrigin
from registrations.residency.follow_up import take_up_arrived, to_follow_up


class FollowUp(AtOrigin, DetailView):
    """Who it is and where; one button takes the person into the origin's own book. The reading is recorded."""

    template_name = "residency/follow_up.html"
    context_object_name = "stay"

    def get_queryset(self):
        origin = "person__origin_village__parent__parent__parent"
        found = to_follow_up(self.request.user)
        return found.select_related(origin, "customary_village__region__parent__parent", "candidate")

    def get(self, request, pk):
        stay = self.object = self.get_object()
        if stay.candidate:
            return redirect(stay.candidate)
        record_reading("buka_pendatang", by=request.user, subjects=stay.subjects, place=self.origin.path)
        return self.render_to_response(self.get_context_data(person=stay.person, key=new_key()))

    def post(self, request, pk):
        stay = self.get_object()
        return answer_once(request, lambda: self._take_up(stay))

    def _take_up(self, stay):
        home = [place for place in self.request.user.regencies(self.permission) if place.code == stay.origin_code]
        candidate = take_up_arrived(stay=stay, origin=(home or [self.origin])[0], by=self.request.user)
        messages.success(self.request, _("Sudah masuk daftar calon. Bekali, lalu terbitkan suratnya."))
        return candidate.get_absolute_url()
