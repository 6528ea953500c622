"""Two records that may be one person: the queue of one's own book, the two side by side, and the decision."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from registrations.people.alike import Sign
from registrations.people.duplicates import decide, undo
from registrations.people.forms import ReasonForm
from registrations.people.lists import QueueList
from registrations.people.models import PossibleDuplicate
from registrations.residency.changes import end_as_double, take_up_again
from registrations.residency.comparing import side_by_side
from registrations.residency.models import Stay
from registrations.residency.queues import DECIDED, TO_COMPARE


class Pairs(Guarded):
    model = PossibleDuplicate
    permission = Permission.DUPLICATE_DECIDE

    def get_queryset(self):
        people = ("first__origin_village", "second__origin_village", "found_by", "decided_by")
        return super().get_queryset().select_related(*people)

    def saw(self, rows):
        people = [person for pair in rows for person in (pair.first_id, pair.second_id)]
        record_reading("lihat_daftar", by=self.request.user, subjects=people)
        return rows


class Duplicates(Pairs, QueueList):
    template_name = "residency/duplicates.html"
    rows_name = "pairs"
    queues = (TO_COMPARE, DECIDED)

    def get_queryset(self):
        return super().get_queryset().of_book(self.request.user)


class OnePair(Pairs, DetailView):
    """Opening it reads both records, and both records' people see that. Every move is a POST of its verb, once."""

    template_name = "residency/duplicate.html"

    @cached_property
    def pair(self):
        return super().get_object()

    def get_object(self, queryset=None):
        return self.pair

    def get_context_data(self, **kwargs):
        pair, people = self.pair, (self.pair.first, self.pair.second)
        record_reading("buka_catatan", by=self.request.user, subjects=[pair.first_id, pair.second_id], place=pair.place)
        stays = tuple(map(self._stay, people))
        held = take_held(self.request)
        return {
            "pair": pair,
            "people": list(zip(people, stays, strict=True)),
            "rows": side_by_side(*people, stays),
            "signs": [Sign(sign).label for sign in pair.signs],
            "moves": pair.open_moves(self.request.user),
            "twins": self._twins(stays),
            "form": ReasonForm(initial=held),
            "key": held.get("key") or new_key(),
        } | kwargs

    def _twins(self, stays):
        """Both, where the one person stands in the book twice and this officer may close one."""
        both = [stay for stay in stays if stay and stay.is_here]
        places = {stay.place for stay in both}
        mine = len(both) == 2 and len(places) == 1 and self.request.user.may_at(Permission.STAY_CHANGE, both[0].place)
        return both if mine and self.pair.status == PossibleDuplicate.Status.SAME else []

    def _stay(self, person):
        """The newest one that this person may see."""
        rows = Stay.objects.visible_to(self.request.user, Permission.STAY_READ).filter(person=person)
        return rows.select_related("customary_village").order_by("-registered_at").first()


class PairMove(OnePair):
    def get(self, request, pk, verb):
        if verb not in PossibleDuplicate.moves:
            raise Http404
        return redirect(self.pair)

    def post(self, request, pk, verb):
        move = PossibleDuplicate.moves.get(verb)
        if move is None:
            raise Http404
        form = ReasonForm(request.POST)
        self.object = self.pair
        if move.needs_reason and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            return answer_once(request, lambda: self._act(verb, form))
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.pair)

    def _act(self, verb, form):
        by = self.request.user
        if verb == "urungkan":
            undo(pair=self.pair, by=by)
            why = _("Keputusan bahwa orangnya sama dibatalkan.")
            take_up_again([self.pair.first_id, self.pair.second_id], by=by, reason=why)
            messages.success(self.request, _("Keputusan dibatalkan. Kedua catatan berdiri sendiri lagi."))
        else:
            decide(pair=self.pair, verb=verb, by=by, reason=form.cleaned_data["reason"])
            messages.success(self.request, _("Keputusan tersimpan. Tidak ada catatan yang dihapus."))
        return self.pair.get_absolute_url()


class PairClose(OnePair):
    """POST ends the one of the two stays that was written a second time, once."""

    def get(self, request, pk, stay):
        return redirect(self.pair)

    def post(self, request, pk, stay):
        people = [self.pair.first_id, self.pair.second_id]
        stays = Stay.objects.visible_to(request.user, Permission.STAY_READ).select_related("person")
        double = get_object_or_404(stays, pk=stay, person__in=people)
        try:
            return answer_once(request, lambda: self._close(double))
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.pair)

    def _close(self, double):
        end_as_double(stay=double, by=self.request.user, reason=self.pair.why)
        messages.success(self.request, _("Catatan yang ganda ditutup. Yang lain berjalan terus."))
        return self.pair.get_absolute_url()
