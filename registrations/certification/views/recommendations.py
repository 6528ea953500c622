"""Recommendations: what waits for a decision, what the letter will say, and what became of it."""

from django.views.generic import DetailView, TemplateView

from harmoni.accounts.access import Guarded
from harmoni.accounts.roles import Permission
from harmoni.history.models import Event
from harmoni.history.record import record_reading
from harmoni.letters.issuing import ask_for_pdf
from harmoni.letters.models import Document
from registrations.certification.deciding import printed
from registrations.certification.forms import CandidateForm
from registrations.certification.models import Recommendation
from registrations.certification.moves import RECOMMENDATION_FORMS
from registrations.certification.queues import RECOMMENDATIONS
from registrations.certification.views.moving import Moves, offered
from registrations.people.lists import QueueList
from registrations.people.words import told

MOST_SHOWN = 500


class Recommendations(Guarded):
    model = Recommendation
    permission = Permission.CANDIDATE_READ

    def get_queryset(self):
        found = super().get_queryset()
        return found.select_related(
            "candidate__person__origin_village__parent__parent__parent",
            "candidate__origin",
            "candidate__destination_regency",
            "candidate__destination_customary_village",
            "proposed_by",
            "decided_by",
        )


class RecommendationList(Recommendations, QueueList):
    template_name = "certification/recommendations.html"
    queues = RECOMMENDATIONS
    rows_name = "recommendations"

    def saw(self, rows):
        shown = [row.candidate.person_id for row in rows]
        record_reading("lihat_daftar", by=self.request.user, subjects=shown)
        return rows

    def get_context_data(self, **kwargs):
        may_decide = bool(self.request.user.regencies(Permission.LETTER_DECIDE))
        return super().get_context_data(may_decide=may_decide, **kwargs)


class OneRecommendation(Recommendations, DetailView):
    template_name = "certification/recommendation.html"

    def record_context(self, recommendation, **tried):
        """What the letter says or will say, what it rests on, and the moves that are open."""
        candidate = recommendation.candidate
        record_reading("buka_calon", by=self.request.user, subjects=recommendation.subjects, place=candidate.place)
        document = recommendation.document
        if document and document.content is None:
            ask_for_pdf(document)
        acts = Event.objects.about(recommendation.pk).filter(kind=Event.Kind.ACT)[:50]
        return {
            "recommendation": recommendation,
            "candidate": candidate,
            "person": candidate.person,
            "printed": printed(candidate),
            "document": document,
            "acts": told(acts, CandidateForm.base_fields),
            "own": recommendation.status == "proposed" and recommendation.proposed_by_id == self.request.user.pk,
            "moves": offered(self.request, recommendation, RECOMMENDATION_FORMS, **tried),
            "tried": tried.get("tried", ""),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.record_context(self.object), **kwargs)


class RecommendationMoves(Moves, OneRecommendation):
    forms = RECOMMENDATION_FORMS

    def answer_to(self, record):
        """After `ganti` the work goes on at the candidate."""
        return record.candidate.get_absolute_url() if self.kwargs["verb"] == "ganti" else super().answer_to(record)


class Register(Recommendations, TemplateView):
    """The newest numbers of one kind in their order, with what became of each: no gap goes unexplained."""

    template_name = "certification/register.html"
    kinds = {"rekomendasi": Document.Kind.RECOMMENDATION, "pembekalan": Document.Kind.CERTIFICATE}

    def get_context_data(self, **kwargs):
        kind = self.kinds.get(self.request.GET.get("jenis"), Document.Kind.RECOMMENDATION)
        mine = Document.objects.visible_to(self.request.user, self.permission).filter(kind=kind)
        papers = list(mine.light_weight().order_by("-issued_on", "-created_at")[:MOST_SHOWN])
        record_reading("lihat_daftar", by=self.request.user, subjects=[paper.subject for paper in papers])
        return super().get_context_data(papers=papers, most=MOST_SHOWN, kind=kind, kinds=self.kinds.items(), **kwargs)
