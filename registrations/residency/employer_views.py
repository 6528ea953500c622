"""An employer with its sites and its people, as far as they lie in the territory of whoever looks."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from registrations.employment.book import open_site
from registrations.employment.forms import SiteForm
from registrations.employment.models import Employer, Site
from registrations.residency.employer_forms import EndTogetherForm, RevealEmployerForm
from registrations.residency.group_forms import LinkForm
from registrations.residency.models import Job
from registrations.residency.site_end import end_together, workers_of
from registrations.residency.workflow import HERE

MOST = 100


def names_seen(request, jobs):
    """The jobs as a list, and the line in the history that says whom the page showed."""
    jobs = list(jobs)
    record_reading("lihat_daftar", by=request.user, subjects=[job.stay.person_id for job in jobs])
    return jobs


class OneEmployer(Guarded, DetailView):
    """Found in the regency; its people only where this person may read stays."""

    model = Employer
    permission = Permission.EMPLOYER_READ
    template_name = "employment/employer.html"

    def get_queryset(self):
        return super().get_queryset().select_related("regency", "registered_by")

    @cached_property
    def employer(self):
        return super().get_object()

    def get_object(self, queryset=None):
        return self.employer

    def page(self, **kwargs):
        user = self.request.user
        jobs = Job.objects.visible_to(user, Permission.STAY_READ).filter(employer=self.employer)
        jobs = jobs.select_related("stay__person", "stay__customary_village", "site")
        now = jobs.filter(ended_on=None, stay__status__in=HERE).order_by("stay__person__full_name")
        before = jobs.exclude(ended_on=None, stay__status__in=HERE).order_by("-started_on")
        sites = Site.objects.visible_to(user, self.permission).filter(employer=self.employer)
        return {
            "employer": self.employer,
            "sites": sites.select_related("customary_village")[:MOST],
            "now": names_seen(self.request, now[:MOST]),
            "before": names_seen(self.request, before[:MOST]),
            "may_change": user.may(Permission.EMPLOYER_CHANGE),
            "may_register": user.may(Permission.STAY_REGISTER),
            "site_form": SiteForm(auto_id="id_site_%s"),
            "reveal_form": RevealEmployerForm(user=user),
            "key": new_key(),
        } | kwargs


class EmployerPage(OneEmployer):
    def get_context_data(self, **kwargs):
        return self.page(**kwargs)


class NewSite(OneEmployer):
    """A site in one's own desa adat; back on the employer's page with what was typed when something is missing."""

    permission = Permission.EMPLOYER_CHANGE

    def get(self, request, pk):
        return redirect(self.employer)

    def post(self, request, pk):
        form = SiteForm(request.POST, auto_id="id_site_%s")
        villages = request.user.customary_villages(self.permission)
        if not villages:
            messages.error(request, _("Lokasi dicatat oleh desa adat tempatnya."))
            return redirect(self.employer)
        if not form.is_valid():
            return self.render_to_response(self.page(site_form=form, tried="lokasi"), status=422)
        return answer_once(request, lambda: self._open(form.cleaned_data, villages[0]))

    def _open(self, values, village):
        site = open_site(by=self.request.user, employer=self.employer, village=village, values=values)
        messages.success(self.request, _("Lokasi tercatat."))
        return site.get_absolute_url()


class RevealEmployer(OneEmployer):
    """A full number once, with a reason; the line stands in the history of the employer."""

    permission = Permission.EMPLOYER_CHANGE

    def get(self, request, pk):
        return redirect(self.employer)

    def post(self, request, pk):
        form = RevealEmployerForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.page(reveal_form=form, tried="buka"), status=422)
        field, reason = form.cleaned_data["field"], form.cleaned_data["reason"]
        about = {"subjects": self.employer.subjects, "place": self.employer.place}
        record_reading(f"buka_{field}", by=request.user, reason=reason, **about)
        self.template_name = "people/reveal.html"
        shown = {"label": dict(form.fields["field"].choices)[field], "number": getattr(self.employer, field)}
        return self.render_to_response({"record": self.employer, "reason": reason, **shown})


class OneSite(Guarded, DetailView):
    model = Site
    permission = Permission.EMPLOYER_READ
    template_name = "employment/site.html"

    def get_queryset(self):
        return super().get_queryset().select_related("employer", "customary_village__region")

    @cached_property
    def site(self):
        return super().get_object()

    def get_object(self, queryset=None):
        return self.site

    @cached_property
    def jobs(self):
        return list(
            workers_of(self.site).filter(pk__in=Job.objects.visible_to(self.request.user, Permission.STAY_READ))
        )

    def page(self, **kwargs):
        user = self.request.user
        names_seen(self.request, self.jobs)
        may_register = user.may_at(Permission.STAY_REGISTER, self.site.place)
        may_end = user.may_at(Permission.STAY_CHANGE, self.site.place)
        return {
            "site": self.site,
            "jobs": self.jobs,
            "may_end": may_end,
            "may_register": may_register,
            "links": self.site.links.open() if may_register else [],
            "proposals": self.site.sheets.proposed() if may_register else [],
            "link_form": LinkForm(),
            "base_url": settings.BASE_URL,
            "form": EndTogetherForm(stays=[job.stay for job in self.jobs]) if may_end else None,
            "key": new_key(),
        } | kwargs


class SitePage(OneSite):
    def get_context_data(self, **kwargs):
        return self.page(**kwargs)


class EndTogether(OneSite):
    """`berakhir bersama`: one day, one button; for each worker what becomes of the stay."""

    permission = Permission.STAY_CHANGE

    def get(self, request, pk):
        return redirect(self.site)

    def post(self, request, pk):
        form = EndTogetherForm(request.POST, stays=[job.stay for job in self.jobs])
        if not form.is_valid():
            return self._again(form)
        try:
            return answer_once(request, lambda: self._end(form))
        except ValidationError as wrong:
            form.add_error(None, wrong)
            return self._again(form)
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.site)

    def _again(self, form):
        return self.render_to_response(self.page(form=form, tried="berakhir"), status=422)

    def _end(self, form):
        values = form.cleaned_data
        end_together(
            site=self.site, by=self.request.user, on=values["ended_on"], ways=form.ways, until=values.get("until")
        )
        messages.success(self.request, _("Lokasi ditutup, dan semua pekerjanya dicatat."))
        return self.site.get_absolute_url()
