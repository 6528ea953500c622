"""Requests for correction: sent by a receipt's code or by an office, answered side by side."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, TemplateView

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.limits import knocked_too_often
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from registrations.certification.models import Candidate
from registrations.people.forms import ReasonForm
from registrations.people.lists import QueueList
from registrations.residency.correction_forms import ObjectionForm, RequestForm, WrongForm
from registrations.residency.models import Asker, CorrectionRequest
from registrations.residency.queues import OBJECTIONS, REQUESTS
from registrations.residency.requesting import (
    beside,
    grant,
    label_of,
    object_to,
    refuse,
    refused_by_record,
    request_correction,
    stay_of,
)
from registrations.residency.views import OneStay


# --- from outside --------------------------------------------------------------------------------------
@method_decorator(login_not_required, name="dispatch")
class SomethingWrong(FormView):
    """Shows nothing of any record, and answers a wrong code as it answers a right one."""

    http_method_names = ["get", "head", "post"]
    form_class = WrongForm
    template_name = "residency/wrong.html"

    def dispatch(self, request, *args, **kwargs):
        return knocked_too_often(request, "salah", "60/h/ip") or super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"code": self.request.GET.get("kode", "")[:64].replace("\0", "")}

    def form_valid(self, form):
        stay, token = stay_of(form.cleaned_data["code"]), secrets.token_urlsafe(16)
        if stay:
            asker = Asker(form.cleaned_data["asker"])
            token = request_correction(stay=stay, asker=asker, **form.asked()).token
        return redirect("wrong:answer", token=token)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(login_not_required, name="dispatch")
class WhatBecameOfIt(TemplateView):
    """The answer, for whoever keeps the address; while it waits it looks like one that was never asked."""

    template_name = "residency/wrong_answer.html"

    def dispatch(self, request, *args, **kwargs):
        return knocked_too_often(request, "salah", "60/h/ip") or super().dispatch(request, *args, **kwargs)

    def get(self, request, token):
        return self._page(token, ObjectionForm())

    def post(self, request, token):
        asked, form = self._asked(token), ObjectionForm(request.POST)
        if not form.is_valid():
            return self._page(token, form, status=422)
        if asked:
            object_to(request=asked, objection=form.cleaned_data["objection"])
        return redirect(request.path)

    def _asked(self, token):
        return CorrectionRequest.objects.of_link(token).first()

    def _page(self, token, form, status=200):
        asked = self._asked(token)
        state = asked.status if asked else "open"
        may_object = state == "declined" and not asked.objection
        context = {"state": state, "asked": asked, "form": form, "may_object": may_object}
        return self.render_to_response(context, status=status)


# --- from another office -------------------------------------------------------------------------------
class Requesting:
    """The form of asking; whose door it is says `stay`, `name` and `back()`."""

    template_name = "residency/request_it.html"
    asker: Asker

    def get(self, request, pk):
        held = take_held(request)
        record_reading("buka_perbaikan", by=request.user, subjects=self.stay.subjects, place=self.stay.place)
        return self._page(RequestForm(initial=held), held.get("key") or new_key())

    def post(self, request, pk):
        form, stay = RequestForm(request.POST), self.stay
        if not form.is_valid():
            return self._page(form, request.POST.get("key") or new_key(), status=422)
        if not stay.is_here:
            messages.error(request, _("Catatan yang sudah selesai tidak diperbaiki lagi."))
            return redirect(self.back())
        labels = {name: field.label for name, field in form.fields.items()}
        return answer_once(request, lambda: self._ask(form), labels=labels)

    def _ask(self, form):
        request_correction(stay=self.stay, asker=self.asker, by=self.request.user, **form.asked())
        messages.success(self.request, _("Permintaan terkirim. Dijawab paling lama 3×24 jam."))
        return self.back()

    def _page(self, form, key, status=200):
        context = {"form": form, "key": key, "back": self.back(), "name": self.name}
        return self.render_to_response(context, status=status)


class RequestIt(Requesting, OneStay):
    """By an officer who may read the record and not change it."""

    asker = Asker.OFFICER

    @property
    def name(self):
        return self.stay.person.full_name

    def back(self):
        return self.stay.get_absolute_url()


class RequestFromOrigin(Requesting, Guarded, DetailView):
    """By the origin about the stay that its own candidate came to; it sees nothing of that stay."""

    model = Candidate
    permission = Permission.CANDIDATE_CHANGE
    asker = Asker.ORIGIN

    def get_queryset(self):
        return super().get_queryset().filter(status="arrived").select_related("person")

    @cached_property
    def candidate(self):
        return self.get_object()

    @cached_property
    def stay(self):
        found = self.candidate.stays.select_related("person", "customary_village").order_by("-registered_at")
        stay = found.here().first() or found.first()
        if stay is None:
            raise Http404
        return stay

    @property
    def name(self):
        return self.candidate.person.full_name

    def back(self):
        return self.candidate.get_absolute_url()


# --- at the desk ---------------------------------------------------------------------------------------
class Requests(Guarded):
    """Those of the village, and for the regency those that somebody has objected to."""

    model = CorrectionRequest
    permission = Permission.STAY_CHANGE
    permissions = (Permission.STAY_MATCH,)

    def get_queryset(self):
        user, found = self.request.user, CorrectionRequest.objects
        mine = found.visible_to(user, Permission.STAY_CHANGE)
        mine |= found.visible_to(user, Permission.STAY_MATCH).exclude(objection="")
        return mine.select_related("stay__person__origin_village", "stay__customary_village", "made_by", "decided_by")


class RequestList(Requests, QueueList):
    template_name = "residency/requests.html"
    rows_name = "requests"

    def offered_queues(self):
        return [queue for queue in (REQUESTS, OBJECTIONS) if self.request.user.may(queue.permission)]

    def saw(self, rows):
        record_reading("lihat_daftar", by=self.request.user, subjects=[row.stay.person_id for row in rows])
        for row in rows:
            row.label = label_of(row.field)
        return rows


class OneRequest(Requests, DetailView):
    """Side by side; one tap applies it and gives a new receipt, or it is declined with its reason."""

    template_name = "residency/request.html"
    context_object_name = "asked"

    def get_context_data(self, **kwargs):
        asked = self.object
        record_reading("buka_perbaikan", by=self.request.user, subjects=asked.subjects, place=asked.place)
        now, then = beside(asked)
        held = take_held(self.request, f"{asked.get_absolute_url()}tolak-koreksi/")
        shown = {
            "label": label_of(asked.field),
            "now": now,
            "then": then,
            "moves": asked.open_moves(self.request.user),
            "form": ReasonForm(initial=held),
            "grant_key": new_key(),
            "refuse_key": held.get("key") or new_key(),
            "may_correct": self.request.user.may_at(Permission.STAY_CHANGE, asked.place),
        }
        return super().get_context_data(**(shown | kwargs))


class AnswerRequest(OneRequest):
    verbs = ("kabulkan", "tolak-koreksi")

    def get(self, request, pk, verb):
        if verb not in self.verbs:
            raise Http404
        return redirect(self.get_object())

    def post(self, request, pk, verb):
        if verb not in self.verbs:
            raise Http404
        self.object = asked = self.get_object()
        form = ReasonForm(request.POST)
        if verb == "tolak-koreksi" and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, tried=True), status=422)
        try:
            return answer_once(request, lambda: self._answer(verb, form))
        except (ValidationError, MoveRefused) as wrong:
            messages.error(request, refused_by_record(wrong))
            return redirect(asked)

    def _answer(self, verb, form):
        if verb == "kabulkan":
            grant(request=self.object, by=self.request.user)
            messages.success(self.request, _("Diperbaiki. Bukti barunya sudah terbit."))
        else:
            refuse(request=self.object, by=self.request.user, reason=form.cleaned_data["reason"])
            messages.success(self.request, _("Tidak dikabulkan. Alasannya dibaca oleh yang meminta."))
        return self.object.get_absolute_url()
