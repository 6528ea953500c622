"""Newcomers and their stays as the village sees them: list, search, record, receipt, and the moves of a stay."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from harmoni.letters.qr import qr_address
from registrations.people.duplicates import alike_of, has_alike, linked
from registrations.people.lists import QueueList
from registrations.people.words import story
from registrations.residency.beside import beside, with_parts
from registrations.residency.changes import correct
from registrations.residency.clock import card_of
from registrations.residency.family import relatives_of
from registrations.residency.forms import CorrectionForm, NewcomerForm, ReferralForm, RevealForm
from registrations.residency.models import ClashSide, Stay
from registrations.residency.moves import MOVE_FORMS, act, answer_path
from registrations.residency.queues import ALL
from registrations.residency.receipts import ask_for_pdf
from registrations.residency.register_acts import rows_with_acts
from registrations.residency.transferring import chain_for
from registrations.residency.workflow import UNTOLD


class Stays(Guarded):
    """Stays in the territory of this person; every list names in the history whom it showed."""

    model = Stay
    permission = Permission.STAY_READ

    def get_queryset(self):
        origin = "person__origin_village__parent__parent__parent"
        return super().get_queryset().select_related(origin, "customary_village")

    def saw(self, rows, verb="lihat_daftar"):
        record_reading(verb, by=self.request.user, subjects=[row.person_id for row in rows])
        return rows


class StayList(Stays, QueueList):
    template_name = "residency/list.html"
    rows_name = "stays"

    def offered_queues(self):
        return [queue for queue in ALL if self.request.user.may(queue.permission)]


class OneStay(Stays, DetailView):
    def get_queryset(self):
        """With word of what else is written beside it, so that only what is there is asked for."""
        return with_parts(super().get_queryset().annotate(has_alike=has_alike("person")))

    @cached_property
    def stay(self):
        return super().get_object()

    def get_object(self, queryset=None):
        return self.stay

    def record_context(self, **kwargs):
        """All of the record, and the line in the history that says it was shown."""
        stay, user = self.stay, self.request.user
        people = list(linked([stay.person_id], user)) if stay.has_alike else [stay.person_id]
        record_reading("buka_catatan", by=user, subjects=[*people, stay.pk], place=stay.place)
        self.saw(relatives_of(stay))
        return {
            "stay": stay,
            "card": card_of(stay, self.request.user),
            "chain": chain_for(stay, self.request.user),
            "person": stay.person,
            "stays": self._stays_of(people),
            **story(*people, fields=NewcomerForm.base_fields, without=self._untold()),
            "alike": alike_of(stay.person_id, user) if stay.has_alike else [],
            "sides": self._sides(),
            "moves": [(verb, move, MOVE_FORMS[verb](stay=stay)) for verb, move in self._open_moves()],
            "may_correct": stay.is_here and self.request.user.may_at(Permission.STAY_CHANGE, stay.place),
            "reveal_form": RevealForm(),
            "referral_form": ReferralForm(),
            "registers": rows_with_acts(stay, self.request.user),
            "key": new_key(),
            **beside(stay),
        } | kwargs

    def _stays_of(self, people):
        """All of a person's, the newest first; most people have this one."""
        if len(people) == 1 and not self.stay.has_others:
            return [self.stay]
        return Stays.get_queryset(self).filter(person__in=people).order_by("-arrived_on")

    def _open_moves(self):
        moves = self.stay.open_moves(self.request.user).items()
        return [(verb, move) for verb, move in moves if verb in MOVE_FORMS]

    def _untold(self):
        return () if self.request.user.may(Permission.STAY_MATCH) else UNTOLD

    def _sides(self):
        """Of a clash, for who settles it: the way to the match."""
        if not self.request.user.may_at(Permission.STAY_MATCH, self.stay.place):
            return []
        return ClashSide.objects.open().filter(stay=self.stay).select_related("clash")


class Record(OneStay):
    template_name = "residency/record.html"

    def get_context_data(self, **kwargs):
        context = self.record_context(**{"tried": self.request.GET.get("buka", ""), **kwargs})
        for number, (verb, move, form) in enumerate(context["moves"]):
            if held := take_held(self.request, f"{self.request.path}{verb}/"):
                form.initial |= held
                context |= {"tried": verb, "held": held, "key": held.get("key", context["key"])}
                context["moves"][number] = (verb, move, form)
        for verb, name in (("rujuk", "referral_form"), ("buka", "reveal_form")):
            if held := take_held(self.request, f"{self.request.path}{verb}/"):
                context[name].initial |= held
                context |= {"tried": verb, "held": held, "key": held.get("key", context["key"])}
        return context


class Receipt(OneStay):
    template_name = "residency/receipt.html"

    def get_context_data(self, **kwargs):
        receipt = Document.objects.filter(record=self.stay.pk, kind=Document.Kind.RECEIPT).first()
        record_reading("lihat_bukti", by=self.request.user, subjects=self.stay.subjects, place=self.stay.place)
        if receipt.content is None:
            ask_for_pdf(receipt)
        url = settings.BASE_URL + receipt.check_path
        return {
            "stay": self.stay,
            "person": self.stay.person,
            "receipt": receipt,
            "until": min(filter(None, (receipt.valid_until, self.stay.departed_on))),
            "registers": self.stay.registrations.named(),
            "url": url,
            "qr": qr_address(url),
        }


class StayMove(OneStay):
    """Every move of a stay: `POST <record>/<verb>/`, once for its key. The table, not the door, says who may."""

    template_name = "residency/record.html"

    def get(self, request, pk, verb):
        if verb not in MOVE_FORMS:
            raise Http404
        return redirect(self.stay)

    def post(self, request, pk, verb):
        if verb not in MOVE_FORMS:
            raise Http404
        form = MOVE_FORMS[verb](request.POST, stay=self.stay)
        if not form.is_valid():
            return self._again(verb, form)
        try:
            labels = {name: field.label for name, field in form.fields.items()}
            return answer_once(request, lambda: self._act(verb, form.cleaned_data), labels=labels)
        except ValidationError as wrong:
            form.add_error(None, wrong)
            return self._again(verb, form)
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.stay)

    def _act(self, verb, values):
        messages.success(self.request, act(verb, self.stay, by=self.request.user, values=values))
        return answer_path(verb, self.stay)

    def _again(self, verb, form):
        context = self.record_context()
        context["moves"] = [(v, move, form if v == verb else other) for v, move, other in context["moves"]]
        return self.render_to_response({**context, "tried": verb}, status=422)


class Correction(OneStay, FormView):
    """The values as they stand, to be put right with a reason."""

    permission = Permission.STAY_CHANGE
    form_class = CorrectionForm
    template_name = "residency/correct.html"
    draft_label = gettext_lazy("Perbaikan data")

    @cached_property
    def held(self):
        return take_held(self.request)

    def get_form_kwargs(self):
        typed = {"data": self.request.POST} if self.request.method == "POST" else {"held": self.held}
        return {"stay": self.stay, **typed}

    def get(self, request, *args, **kwargs):
        record_reading("buka_perbaikan", by=request.user, subjects=self.stay.subjects, place=self.stay.place)
        return self.render_to_response(self._context(self.get_form()))

    def get_queryset(self):
        found = super().get_queryset()
        return found.select_for_update(of=("self", "person")) if self.request.method == "POST" else found

    def form_valid(self, form):
        if cautions := form.overtaken():
            return self.render_to_response(self._context(form) | {"cautions": cautions, "overtaken": True}, status=409)
        if cautions := form.must_look_again():
            return self.render_to_response(self._context(form) | {"cautions": cautions})
        labels = {name: field.label for name, field in form.fields.items()}
        try:
            return answer_once(self.request, lambda: self._correct(form), labels=labels)
        except MoveRefused as refused:
            messages.error(self.request, str(refused))
            return redirect(self.stay)

    def form_invalid(self, form):
        return self.render_to_response(self._context(form), status=422)

    def _context(self, form):
        key = self.request.POST.get("key") or self.held.get("key") or new_key()
        return {"form": form, "stay": self.stay, "person": self.stay.person, "key": key, "held": self.held}

    def _correct(self, form):
        changed = correct(
            stay=self.stay,
            by=self.request.user,
            person=form.person_values(),
            changes=form.stay_values(),
            reason=form.cleaned_data["reason"],
        )
        said = _("Perbaikan tersimpan.") if changed else _("Tidak ada yang berubah.")
        messages.success(self.request, said)
        return self.stay.get_absolute_url()


class Reveal(OneStay):
    """Shows one full number once, with a reason that the person can read later."""

    permission = Permission.IDENTITY_REVEAL
    template_name = "people/reveal.html"

    def get(self, request, pk):
        return redirect(self.stay)

    def post(self, request, pk):
        form = RevealForm(request.POST)
        if not form.is_valid():
            self.template_name = "residency/record.html"
            return self.render_to_response(self.record_context(reveal_form=form, tried="buka"), status=422)
        field, reason = form.cleaned_data["field"], form.cleaned_data["reason"]
        record_reading(
            f"buka_{field}",
            by=request.user,
            subjects=self.stay.subjects,
            place=self.stay.place,
            reason=reason,
        )
        number = getattr(self.stay if field.startswith(("lodging", "responsible")) else self.stay.person, field)
        label = dict(form.fields["field"].choices)[field]
        return self.render_to_response({"record": self.stay, "label": label, "number": number, "reason": reason})
