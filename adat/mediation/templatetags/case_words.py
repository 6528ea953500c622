"""Where a case, a seat, a promise and a visit stand: a word and its style."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from adat.mediation.models import Consent, PromiseState, SeatStatus
from adat.mediation.workflow import CaseStatus

register = template.Library()
S = CaseStatus
STYLES = {
    **{S.LODGED: "wait", S.REOPENED: "wait", S.RECEIVED: "info", S.SESSIONS: "info", S.AGREED: "ok"},
    **{S.FOLLOW_UP: "ok", S.NO_AGREEMENT: "late", S.REFERRED: "wait", S.WITHDRAWN: "info", S.CLOSED: "ok"},
}
SEATS = {
    SeatStatus.INVITED: "wait",
    SeatStatus.ACCEPTED: "ok",
    SeatStatus.DECLINED: "stop",
    SeatStatus.OBJECTED: "stop",
}
CONSENTS = {Consent.UNASKED: "wait", Consent.YES: "ok", Consent.NO: "stop"}


@register.filter
def case_style(case):
    return "late" if case.is_late else STYLES[case.status]


@register.filter
def seat_style(seat):
    return SEATS[seat.status]


@register.filter
def consent_style(party):
    return CONSENTS[party.consent]


@register.filter
def promise_style(promise):
    if promise.is_overdue:
        return "late"
    return {PromiseState.OPEN: "wait", PromiseState.KEPT: "ok", PromiseState.BROKEN: "stop"}[promise.state]


@register.filter
def get_move(moves, verb):
    """A move whose verb is no word of the template language."""
    return moves.get(verb)


@register.filter
def invitation_words(session):
    """The message beside the letter: it names nobody and no quarrel."""
    said = _("Anda diundang bertemu pada %(day)s pukul %(at)s di %(venue)s. Boleh ditemani. Tidak dipungut biaya.")
    day = date_format(session.held_on, "l, j F Y")
    return said % {"day": day, "at": f"{session.starts_at:%H.%M}", "venue": session.venue}


@register.filter
def case_facts(case):
    """[(label, value)] of the matter itself."""
    day = case.happened_on
    return [
        (_("Jenis"), case.get_kind_display()),
        (_("Tempat"), ", ".join(filter(None, [case.where, case.regency.name]))),
        (_("Kapan"), day and date_format(day, "j F Y")),
        (_("Yang diharapkan"), case.desired_outcome),
        (_("Disampaikan"), f"{case.get_brought_by_display()}, {date_format(case.lodged_at, 'j F Y')}"),
    ]
