"""A levy is reported by anyone without an account, read and answered past the village, and followed by its code."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, ListView

from adat.villages import levy_reports
from adat.villages.due_forms import LevyReportForm
from adat.villages.models import LevyReport
from harmoni.accounts import tally
from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused

MOST_SENT, MOST_ASKED = 10, 30  # an hour from one address
QUEUES = (
    {"slug": "menunggu", "name": gettext_lazy("Menunggu"), "method": "open"},
    {"slug": "dijawab", "name": gettext_lazy("Sudah dijawab"), "method": "answered"},
)
public = method_decorator(login_not_required, name="dispatch")


class Open(FormView):
    """A form for anybody, so many times an hour from one address."""

    http_method_names = ["get", "head", "post"]
    what, most = "", 0

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        if not tally.use_one(self.what, tally.stranger(request), most=self.most):
            form.add_error(None, _("Terlalu banyak dari tempat Anda pada jam ini. Coba lagi pada jam berikutnya."))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        return self.form_valid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@public
class Report(Open):
    template_name = "villages/levy_report_form.html"
    form_class = LevyReportForm
    what, most = "levy_report", MOST_SENT

    def get_initial(self):
        return {"where": self.request.GET.get("di", "")[:120].replace("\0", "")}

    def form_valid(self, form):
        try:
            key = uuid.UUID(self.request.POST.get("key", ""))
        except ValueError:
            key = uuid.uuid4()
        report = levy_reports.report(key=key, values=form.cleaned_data)
        self.template_name = "villages/levy_report_sent.html"
        return self.render_to_response({"report": report})

    def get_context_data(self, **kwargs):
        return super().get_context_data(key=self.request.POST.get("key") or new_key(), **kwargs)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Kode laporan"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "code"}),
    )


@public
class Follow(Open):
    """By POST: the code stands in no address."""

    template_name = "villages/levy_report_state.html"
    form_class = CodeForm
    what, most = "levy_code", MOST_ASKED

    def form_valid(self, form):
        report = levy_reports.sent_with(form.cleaned_data["code"])
        if report is None:
            form.add_error("code", _("Kode ini tidak dikenal. Periksa lagi setiap hurufnya."))
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(report=report))


class Reports(Guarded):
    model = LevyReport
    permission = Permission.LEVY_REPORT_ANSWER


class ReportList(Reports, ListView):
    template_name = "villages/levy_reports.html"
    context_object_name = "reports"
    paginate_by = 50

    @property
    def queue(self):
        return next((queue for queue in QUEUES if queue["slug"] == self.request.GET.get("antre")), QUEUES[0])

    def get_queryset(self):
        return getattr(super().get_queryset().select_related("regency"), self.queue["method"])()

    def get_context_data(self, **kwargs):
        return super().get_context_data(queues=QUEUES, queue=self.queue, **kwargs)


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Jawaban kepada pelapor"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Yang ditemukan dan yang dilakukan. Pelapor membacanya dengan kodenya."),
    )


class OneReport(Reports, DetailView):
    """What was written; opening it stands in the history of the report."""

    template_name = "villages/levy_report.html"
    context_object_name = "report"

    def get_queryset(self):
        return super().get_queryset().select_related("regency", "answered_by")

    def post(self, request, pk):
        self.object = report = self.get_object()
        if "tangani" in request.POST:
            return self._moved(
                lambda: levy_reports.handle(report=report, by=request.user), _("Ditandai sedang diperiksa.")
            )
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        text = form.cleaned_data["text"]
        return self._moved(
            lambda: levy_reports.answer(report=report, by=request.user, text=text), _("Jawaban terkirim.")
        )

    def _moved(self, act, said):
        try:
            act()
            messages.success(self.request, said)
        except MoveRefused as refused:
            messages.error(self.request, str(refused))
        return redirect(self.object)

    def get_context_data(self, **kwargs):
        report = self.object
        record_reading("buka_laporan", by=self.request.user, subjects=report.subjects, place=report.place)
        kwargs = {"form": AnswerForm(), **kwargs}
        return super().get_context_data(moves=report.open_moves(self.request.user), **kwargs)
