"""The register of agreements between provinces, with their next steps."""

from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from adat.prevention import cooperating
from adat.prevention.gathering_forms import CooperationForm, StepForm
from adat.prevention.models import Cooperation
from adat.prevention.queues import COOPERATIONS
from adat.prevention.views.rooms import Act, Entry, RowList, offices_of
from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import new_key
from harmoni.accounts.roles import Permission


class Cooperations(Guarded):
    model = Cooperation
    permission = Permission.PREVENTION_READ


class CooperationList(Cooperations, RowList):
    queues = COOPERATIONS
    title, icon = gettext_lazy("Kerja sama daerah"), "file-earmark-text"
    lead = gettext_lazy("Kesepakatan Bali, NTB, dan NTT: bidang, tanggal, dan langkah berikutnya.")
    empty = gettext_lazy("Belum ada kesepakatan di sini")
    columns = (
        (gettext_lazy("Tentang"), lambda row: row.title),
        (gettext_lazy("Jenis"), lambda row: row.get_kind_display()),
        (gettext_lazy("Ditandatangani"), lambda row: date_format(row.signed_on, "j F Y")),
        (gettext_lazy("Di"), lambda row: row.signed_at or "–"),
    )

    def actions(self):
        may = self.request.user.may(Permission.COOPERATION_KEEP)
        return [(reverse("prevention:cooperation_new"), _("Catat kesepakatan"))] if may else []


class NewCooperation(Entry):
    permission = Permission.COOPERATION_KEEP
    form_class = CooperationForm
    title = gettext_lazy("Catat kesepakatan")
    lead = gettext_lazy("Kesepakatan yang melibatkan Bali tampil juga di halaman umum Lima butir.")

    def back(self):
        return reverse_lazy("prevention:cooperations"), _("Kerja sama daerah")

    def save(self, form):
        partners, by = form.cleaned_data["partners"], self.request.user
        return cooperating.enter(by=by, partners=partners, values=form.values()).get_absolute_url()


class OneCooperation(Cooperations, DetailView):
    template_name = "prevention/cooperation.html"
    context_object_name = "cooperation"

    def get_context_data(self, **kwargs):
        one = self.object
        may_keep = any(
            self.request.user.may_at(Permission.COOPERATION_KEEP, place.path) for place in one.partners.all()
        )
        steps = one.steps.select_related("done_by")
        return super().get_context_data(record=one, steps=steps, may_keep=may_keep, key=new_key(), **kwargs)


class NewStep(Entry):
    model = Cooperation
    permission = Permission.COOPERATION_KEEP
    form_class = StepForm
    title = gettext_lazy("Langkah berikutnya")

    def back(self):
        return self.record.get_absolute_url(), str(self.record)

    def save(self, form):
        by = self.request.user
        place = offices_of(by, self.permission)[0].path
        cooperating.add_step(cooperation=self.record, by=by, place=place, values=form.values())
        return self.record.get_absolute_url()


class StepDone(Cooperations, Act, DetailView):
    permission = Permission.COOPERATION_KEEP

    def act(self, cooperation):
        step = get_object_or_404(cooperation.steps, pk=self.kwargs["step"])
        cooperating.finish_step(step=step, by=self.request.user)
        return cooperation.get_absolute_url()
