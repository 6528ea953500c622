"""Who moves here from another desa adat: the receiving village accepts or says that nobody came."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from registrations.people.forms import ReasonForm
from registrations.residency.forms import AcceptForm
from registrations.residency.models import Transfer
from registrations.residency.moving_family import coming_along
from registrations.residency.moving_together import accept_together
from registrations.residency.transferring import decline_transfer, withdraw_transfer
from registrations.residency.views import OneStay
from registrations.residency.workflow import TransferStatus

MOST_SHOWN = 200


class Coming(Guarded):
    """Announced to this village and not answered yet."""

    model = Transfer
    permission = Permission.STAY_REGISTER

    def get_queryset(self):
        return self.announced().open().order_by("leaving_on", "pk")

    def announced(self):
        found = super().get_queryset()
        return found.select_related("stay__person", "stay__customary_village", "village")


class ComingList(Coming, TemplateView):
    template_name = "residency/coming.html"

    def get_context_data(self, **kwargs):
        rows = list(self.get_queryset()[:MOST_SHOWN])
        record_reading("lihat_daftar", by=self.request.user, subjects=[row.stay.person_id for row in rows])
        return super().get_context_data(transfers=rows, **kwargs)


class OneComing(Coming, DetailView):
    """The card of one, with the form of taking up: when, and at which address."""

    template_name = "residency/coming_one.html"
    context_object_name = "transfer"

    def get_context_data(self, **kwargs):
        transfer = self.object
        record_reading("buka_pindah", by=self.request.user, subjects=transfer.subjects, place=transfer.place)
        along = [one.stay.person_id for one in coming_along(transfer)]
        record_reading("lihat_daftar", by=self.request.user, subjects=along, place=transfer.place)
        accepting, declining = (take_held(self.request, self._path(verb)) for verb in ("terima", "tidak-datang"))
        shown = {
            "accept_form": AcceptForm(initial=accepting, transfer=transfer),
            "decline_form": ReasonForm(initial=declining),
            "accept_key": accepting.get("key") or new_key(),
            "decline_key": declining.get("key") or new_key(),
            "tried": "tidak-datang" if declining else "",
        }
        return super().get_context_data(**(shown | kwargs))

    def _path(self, verb):
        return reverse("residency:coming_move", args=[self.object.pk, verb])


class ComingMove(OneComing):
    """`POST .../terima/` or `.../tidak-datang/`, once for its key.

    A transfer that is answered already is found too, so that an answer that was lost on the line is given again.
    """

    verbs = {"terima": "accept", "tidak-datang": "decline"}

    def get_queryset(self):
        return self.announced()

    def get(self, request, pk, verb):
        self._known(verb)
        return redirect("residency:coming_one", self.get_object().pk)

    def post(self, request, pk, verb):
        self._known(verb)
        self.object = transfer = self.get_object()
        form = AcceptForm(request.POST, transfer=transfer) if verb == "terima" else ReasonForm(request.POST)
        if not form.is_valid():
            return self._again(verb, form)
        labels = {name: field.label for name, field in form.fields.items()}
        try:
            return answer_once(request, lambda: self._act(verb, form.cleaned_data), labels=labels)
        except ValidationError as wrong:
            form.add_error(None, wrong)
            return self._again(verb, form)
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect("residency:coming")

    def _known(self, verb):
        if verb not in self.verbs:
            raise Http404

    def _again(self, verb, form):
        self.object.refresh_from_db(fields=["status"])  # a move that was rolled back left its trace on the object
        if self.object.status != TransferStatus.PROPOSED:  # who is not awaited any more is not shown again
            return redirect("residency:coming")
        name = self.verbs[verb]
        kept = {f"{name}_form": form, f"{name}_key": self.request.POST.get("key") or new_key(), "tried": verb}
        return self.render_to_response(self.get_context_data(**kept), status=422)

    def _act(self, verb, values):
        if verb == "terima":
            new = accept_together(transfer=self.object, by=self.request.user, values=values)
            messages.success(
                self.request, _("Sudah diterima. Masa tinggal di tempat lama selesai pada hari yang sama.")
            )
            return reverse("residency:receipt", args=[new.pk])
        decline_transfer(transfer=self.object, by=self.request.user, reason=values["reason"])
        messages.success(self.request, _("Tercatat tidak datang. Desa adat asalnya diberi tahu."))
        return reverse("residency:coming")


class CallOff(OneStay):
    """The sender takes its proposal back."""

    permission = Permission.STAY_CHANGE

    def get(self, request, pk):
        return redirect(self.stay)

    def post(self, request, pk):
        transfer = self.stay.transfers.open().first()
        try:
            if transfer:
                withdraw_transfer(transfer=transfer, by=request.user)
                messages.success(request, _("Kepindahan dibatalkan. Masa tinggal di sini berlanjut."))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        return redirect(self.stay)
