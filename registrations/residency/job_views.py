"""Jobs on the record of a stay: another one, one instead of one, one that ended. The stay goes on."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import answer_once
from harmoni.accounts.roles import Permission
from harmoni.history.workflow import MoveRefused
from registrations.employment.models import Employer, plain_name
from registrations.residency import kbji
from registrations.residency.job_forms import EndJobForm, JobForm
from registrations.residency.jobs import end_job, start_job
from registrations.residency.views import OneStay


class JobChange(OneStay):
    """POST from the record; what was typed stays there when something is missing."""

    permission = Permission.STAY_CHANGE
    template_name = "residency/record.html"
    form_class: type[forms.Form] = JobForm
    tried = "kerja"

    def get(self, request, **kwargs):
        return redirect(self.stay)

    def post(self, request, **kwargs):
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._again(form)
        try:
            return answer_once(request, lambda: self._done(form))
        except ValidationError as wrong:
            form.add_error(None, wrong)
            return self._again(form)
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.stay)

    def _again(self, form):
        return self.render_to_response(self.record_context(**{self.context_name: form}, tried=self.tried), status=422)

    @property
    def context_name(self):
        return "job_form"

    def _done(self, form):
        said = self.act(form)
        messages.success(self.request, said)
        return self.stay.get_absolute_url()


class NewJob(JobChange):
    """`replaces`: the id of the job that ends with this one's beginning; without it the two go on side by side."""

    def act(self, form):
        old = self.request.POST.get("replaces", "")
        instead_of = get_object_or_404(self.stay.jobs.filter(ended_on=None), pk=_id(old)) if old else None
        start_job(stay=self.stay, by=self.request.user, values=form.values, instead_of=instead_of)
        return _("Pekerjaan tercatat. Masa tinggalnya tetap.")


class EndedJob(JobChange):
    form_class = EndJobForm
    tried = "berhenti"

    @property
    def context_name(self):
        return "end_job_form"

    def act(self, form):
        job = get_object_or_404(self.stay.jobs.filter(ended_on=None), pk=self.kwargs["job"])
        job.stay = self.stay
        end_job(job=job, by=self.request.user, on=form.cleaned_data["ended_on"])
        return _("Pekerjaan selesai. Masa tinggalnya tetap.")


def _id(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


class Occupations(Guarded, View):
    """Official occupations that hold what is typed, for the list under the field."""

    permission = Permission.DESK_OPEN

    def get(self, request):
        found = kbji.found(request.GET.get("q", "")[:100])
        return JsonResponse([{"value": f"{title} ({code})", "label": code} for code, title in found], safe=False)


class EmployerNames(Guarded, View):
    """Employers of the regency whose names hold what is typed, for the list under the field."""

    permission = Permission.EMPLOYER_READ

    def get(self, request):
        asked = plain_name(request.GET.get("q", "")[:100].replace("\0", ""))
        found = Employer.objects.visible_to(request.user, self.permission).filter(plain_name__contains=asked)
        names = [{"value": one.name, "label": str(one.get_kind_display())} for one in found.by_name()[:12]]
        return JsonResponse(names if asked else [], safe=False)
