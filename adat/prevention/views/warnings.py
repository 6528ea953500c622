"""Early warnings: sent by anyone or from an office, weighed, referred and answered."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from adat.prevention import warnings
from adat.prevention.models import EarlyWarning, Source
from adat.prevention.queues import WARNINGS
from adat.prevention.views.rooms import Entry, RowList
from adat.prevention.warning_forms import (
    AnswerForm,
    OfficeWarningForm,
    ReferForm,
    WarningForm,
    WatchWarningForm,
    WeighForm,
)
from adat.villages.levy_views import CodeForm, Open, public
from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused

MOST_SENT, MOST_ASKED = 10, 30  # an hour from one address


@public
class Warn(Open):
    template_name = "prevention/warn.html"
    form_class = WarningForm
    what, most = "early_warning", MOST_SENT

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid() and (cautions := form.must_look_again()):
            return self.render_to_response(self.get_context_data(form=form, cautions=cautions))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        key = form.cleaned_data["key"] or uuid.uuid4()
        found = warnings.warn(key=key, values=form.values())
        self.template_name = "prevention/warning_sent.html"
        return self.render_to_response({"warning": found})

    def get_initial(self):
        return {"key": new_key()}


@public
class Follow(Open):
    """By POST: the code stands in no address."""

    template_name = "prevention/warning_state.html"
    form_class = CodeForm
    what, most = "warning_code", MOST_ASKED

    def form_valid(self, form):
        found = warnings.sent_with(form.cleaned_data["code"])
        if found is None:
            form.add_error("code", _("Kode ini tidak dikenal. Periksa lagi setiap hurufnya."))
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(warning=found))


class Send(Entry):
    """From an office: a desa adat's own kecamatan is filled in; an office may pass on FKDM's or a posko's word."""

    permission = Permission.WARNING_SEND
    template_name = "prevention/warn_office.html"
    title = gettext_lazy("Peringatan dini")
    lead = gettext_lazy("Apa, di mana, kapan. Ditimbang dalam 24 jam dan dijawab kepada Anda.")
    button, said = gettext_lazy("Kirim peringatan"), gettext_lazy("Terkirim. Jawabannya masuk ke meja Anda.")

    def get_form_class(self):
        if self.request.user.may(Permission.WARNING_ANSWER):
            return OfficeWarningForm
        return WatchWarningForm if self.request.user.may(Permission.WARNING_WATCH) else WarningForm

    def back(self):
        return reverse_lazy("prevention:warnings_sent"), _("Peringatan terkirim")

    def known(self):
        return {"district": self._path()[:6] if len(self._path()) >= 6 else None}

    def _path(self):
        return (self.request.user.places(self.permission) or [""])[0]

    def form_valid(self, form):
        if cautions := form.must_look_again():
            return self.render_to_response(self.get_context_data(form=form, cautions=cautions))
        return super().form_valid(form)

    def save(self, form):
        key = form.cleaned_data["key"] or uuid.uuid4()
        source = form.cleaned_data.get("source") or self._source()
        warnings.warn(key=key, values=form.values(), source=source, by=self.request.user, place=self._path())
        return str(reverse_lazy("prevention:warnings_sent"))

    def _source(self):
        return Source.VILLAGE if "/" in self._path() else Source.COMMUNITY


class Sent(Guarded, ListView):
    """What this office has sent, where it stands and what was answered; not what others have sent."""

    permission = Permission.WARNING_SEND
    template_name = "prevention/warnings_sent.html"
    context_object_name = "warnings"
    paginate_by = 25

    def get_queryset(self):
        mine = [place for place in self.request.user.places(self.permission) if place]
        found = EarlyWarning.objects.filter(sent_from__in=mine)
        if self.request.user.may(Permission.WARNING_WATCH):  # the office of the same place sends its own
            found = found.filter(source__in=[Source.FORUM, Source.POST])
        return found.select_related("district").order_by("-made_at")


class Warnings(Guarded):
    model = EarlyWarning
    permission = Permission.WARNING_ANSWER

    def get_queryset(self):
        return super().get_queryset().select_related("district__parent", "answered_by")


class WarningList(Warnings, RowList):
    queues = WARNINGS
    title, icon = gettext_lazy("Peringatan dini"), "shield-exclamation"
    lead = gettext_lazy("Persoalan, tempat, dan waktu. Tidak dihitung menurut asal orang.")
    empty = gettext_lazy("Tidak ada peringatan di sini")
    columns = (
        (gettext_lazy("Pokok sengketa"), lambda row: row.get_matter_display()),
        (gettext_lazy("Di"), lambda row: f"{row.district.name}, {row.district.parent.name}"),
        (gettext_lazy("Kapan"), lambda row: row.get_timing_display()),
        (gettext_lazy("Yakin"), lambda row: row.get_sureness_display()),
        (gettext_lazy("Tenggat"), lambda row: date_format(localtime(row.due_at), "j M Y, H.i")),
        (gettext_lazy("Keadaan"), lambda row: row.get_status_display()),
    )

    def actions(self):
        return [(reverse_lazy("prevention:warn"), _("Catat peringatan"))]


class OneWarning(Warnings, DetailView):
    """What was written; opening it stands in the history of the warning."""

    template_name = "prevention/warning.html"
    context_object_name = "warning"

    def forms_of(self, warning):
        return {
            "timbang": WeighForm(initial={"matter": warning.matter}),
            "rujuk-peringatan": ReferForm(warning=warning),
            "jawab-peringatan": AnswerForm(),
        }

    def get_context_data(self, **kwargs):
        warning = self.object
        record_reading("buka_peringatan", by=self.request.user, subjects=warning.subjects, place=warning.place)
        forms = self.forms_of(warning) | kwargs.pop("tried_form", {})
        open_ones = warning.open_moves(self.request.user)
        moves = [(verb, move, forms[verb], new_key()) for verb, move in open_ones.items()]
        return super().get_context_data(moves=moves, record=warning, **kwargs)


class WarningMoves(OneWarning):
    """`POST <warning>/<verb>/`: what the verb asks for is its own form."""

    def get(self, request, pk, verb):
        self._form(self.get_object(), verb, None)
        return redirect(self.get_object())

    def post(self, request, pk, verb):
        self.object = warning = self.get_object()
        form = self._form(warning, verb, request.POST)
        if not form.is_valid():
            context = self.get_context_data(tried=verb, tried_form={verb: form})
            return self.render_to_response(context, status=422)
        try:
            return answer_once(request, lambda: self._done(warning, verb, form.cleaned_data))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        return redirect(warning)

    def _form(self, warning, verb, posted):
        kinds = {"timbang": WeighForm, "jawab-peringatan": AnswerForm}
        if verb == "rujuk-peringatan":
            return ReferForm(posted, warning=warning)
        if verb not in kinds:
            raise Http404
        return kinds[verb](posted)

    def _done(self, warning, verb, values):
        act = {"timbang": warnings.weigh, "rujuk-peringatan": warnings.refer, "jawab-peringatan": warnings.answer}[verb]
        act(warning=warning, by=self.request.user, **values)
        messages.success(self.request, _("Tercatat."))
        return warning.get_absolute_url()
