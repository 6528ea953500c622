"""Where a case, a seat, a promise and a visit stand: a word and its style."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from adat.mediation.messages import address_of
from adat.mediation.models import By, Consent, PromiseState, SeatKind, SeatStatus
from adat.mediation.workflow import CaseStatus
from registrations.certification.pact_text import CLAUSES

register = template.Library()
S = CaseStatus
TITLES = [(clause.name, clause.title) for clause in CLAUSES]
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
def asked_with(session, parties):
    """[(name, "surat, pesan", address that opens the message ready, or '')] of whoever is invited."""
    contacts, words = {party.name: party.contact for party in parties}, invitation_words(session)
    rows = []
    for name, ways in session.invitations:
        by_message = By.MESSAGE in ways and contacts.get(name)
        told = ", ".join(str(By(way).label) for way in ways)
        rows.append((name, told, address_of(contacts[name], words) if by_message else ""))
    return rows


@register.filter
def message_to(party, words):
    """The address that opens WhatsApp or the mail with these words for a party; '' where it has neither."""
    return address_of(party.contact, words) if party.contact else ""


@register.filter
def languages_without_interpreter(case):
    """The languages that the parties need, while no interpreter sits at the table."""
    needed = [party.language for party in case.parties.all() if party.language]
    sits = needed and case.seats.filter(kind=SeatKind.INTERPRETER, status=SeatStatus.ACCEPTED).exists()
    return "" if sits else ", ".join(dict.fromkeys(needed))


@register.filter
def case_facts(case):
    """[(label, value)] of the matter itself."""
    day = case.happened_on
    return [
        (_("Jenis"), case.get_kind_display()),
        (_("Tempat"), ", ".join(filter(None, [case.where, case.regency.name]))),
        (_("Kapan"), day and date_format(day, "j F Y")),
        (_("Yang diharapkan"), case.desired_outcome),
        (_("Janji pakta"), dict(TITLES).get(case.clause, "")),
        (_("Disampaikan"), f"{case.get_brought_by_display()}, {date_format(case.lodged_at, 'j F Y')}"),
    ]
