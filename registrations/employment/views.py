"""Employers of a regency: the list, a new one, putting one right, and a site more."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import answer_once
from harmoni.accounts.roles import Permission
from harmoni.regions.models import Region
from registrations.employment.book import correct_employer, enter_employer
from registrations.employment.forms import EMPLOYER, KEPT_WHEN_EMPTY, EmployerForm
from registrations.employment.models import Employer, plain_name
from registrations.employment.queues import ALL
from registrations.people.entry import Entry
from registrations.people.lists import QueueList


class Employers(Guarded):
    model = Employer
    permission = Permission.EMPLOYER_READ


class EmployerList(Employers, QueueList):
    """The employers of the regency; `?q=` narrows by the name. Names of firms are no personal data."""

    template_name = "employment/list.html"
    rows_name = "employers"
    queues = ALL

    def get_queryset(self):
        found = super().get_queryset()
        asked = plain_name(self.request.GET.get("q", "")[:100].replace("\0", ""))
        return found.filter(plain_name__contains=asked) if asked else found

    def saw(self, rows):
        return rows

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("q", "")[:100]
        may_change = self.request.user.may(Permission.EMPLOYER_CHANGE)
        context = super().get_context_data(q=asked, may_change=may_change, **kwargs)
        if context["older_url"] and asked:
            context["older_url"] += "&" + urlencode({"q": asked})
        return context


class AtRegency(Guarded):
    """In the regency of the desa adat, or in the regency itself, for which this person enters employers."""

    permission = Permission.EMPLOYER_CHANGE

    @cached_property
    def regency(self) -> Region:
        user = self.request.user
        found = [village.regency for village in user.customary_villages(self.permission)]
        found += user.regencies(self.permission)
        if not found:
            raise PermissionDenied
        return found[0]


class NewEmployer(AtRegency, Entry):
    form_class = EmployerForm
    template_name = "employment/form.html"
    answer_template = ""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "regency": self.regency}

    def enter(self, form):
        new = enter_employer(by=self.request.user, regency=self.regency, values=form.values)
        messages.success(self.request, _("Pemberi kerja tercatat."))
        return new.get_absolute_url()

    def post(self, request):
        return super(Entry, self).post(request)


class ChangeEmployer(Employers, DetailView):
    """The values as they stand; sealed numbers are not shown, and stay when left empty."""

    permission = Permission.EMPLOYER_CHANGE
    template_name = "employment/form.html"

    def get_context_data(self, **kwargs):
        employer = self.object
        shown = {name: getattr(employer, name) for name in EMPLOYER if name not in KEPT_WHEN_EMPTY}
        form = kwargs.pop("form", None) or EmployerForm(initial=shown, regency=employer.regency, employer=employer)
        return super().get_context_data(form=form, employer=employer, **kwargs)

    def post(self, request, pk):
        self.object = employer = self.get_object()
        form = EmployerForm(request.POST, regency=employer.regency, employer=employer)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if cautions := form.must_look_again():
            return self.render_to_response(self.get_context_data(form=form, cautions=cautions))
        return answer_once(request, lambda: self._correct(form.values))

    def _correct(self, values):
        changed = correct_employer(employer=self.object, by=self.request.user, values=values)
        messages.success(self.request, _("Perbaikan tersimpan.") if changed else _("Tidak ada yang berubah."))
        return self.object.get_absolute_url()
