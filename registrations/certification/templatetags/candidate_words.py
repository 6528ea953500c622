"""Where a candidate and a recommendation stand, as an officer would say it."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from registrations.certification.workflow import CandidateStatus, RecommendationStatus

register = template.Library()
C, R = CandidateStatus, RecommendationStatus
STYLES = {
    **{C.PREPARING: "info", C.EXPECTED: "wait", C.NOT_COMING: "late", C.ARRIVED: "ok", C.WITHDRAWN: "info"},
    **{R.DRAFT: "info", R.PROPOSED: "wait", R.RETURNED: "late", R.DECLINED: "stop"},
    **{R.ISSUED: "ok", R.SUPERSEDED: "wait", R.REVOKED: "stop"},
}


@register.filter
def standing(record):
    """The status word with its style: {'word', 'style'}."""
    if getattr(record, "is_expired", False):
        return {"word": _("Lewat masa berlaku"), "style": "wait"}
    return {"word": record.get_status_display(), "style": STYLES[record.status]}


@register.filter
def journey_facts(candidate):
    """[(label, value)] of a journey, in the order an officer asks for them."""
    day = candidate.planned_departure
    arrived = candidate.arrived_on and f"{candidate.arrived_at}, {date_format(candidate.arrived_on, 'j F Y')}"
    return [
        (_("Tujuan"), candidate.destination_line),
        (_("Rencana berangkat"), day and date_format(day, "j F Y")),
        (_("Pekerjaan yang dituju"), candidate.occupation),
        (_("Pemberi kerja"), candidate.employer_name),
        (_("Tiba"), arrived),
    ]


@register.filter
def paper_of(row, papers):
    """The certificate of one row of a roster, if there is one."""
    return papers.get(row.pk)
