"""Clashes as a regency settles them: its own side at once, the other side when both have agreed."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.generic import DetailView, View

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from registrations.people.alike import REGENCY
from registrations.people.forms import ReasonForm, line
from registrations.people.lists import QueueList
from registrations.residency.clashes import answer, is_open
from registrations.residency.comparing import side_by_side
from registrations.residency.models import ClashSide, MatchDesk
from registrations.residency.queues import SETTLED, TO_SETTLE

AGREEING = ("setuju-buka", "tarik-buka")


class Sides(Guarded):
    model = ClashSide
    permission = Permission.STAY_MATCH

    def get_queryset(self):
        stay = ("stay__person__origin_village", "stay__customary_village__region__parent")
        return super().get_queryset().select_related("clash", *stay).prefetch_related("clash__sides")


class Clashes(Sides, QueueList):
    template_name = "residency/clashes.html"
    rows_name = "sides"
    queues = (TO_SETTLE, SETTLED)

    def saw(self, rows):
        record_reading("buka_pencocokan", by=self.request.user, subjects=[side.stay.person_id for side in rows])
        return rows

    def get_context_data(self, **kwargs):
        offices = self.request.user.regencies(self.permission)
        desk = MatchDesk.objects.filter(region__in=offices).first()
        return super().get_context_data(form=PhoneForm(initial={"phone": desk and desk.phone}), **kwargs)


class PhoneForm(forms.Form):
    phone = line(_l("Telepon kantor untuk pencocokan"), 30, required=True)


class OneSide(Sides, DetailView):
    template_name = "residency/clash.html"

    @cached_property
    def side(self):
        return super().get_object()

    def get_object(self, queryset=None):
        return self.side

    @cached_property
    def other(self):
        """The stay beyond is read only where it is shown."""
        rows = ClashSide.objects.filter(clash=self.side.clash_id).exclude(pk=self.side.pk)
        return rows.select_related("stay__person__origin_village", "stay__customary_village__region__parent").get()

    def get_context_data(self, **kwargs):
        side, user = self.side, self.request.user
        opened = is_open(side, user)
        alone = self.other.place[:REGENCY] == side.place[:REGENCY]  # both are this office's: nobody else is asked
        self._saw(side.stay)
        held = take_held(self.request)
        context = {
            "side": side,
            "stay": side.stay,
            "office": self.other.stay.customary_village.regency,
            "other": self.other,
            "opened": opened,
            "alone": alone,
            "moves": {verb: move for verb, move in side.open_moves(user).items() if not (alone and verb in AGREEING)},
            "form": ReasonForm(initial=held),
            "key": held.get("key") or new_key(),
            "desk": MatchDesk.objects.filter(region=self.other.stay.customary_village.regency).first(),
        }
        return context | (self._both() if opened else {}) | kwargs

    def _both(self):
        stays = (self.side.stay, self.other.stay)
        self._saw(self.other.stay)
        left, right = (stay.person for stay in stays)
        return {"people": list(zip((left, right), stays, strict=True)), "rows": side_by_side(left, right, stays)}

    def _saw(self, stay):
        record_reading("buka_pencocokan", by=self.request.user, subjects=stay.subjects, place=stay.place)


class SideMove(OneSide):
    def get(self, request, pk, verb):
        if verb not in ClashSide.moves:
            raise Http404
        return redirect(self.side)

    def post(self, request, pk, verb):
        if verb not in ClashSide.moves:
            raise Http404
        form = ReasonForm(request.POST)
        self.object = self.side
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, tried=verb), status=422)
        try:
            return answer_once(request, lambda: self._act(verb, form.cleaned_data["reason"]))
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.side)

    def _act(self, verb, reason):
        answer(side=self.side, verb=verb, by=self.request.user, reason=reason)
        messages.success(self.request, _("Tersimpan."))
        return self.side.get_absolute_url()


class MatchPhone(Guarded, View):
    """The number under which the other regency reaches this office."""

    permission = Permission.STAY_MATCH
    http_method_names = ["post"]

    def post(self, request):
        offices = request.user.regencies(self.permission)
        form = PhoneForm(request.POST)
        if not offices:
            raise PermissionDenied
        if form.is_valid():
            values = {"phone": form.cleaned_data["phone"], "written_by": request.user}
            MatchDesk.objects.update_or_create(region=offices[0], defaults=values)
            messages.success(request, _("Nomor tersimpan."))
        else:
            messages.error(request, _("Tulis nomor telepon kantor, paling panjang 30 angka."))
        return redirect("residency:clashes")
