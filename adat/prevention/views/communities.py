"""Community organisations: the register, what each did, and the evaluation of each quarter with its answer."""

from django.contrib import messages
from django.db.models import Sum
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from adat.prevention import communities
from adat.prevention.gathering_forms import ActivityForm, EvaluationForm, OrganisationForm
from adat.prevention.models import Evaluation, Organisation
from adat.prevention.queues import EVALUATIONS, ORGANISATIONS
from adat.prevention.views.rooms import Entry, RowList, offices_of
from adat.prevention.warning_forms import AnswerForm
from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.workflow import MoveRefused


class Organisations(Guarded):
    model = Organisation
    permission = Permission.COMMUNITY_READ

    def get_queryset(self):
        return super().get_queryset().select_related("home", "host")


class OrganisationList(Organisations, RowList):
    queues = ORGANISATIONS
    title, icon = gettext_lazy("Paguyuban"), "people"
    lead = gettext_lazy("Satu paguyuban untuk tiap daerah asal. Daftar anggota tidak disimpan di sini.")
    empty = gettext_lazy("Belum ada paguyuban di sini")
    columns = (
        (gettext_lazy("Paguyuban"), lambda row: row.name),
        (gettext_lazy("Daerah asal"), lambda row: row.home.name),
        (gettext_lazy("Payung"), lambda row: row.umbrella or "–"),
    )

    def actions(self):
        may = self.request.user.may(Permission.COMMUNITY_KEEP)
        return [(reverse("prevention:organisation_new"), _("Daftarkan paguyuban"))] if may else []


class NewOrganisation(Entry):
    permission = Permission.COMMUNITY_KEEP
    form_class = OrganisationForm
    title = gettext_lazy("Daftarkan paguyuban")

    def back(self):
        return reverse_lazy("prevention:organisations"), _("Paguyuban")

    @property
    def host(self):
        return offices_of(self.request.user, self.permission)[0]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"host": self.host}

    def save(self, form):
        new = communities.enter_organisation(host=self.host, by=self.request.user, values=form.values())
        return new.get_absolute_url()


class OneOrganisation(Organisations, DetailView):
    template_name = "prevention/organisation.html"
    context_object_name = "organisation"

    def get_context_data(self, **kwargs):
        one = self.object
        sums = one.activities.order_by().values("kind").annotate(reached=Sum("reached"), without_id=Sum("without_id"))
        speaks = self.request.user.may_at(Permission.COMMUNITY_SPEAK, one.home_id)
        activities = one.activities.select_related("district__parent")[:50]
        known = {"activities": activities, "sums": list(sums), "evaluations": one.evaluations.all()[:12]}
        return super().get_context_data(**known, may_speak=speaks, **kwargs)


class OfOrganisation(Entry):
    """A form about one's own organisation."""

    model = Organisation
    permission = Permission.COMMUNITY_SPEAK

    def back(self):
        return self.record.get_absolute_url(), str(self.record)


class NewActivity(OfOrganisation):
    form_class = ActivityForm
    title = gettext_lazy("Catat kegiatan")
    lead = gettext_lazy("Jumlah dan tempat saja; tidak ada daftar orang.")

    def save(self, form):
        communities.record_activity(organisation=self.record, by=self.request.user, values=form.values())
        return self.record.get_absolute_url()


class NewEvaluation(OfOrganisation):
    form_class = EvaluationForm
    title = gettext_lazy("Evaluasi triwulan")
    lead = gettext_lazy("Diminta kedua provinsi setiap triwulan; dijawab paling lama 14 hari.")
    button = gettext_lazy("Kirim evaluasi")

    def save(self, form):
        new = communities.submit(organisation=self.record, by=self.request.user, values=form.values())
        return new.get_absolute_url()


class Evaluations(Guarded):
    model = Evaluation
    permission = Permission.COMMUNITY_READ

    def get_queryset(self):
        return super().get_queryset().select_related("organisation__home", "submitted_by", "answered_by")


class EvaluationList(Evaluations, RowList):
    queues = EVALUATIONS
    title, icon = gettext_lazy("Evaluasi paguyuban"), "journal-check"
    empty = gettext_lazy("Tidak ada evaluasi di sini")
    columns = (
        (gettext_lazy("Paguyuban"), lambda row: row.organisation.name),
        (gettext_lazy("Triwulan"), lambda row: f"{row.quarter}, {row.year}"),
        (gettext_lazy("Dikirim"), lambda row: date_format(row.submitted_at, "j F Y")),
        (gettext_lazy("Keadaan"), lambda row: row.get_status_display()),
    )


class OneEvaluation(Evaluations, DetailView):
    template_name = "prevention/evaluation.html"
    context_object_name = "evaluation"

    def post(self, request, pk):
        self.object = one = self.get_object()
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            return answer_once(request, lambda: self._answered(one, form.cleaned_data["text"]))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        return redirect(one)

    def _answered(self, one, text):
        communities.answer(evaluation=one, by=self.request.user, text=text)
        messages.success(self.request, _("Jawaban terkirim."))
        return one.get_absolute_url()

    def get_context_data(self, **kwargs):
        kwargs = {"form": AnswerForm(), **kwargs}
        return super().get_context_data(moves=self.object.open_moves(self.request.user), key=new_key(), **kwargs)
