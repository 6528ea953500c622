"""Reports of figures: ask for one, watch it being made, read and fetch it; schedules with their recipients."""

import contextlib
import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView, View
from django.views.generic.detail import SingleObjectMixin

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.workflow import MoveRefused
from harmoni.notices.messages import address
from harmoni.notices.models import Message
from harmoni.notices.outbox import revive
from harmoni.periodic import asking, making
from harmoni.periodic.files import TYPES
from harmoni.periodic.forms import AskForm, RecipientsForm, ScheduleForm, place_asked
from harmoni.periodic.models import Report, Schedule
from harmoni.periodic.periods import Kind
from harmoni.periodic.telling import REPORT, recipients_of
from harmoni.periodic.workflow import ReportStatus
from registrations.people.forms import ReasonForm
from registrations.people.keyset import page
from registrations.people.phones import chat

PATIENCE = datetime.timedelta(minutes=5)
MOVE_FORMS = {"hentikan-jadwal": ReasonForm, "lanjutkan-jadwal": None}


class Reporting(Guarded):
    """Of viewpoints that lie in this person's own territory."""

    permission = Permission.FIGURES_READ
    permissions = (Permission.FIGURES_BY_ORIGIN,)
    model: type[Report] | type[Schedule] = Report

    def get_queryset(self):
        return self.model.objects.seen_by(self.request.user)


class ReportDesk(Reporting, TemplateView):
    """GET shows what there is; POST asks for a report, once for its key."""

    template_name = "periodic/desk.html"

    def post(self, request):
        asked = AskForm(request.POST, user=request.user)
        if not asked.is_valid():
            return self.render_to_response(self.get_context_data(asked=asked), status=422)
        return answer_once(request, lambda: self._ask(asked))

    def _ask(self, asked):
        period = asked.cleaned_data["period"]
        report = asking.ask(by=self.request.user, view=asked.view, period=period, place_name=asked.place_name)
        return report.get_absolute_url()

    def get_context_data(self, asked=None, ordered=None, **kwargs):
        user, place = self.request.user, place_asked(self.request.user, self.request.GET.get("tempat", ""))
        held = take_held(self.request) or {}
        rows = self.get_queryset().defer("facts")
        found = page(rows, by="asked_at", descending=True, after=self.request.GET.get("sesudah", ""))
        return super().get_context_data(
            asked=asked or AskForm(user=user, initial={"place": place, **held}),
            ordered=ordered or ScheduleForm(user=user, initial={"place": place, "kind": Kind.MONTHLY}),
            schedules=Schedule.objects.filter(owner=user),
            reports=found.rows,
            older=found.older,
            key=self.request.POST.get("key") or new_key(),
            **kwargs,
        )


class NewSchedule(ReportDesk):
    """POST sets a schedule up, once for its key."""

    def get(self, request):
        return redirect("periodic:desk")

    def post(self, request):
        ordered = ScheduleForm(request.POST, user=request.user)
        if ordered.is_valid():
            try:
                return answer_once(request, lambda: self._set_up(ordered))
            except MoveRefused as refused:
                ordered.add_error(None, str(refused))
        return self.render_to_response(self.get_context_data(ordered=ordered), status=422)

    def _set_up(self, ordered):
        kind = Kind(ordered.cleaned_data["kind"])
        schedule = asking.set_up(
            by=self.request.user, kind=kind, view=ordered.view, place_name=ordered.place_name, recipients=[]
        )
        return schedule.get_absolute_url()


class SchedulePage(Reporting, DetailView):
    """Seen by who may see its figures; its owner says who receives it."""

    model = Schedule
    template_name = "periodic/schedule.html"

    def get_queryset(self):
        return super().get_queryset().select_related("owner")

    def post(self, request, pk):
        self.object = schedule = self.get_object()
        form = RecipientsForm(request.POST, schedule=schedule)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            asking.address(schedule=schedule, by=request.user, recipients=form.cleaned_data["recipients"])
            messages.success(request, _("Penerimanya disimpan."))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        return redirect(schedule)

    def get_context_data(self, form=None, tried="", tried_form=None, **kwargs):
        schedule, user = self.object, self.request.user
        mine = schedule.owner_id == user.pk
        moves = [(verb, move, self._form(verb, tried, tried_form)) for verb, move in schedule.open_moves(user).items()]
        return super().get_context_data(
            schedule=schedule,
            mine=mine,
            form=form or (RecipientsForm(schedule=schedule) if mine and schedule.kind != Kind.DAILY else None),
            recipients=recipients_of(schedule),
            moves=moves,
            key=new_key(),
            reports=schedule.reports.defer("facts")[:12],
            **kwargs,
        )

    def _form(self, verb, tried, tried_form):
        if not MOVE_FORMS[verb]:
            return None
        return tried_form if verb == tried else MOVE_FORMS[verb](auto_id=f"id_{verb}_%s")


class ScheduleMove(SchedulePage):
    """The table says who may, not the door."""

    def get(self, request, pk, verb):
        return redirect(self.get_object())

    def post(self, request, pk, verb):
        if verb not in MOVE_FORMS:
            raise Http404
        self.object = schedule = self.get_object()
        form = MOVE_FORMS[verb] and MOVE_FORMS[verb](request.POST, auto_id=f"id_{verb}_%s")
        if form and not form.is_valid():
            return self.render_to_response(self.get_context_data(tried=verb, tried_form=form), status=422)
        with contextlib.suppress(MoveRefused):  # a second tap: the page says how it stands
            asking.act(verb, schedule, by=request.user, reason=form.cleaned_data["reason"] if form else "")
        return redirect(schedule)


class ReportPage(Reporting, DetailView):
    template_name = "periodic/report.html"

    def get_queryset(self):
        return super().get_queryset().select_related("by", "schedule__owner")

    def get_context_data(self, **kwargs):
        report = self.object
        if report.status == ReportStatus.PREPARING and timezone.now() - report.asked_at > PATIENCE:
            revive(asking.step_key(report))
        return super().get_context_data(
            report=report,
            facts=report.facts if report.status == ReportStatus.READY else None,
            files=report.files.defer("content"),
            told=Message.objects.filter(event=REPORT, record=report.pk).select_related("user").order_by("key"),
            chat=self._chat(report),
            **kwargs,
        )

    def _chat(self, report):
        """The sentences as prepared words: sent by a person, to whom that person chooses."""
        if report.status != ReportStatus.READY:
            return ""
        head = f"{report.name}, {report.facts['period']}"
        return chat("", "\n".join([head, *report.facts["lead"], address(report.get_absolute_url())]))


class Download(Reporting, SingleObjectMixin, View):
    """A file of a finished report; one whose checksum is wrong is not given out."""

    @transaction.atomic
    def get(self, request, pk, shape):
        report = self.get_object()
        try:
            file = making.fetch(report, shape, by=request.user)
        except making.Damaged:
            messages.error(
                request, _("Sidik berkas ini tidak cocok lagi, jadi tidak diberikan. Hubungi administrator.")
            )
            return redirect(report)
        if file is None:
            raise Http404
        response = HttpResponse(bytes(file.content), content_type=TYPES[shape])
        response.headers["Content-Disposition"] = f'attachment; filename="laporan-{report.number}.{shape}"'
        return response
