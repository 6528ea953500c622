"""Briefings: planned, filled, held, and the attendance of their roster."""

import re
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, View

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from registrations.certification.briefings import invite, plan, record_attendance, take_off
from registrations.certification.forms import BriefingForm
from registrations.certification.models import Briefing, Candidate
from registrations.certification.models.candidate import by_departure
from registrations.certification.moves import OptionalReasonForm
from registrations.certification.queues import BRIEFINGS
from registrations.certification.views.candidates import AtOrigin
from registrations.people.forms import ReasonForm
from registrations.people.lists import QueueList

MOST_OFFERED = 100


class Briefings(Guarded):
    model = Briefing
    permission = Permission.CANDIDATE_READ


class BriefingList(Briefings, QueueList):
    """No person stands in it, only how many."""

    template_name = "certification/briefings.html"
    queues = BRIEFINGS
    rows_name = "briefings"

    def saw(self, rows):
        counted = Briefing.objects.counted().in_bulk([row.pk for row in rows])
        return [counted[row.pk] for row in rows]

    def get_context_data(self, **kwargs):
        may_plan = bool(self.request.user.regencies(Permission.CANDIDATE_CHANGE))
        return super().get_context_data(may_plan=may_plan, **kwargs)


class PlanBriefing(AtOrigin, FormView):
    form_class = BriefingForm
    template_name = "certification/plan.html"

    def get_initial(self):
        return {"key": new_key(), **take_held(self.request)}

    def form_valid(self, form):
        labels = {name: field.label for name, field in form.fields.items()}
        return answer_once(self.request, lambda: self._plan(form), labels=labels)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _plan(self, form):
        new = plan(by=self.request.user, origin=self.origin, values=form.values())
        messages.success(self.request, _("Pembekalan direncanakan. Sekarang pilih pesertanya."))
        return new.get_absolute_url()

    def get_context_data(self, **kwargs):
        return {"origin": self.origin, **super().get_context_data(**kwargs)}


class OneBriefing(Briefings, DetailView):
    template_name = "certification/briefing.html"

    def record_context(self, briefing, **kwargs):
        """The roster with what was marked, and who may still be invited; the reading names everyone shown."""
        user = self.request.user
        roster = list(briefing.attendances.select_related("candidate__person"))
        moves = briefing.open_moves(user)
        offered = self._offered(roster) if "undang" in moves else []
        shown = [row.candidate.person_id for row in roster] + [candidate.person_id for candidate in offered]
        record_reading("lihat_peserta", by=user, subjects=shown, place=briefing.place)
        papers = Document.objects.filter(record__in=[row.pk for row in roster], state=Document.State.VALID)
        papers = papers.light_weight().annotate(made=Q(content__isnull=False))
        return {
            "briefing": briefing,
            "roster": [(row, kwargs.get("typed", {}).get(row.pk)) for row in roster],
            "papers": {paper.record: paper for paper in papers},
            "offered": offered,
            "seats_left": briefing.capacity - len(roster),
            "moves": moves,
            "cancel_form": kwargs.get("cancel_form") or ReasonForm(),
            "may_record": "catat" in moves and briefing.has_begun and roster,
            "key": new_key(),
            **kwargs,
        }

    def _offered(self, roster):
        there = [row.candidate_id for row in roster]
        mine = Candidate.objects.visible_to(self.request.user, Permission.CANDIDATE_CHANGE)
        return list(by_departure(mine.needs_briefing().exclude(pk__in=there).select_related("person"))[:MOST_OFFERED])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.record_context(self.object), **kwargs)


class BriefingAct(OneBriefing, View):
    """One act on one briefing, once for its key; back to its page."""

    permission = Permission.CANDIDATE_CHANGE

    def get(self, request, pk):
        return redirect(self.get_object())

    def post(self, request, pk):
        briefing = self.get_object()
        try:
            return answer_once(request, lambda: self._done(briefing))
        except (MoveRefused, ValidationError) as refused:
            said = " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
            return self.again(briefing, said)

    def _done(self, briefing):
        messages.success(self.request, self.act(briefing))
        return self.answer_to(briefing)

    def answer_to(self, briefing):
        return briefing.get_absolute_url()

    def again(self, briefing, said):
        messages.error(self.request, said)
        return redirect(briefing)

    def reason(self):
        """The reason that was typed, if any; ValidationError when it cannot be one."""
        form = OptionalReasonForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError(form.errors["reason"])
        return form.cleaned_data["reason"]

    def chosen(self):
        """The candidates that were ticked, as far as they are this office's own."""
        mine = Candidate.objects.visible_to(self.request.user, self.permission)
        found = list(mine.filter(pk__in=list(_uuids(self.request.POST.getlist("candidate")))))
        if not found:
            raise ValidationError(_("Pilih dahulu orangnya."))
        return found


class Invite(BriefingAct):
    def act(self, briefing):
        count = invite(briefing=briefing, candidates=self.chosen(), by=self.request.user)
        return _("%(count)d orang didaftarkan.") % {"count": count}

    def answer_to(self, briefing):
        """Back to the page the button stood on: of the briefing, or of the one candidate."""
        one = self.chosen()[0] if "dari-calon" in self.request.POST else briefing
        return one.get_absolute_url()


class TakeOff(BriefingAct):
    def act(self, briefing):
        take_off(briefing=briefing, candidate=self.chosen()[0], by=self.request.user)
        return _("Dikeluarkan dari daftar peserta.")


class Cancel(BriefingAct):
    def act(self, briefing):
        briefing.move("batalkan", by=self.request.user, reason=self.reason())
        return _("Pembekalan dibatalkan.")


class RecordAttendance(BriefingAct):
    """`present-<id>` and `score-<id>` for each of the roster; what was typed stays when something is wrong."""

    def act(self, briefing):
        marks = self._marks(briefing)
        record_attendance(briefing=briefing, marks=marks, by=self.request.user, reason=self.reason())
        return _("Kehadiran tersimpan. Yang lulus mendapat tanda ikut pembekalan.")

    def _marks(self, briefing):
        post, found = self.request.POST, {}
        for pk in briefing.attendances.values_list("pk", flat=True):
            if f"score-{pk}" not in post:  # somebody joined after this sheet was opened
                continue
            present, points = f"present-{pk}" in post, points_in(post[f"score-{pk}"])
            if points is not None and not present:
                raise ValidationError(_("Ada nilai tanpa tanda hadir. Centang hadir, atau hapus nilainya."))
            found[pk] = present, points
        if not found:
            raise ValidationError(_("Tidak ada yang dicatat."))
        return found

    def again(self, briefing, said):
        post = self.request.POST
        rows = briefing.attendances.values_list("pk", flat=True)
        typed = {pk: {"present": f"present-{pk}" in post, "score": post.get(f"score-{pk}", "")} for pk in rows}
        context = self.record_context(briefing, typed=typed, fault=said, reason=post.get("reason", ""))
        return self.render_to_response(context, status=422)


def points_in(text: str) -> int | None:
    """Points of 100; empty when there was no test. Raises ValidationError."""
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"\d{1,3}", text, re.ASCII) or int(text) > 100:
        raise ValidationError(_("Nilai ditulis dengan angka bulat dari 0 sampai 100, atau kosong bila tanpa ujian."))
    return int(text)


def _uuids(texts):
    for text in texts:
        try:
            yield UUID(text)
        except ValueError:
            continue
