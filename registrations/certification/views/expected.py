"""Whom a letter announces: seen by the desa adat that was named, or else by the regency."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from harmoni.accounts.access import Guarded
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from registrations.certification.models import Candidate
from registrations.certification.models.candidate import by_departure
from registrations.certification.moves import EXPECTED_FORMS
from registrations.certification.views.moving import Moves
from registrations.certification.workflow import CandidateStatus

MOST_SHOWN = 200
LONG_AGO = datetime.timedelta(days=60)  # nobody waits at the door for longer; the letter opens all the same


class Announced(Guarded):
    model = Candidate
    permission = Permission.ARRIVAL_EXPECT

    def get_queryset(self):
        awaited = Candidate.objects.awaited_by(self.request.user)
        here = awaited.filter(status__in=[CandidateStatus.EXPECTED, CandidateStatus.NOT_COMING])
        return here.select_related("person", "origin", "destination_customary_village", "destination_regency")


class Expected(Announced):
    def get_queryset(self):
        return super().get_queryset().exclude(planned_departure__lt=timezone.localdate() - LONG_AGO)


class ExpectedList(Expected, TemplateView):
    """One row for each: who, from where, when, for what; a tap says that somebody is not coming after all."""

    template_name = "certification/expected.html"

    def get_context_data(self, **kwargs):
        rows = list(by_departure(self.get_queryset())[:MOST_SHOWN])
        record_reading("lihat_daftar", by=self.request.user, subjects=[row.person_id for row in rows])
        return super().get_context_data(candidates=rows, **kwargs)


class ExpectedMoves(Moves, Announced, DetailView):
    forms = EXPECTED_FORMS

    def answer_to(self, record):
        return reverse("expected:list")
