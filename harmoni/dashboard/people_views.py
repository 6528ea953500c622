"""The lists behind the figures: rows of the books, with the rights of the books; whoever is shown finds it told."""

from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from harmoni.dashboard import journeys, people
from harmoni.dashboard.lists import Lists
from harmoni.dashboard.viewpoint import opened
from harmoni.history.record import record_reading
from registrations.certification.views.candidates import Candidates
from registrations.certification.views.expected import Announced
from registrations.certification.views.recommendations import Recommendations
from registrations.people.keyset import page
from registrations.residency.views import Stays


class Behind(TemplateView):
    """`?angka=` names the figure; another territory, an unknown figure or one of another book is a 404."""

    template_name = "dashboard/people.html"
    rows_name, rows_template, clock = "", "", "registered_at"

    def get_context_data(self, **kwargs):
        view, asked = opened(self.request.user, kwargs["code"]), self.request.GET.get("angka", "")
        breakdown, _dot, cell = asked.partition(".")
        listed = view and Lists.of(view, self.request.user).url(breakdown, cell).partition("?")[0]
        if not view or listed != self.request.path:
            raise Http404
        title, place = people.title_of(breakdown, cell), people.place_name(view)
        if not title or not place:
            raise Http404
        rows = self.get_queryset().filter(self.counted(view, breakdown, cell))
        found = page(rows, by=self.clock, descending=True, after=self.request.GET.get("sesudah", ""))
        record_reading("lihat_daftar", by=self.request.user, subjects=[self.person_of(row) for row in found.rows])
        older = found.older and "?" + urlencode({"angka": asked, "sesudah": found.older})
        shown = {self.rows_name: found.rows, "rows": found.rows, "rows_template": self.rows_template}
        return super().get_context_data(view=view, title=title, place=place, older_url=older, **shown, **kwargs)

    def person_of(self, row):
        return row.person_id


class StaysBehind(Stays, Behind):
    rows_name, rows_template = "stays", "residency/_rows.html"

    def counted(self, view, breakdown, cell):
        return people.stays_behind(view, breakdown, cell, timezone.localdate())


class CandidatesBehind(Candidates, Behind):
    rows_name, rows_template = "candidates", "certification/_rows.html"

    def counted(self, view, breakdown, cell):
        rows = journeys.expected_of(view) if cell == "expected" else journeys.arrived_of(view)
        return Q(pk__in=rows.values("pk"))


class AwaitedBehind(Announced, Behind):
    """At the village that was named; a regency's figure also counts those whom its villages await."""

    rows_name, rows_template = "candidates", "certification/_expected_rows.html"

    def counted(self, view, breakdown, cell):
        return Q(pk__in=journeys.expected_of(view).values("pk"))


class LettersBehind(Recommendations, Behind):
    clock = "decided_at"
    rows_name, rows_template = "recommendations", "certification/_letter_rows.html"

    def counted(self, view, breakdown, cell):
        return Q(pk__in=journeys.letters_of(view).values("pk"))

    def person_of(self, row):
        return row.candidate.person_id
