"""Who answers for a child and how it stands with school: written on the record of the child's stay."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from harmoni.accounts.opening import answer_once
from harmoni.accounts.roles import Permission
from harmoni.history.workflow import MoveRefused
from registrations.residency.family import look_after
from registrations.residency.minor_forms import MinorForm
from registrations.residency.views import OneStay


class LookAfter(OneStay):
    """POST from the record; what was typed stays there when something is missing."""

    permission = Permission.STAY_CHANGE
    template_name = "residency/record.html"

    def get(self, request, pk):
        return redirect(self.stay)

    def post(self, request, pk):
        form = MinorForm(request.POST, stay=self.stay)
        if not form.is_valid():
            return self.render_to_response(self.record_context(minor_form=form, tried="wali"), status=422)
        try:
            return answer_once(request, lambda: self._written(form))
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.stay)

    def _written(self, form):
        look_after(stay=self.stay, by=self.request.user, guardian=form.chosen, **form.values)
        messages.success(self.request, _("Wali dan sekolah tercatat."))
        return self.stay.get_absolute_url()
