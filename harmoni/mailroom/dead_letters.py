"""For the administrator: whether work is consumed, what was sent and what was given up. Nobody's data stands here."""

import datetime

from django import forms
from django.contrib import messages
from django.db.models import Count, Min, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from harmoni.history.record import record_act
from harmoni.mailroom.rules import Keeping
from harmoni.notices.models import Heartbeat, Message, MessageState, Outbox
from harmoni.notices.outbox import put_aside, try_again
from harmoni.notices.sources import label_of
from registrations.people.forms import printable
from registrations.people.keyset import page

SHOWN = 50
FRESH = datetime.timedelta(minutes=3)  # the relay is knocked at every minute


class Log(Keeping, TemplateView):
    """Every message, newest first: what, to which kind of receiver, by which way, and what became of it."""

    template_name = "mailroom/log.html"

    def get_context_data(self, **kwargs):
        state = self.request.GET.get("keadaan", "")
        rows = Message.objects.select_related("user", "wording")
        if state in MessageState.values:
            rows = rows.filter(state=state)
        found = page(rows, by="created_at", descending=True, after=self.request.GET.get("sesudah", ""))
        for row in found.rows:
            row.label = label_of(row.event)
        week = Message.objects.filter(created_at__gte=timezone.now() - datetime.timedelta(days=7))
        counts = dict(week.order_by().values_list("state").annotate(Count("pk")))
        states = [(value, label, counts.get(value, 0)) for value, label in MessageState.choices]
        older = found.older and f"?keadaan={state}&sesudah={found.older}"
        return super().get_context_data(rows=found.rows, states=states, state=state, older_url=older, **kwargs)


class DeadLetters(Keeping, TemplateView):
    template_name = "mailroom/dead.html"

    def get_context_data(self, **kwargs):
        waiting = Outbox.objects.filter(state=Outbox.State.WAITING).aggregate(
            count=Count("pk", filter=Q(next_at__lte=timezone.now())), oldest=Min("created_at")
        )
        beat = Heartbeat.objects.filter(name="relay").values_list("at", flat=True).first()
        return super().get_context_data(
            rows=Outbox.objects.filter(state=Outbox.State.DEAD).order_by("created_at")[:SHOWN],
            count=Outbox.objects.filter(state=Outbox.State.DEAD).count(),
            aside=Outbox.objects.filter(state=Outbox.State.ASIDE).order_by("-created_at")[:SHOWN],
            waiting=waiting,
            beat=beat,
            alive=beat and beat > timezone.now() - FRESH,
            **kwargs,
        )


class WhyForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Alasan"), min_length=5, max_length=200)

    def clean_reason(self):
        printable(self.cleaned_data["reason"])
        return self.cleaned_data["reason"]


class DeadMove(Keeping, View):
    """`coba-lagi` or `kesampingkan`, the latter with a reason; both stand in the history."""

    def get(self, request, pk, verb):
        self._known(verb)
        return redirect("mailroom:dead")

    def post(self, request, pk, verb):
        act = self._known(verb)
        row = get_object_or_404(Outbox, pk=pk)
        act(row)
        return redirect("mailroom:dead")

    def _known(self, verb):
        acts = {"coba-lagi": self._again, "kesampingkan": self._aside}
        if verb not in acts:
            raise Http404
        return acts[verb]

    def _again(self, row):
        if try_again(row.pk):
            self._record("coba_lagi", row)
            messages.success(self.request, _("Dicoba lagi. Hasilnya terlihat di sini sebentar lagi."))

    def _aside(self, row):
        form = WhyForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, _("Tulis alasannya, paling sedikit 5 huruf."))
        elif put_aside(row.pk, form.cleaned_data["reason"]):
            self._record("kesampingkan", row, reason=form.cleaned_data["reason"])
            messages.success(self.request, _("Dikesampingkan dengan alasan."))

    def _record(self, verb, row, reason=""):
        record_act(verb, by=self.request.user, subjects=[], reason=reason, detail={"kind": row.kind})
