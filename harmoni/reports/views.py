"""Exports: choose and see how many, say what for, wait for the file or for a second person, fetch it."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, TemplateView, View
from django.views.generic.detail import SingleObjectMixin

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.accounts.stepping_up import password_again
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.notices.outbox import revive
from harmoni.reports.asking import act, ask, asked_lately, needs_second, prepare_key, seconds_of
from harmoni.reports.forms import MOVE_FORMS, AskForm, ChooseForm
from harmoni.reports.models import MOST_ALONE, Export, Format, Kind, Queue
from harmoni.reports.workflow import Status
from harmoni.reports.writing import fetch, locked
from registrations.people.words import told

RECENT = 20
PATIENCE = datetime.timedelta(minutes=5)
TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.PDF: "application/pdf",
}


class Exporting(Guarded):
    """Exports of one's own territory; what is asked for there is seen by all who may export there."""

    model = Export
    permission = Permission.STAY_EXPORT

    def get_queryset(self):
        return super().get_queryset().light_weight()


class ExportDesk(Exporting, TemplateView):
    """GET chooses and counts; POST asks, once for its key."""

    template_name = "reports/desk.html"

    @cached_property
    def held(self):
        return take_held(self.request)

    @cached_property
    def choice(self):
        """Bound by what was chosen, in the address or in the form; otherwise open, with the usual answers."""
        given = self.request.POST or self.held or self.request.GET
        if "kind" in given:
            return ChooseForm(given, user=self.request.user)
        form = ChooseForm(user=self.request.user)
        form.initial = {
            "kind": Kind.REGISTER,
            "queue": Queue.EVERYONE,
            "place": form.places[0][0] if form.places else "",
        }
        return form

    def post(self, request):
        if way := password_again(request):
            return way
        asked = AskForm(request.POST)
        if not (self.choice.is_valid() & asked.is_valid()):
            return self._again(asked)
        try:
            return answer_once(request, lambda: self._ask(asked))
        except ValidationError as wrong:
            asked.add_error(None, wrong)
            return self._again(asked)

    def _ask(self, asked):
        export = self.choice.export
        for name, value in asked.cleaned_data.items():
            setattr(export, name, value)
        return ask(export=export).get_absolute_url()

    def _again(self, asked):
        return self.render_to_response(self.get_context_data(asked=asked), status=422)

    def get_context_data(self, asked=None, **kwargs):
        asked = asked or AskForm(initial=self.held or {"format": Format.XLSX})
        shown = {"choice": self.choice, "asked": asked, "key": self.request.POST.get("key") or new_key()}
        if self.choice.is_bound and self.choice.is_valid():
            shown |= self._counted(self.choice.export)
        return super().get_context_data(exports=self.get_queryset()[:RECENT], most=MOST_ALONE, **shown, **kwargs)

    def _counted(self, export):
        user, count = self.request.user, export.people()
        return {
            "export": export,
            "count": count,
            "lately": asked_lately(user),
            "second": needs_second(user, count),
            "seconds": seconds_of(export),
        }


class ExportPage(Exporting, DetailView):
    template_name = "reports/export.html"

    def record_context(self, tried="", tried_form=None):
        export, user = self.object, self.request.user
        if export.status == Status.PREPARING and timezone.now() - export.asked_at > PATIENCE:
            revive(prepare_key(export))
        events = Event.objects.about(export.pk).defer("subjects")[:50]
        return {
            "export": export,
            "mine": export.by_id == user.pk,
            "fetchable": may_fetch(user, export),
            "seconds": seconds_of(export) if export.status == Status.WAITING else [],
            "moves": [(verb, move, self._form(verb, tried, tried_form)) for verb, move in self._open(export, user)],
            "tried": tried,
            "key": new_key(),
            "happened": told(events, {}),
        }

    def _open(self, export, user):
        return export.open_moves(user).items()

    def _form(self, verb, tried, tried_form):
        if not MOVE_FORMS[verb]:
            return None
        held = take_held(self.request, f"{self.object.get_absolute_url()}{verb}/")
        return tried_form if verb == tried else MOVE_FORMS[verb](initial=held, auto_id=f"id_{verb}_%s")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.record_context(), **kwargs)


class ExportMove(ExportPage):
    """The table says who may, not the door."""

    def get(self, request, pk, verb):
        self._known(verb)
        return redirect(self.get_object())

    def post(self, request, pk, verb):
        form_class, self.object = self._known(verb), self.get_object()
        if verb == "izinkan" and (way := password_again(request)):
            return way
        form = form_class and form_class(request.POST, auto_id=f"id_{verb}_%s")
        if form and not form.is_valid() and verb in self.object.open_moves(request.user):
            return self.render_to_response(self.record_context(verb, form), status=422)
        reason = form.cleaned_data.get("reason", "") if form else ""
        try:
            return answer_once(request, lambda: self._act(verb, reason))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        return redirect(self.object)

    def _act(self, verb, reason):
        messages.success(self.request, act(verb, self.object, by=self.request.user, reason=reason))
        return self.object.get_absolute_url()

    def _known(self, verb):
        if verb not in MOVE_FORMS:
            raise Http404
        return MOVE_FORMS[verb]


class Download(Exporting, SingleObjectMixin, View):
    """For who asked, while the right and the 24 hours last; each download is counted and stands in the history."""

    def get_queryset(self):
        return super().get_queryset().filter(by=self.request.user)

    @transaction.atomic
    def post(self, request, pk):
        export = self.get_object()
        if way := password_again(request):
            return way
        if not (found := locked(export.pk, Status.READY)) or not may_fetch(request.user, found):
            return redirect(export)
        response = HttpResponse(fetch(found, by=request.user), content_type=TYPES[Format(found.format)])
        response.headers["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
        return response

    def get(self, request, pk):
        return redirect(self.get_object())


def may_fetch(user, export) -> bool:
    mine = export.by_id == user.pk and user.may_at(Permission.STAY_EXPORT, export.place)
    return mine and export.status == Status.READY and not export.is_over
