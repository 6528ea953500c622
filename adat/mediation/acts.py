"""Every act on a case by its verb: what it asks for and what does it. Screens and other doors call these."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.mediation import act_forms as forms
from adat.mediation import evidence, hearing, lodging, papers, referring, seating, settling
from adat.mediation.models import By, Case
from harmoni.accounts.models import User

Do = Callable[[Case, User, Any], str | None]


@dataclass(frozen=True)
class Act:
    """`do(case, by, form)` gives the path of the answer, or None for the case's own page."""

    form: type[forms.ActForm]
    do: Do


def _plain(verb):
    """For verbs that take the form's values as they are."""

    def do(case, by, form):
        verb(case=case, by=by, **form.values())

    return do


def _receive(case, by, form):
    values = form.cleaned_data
    hearing.receive(case=case, by=by, kind=values["kind"], clause=values["clause"])


def _add_party(case, by, form):
    lodging.add_party(case=case, by=by, values=form.values())


def _schedule(case, by, form):
    session = hearing.schedule(case=case, by=by, **form.values())
    if By.LETTER in form.cleaned_data["how"]:
        papers.invite_by_letter(session, form.cleaned_data["invited"], by=by)


def _write_minutes(case, by, form):
    minutes = hearing.write_minutes(case=case, by=by, **form.values())
    return reverse("mediation:minutes", args=[case.pk, minutes.pk])


def _agree(case, by, form):
    values = form.cleaned_data
    agreement = settling.agree(
        case=case, by=by, agreed_on=values["agreed_on"], text=values["text"], promises=form.promises()
    )
    papers.print_agreement(agreement, by=by)


def _refer(case, by, form):
    values = form.values()
    fields = values.pop("fields_passed")
    referring.refer(case=case, by=by, values=values, fields=fields, consented_on=timezone.localdate())


def _seat(case, by, form):
    values = form.cleaned_data
    if values["office"]:
        seating.invite(case=case, by=by, office=form.offices[values["office"]], wanted_by=values["wanted_by"])
    else:
        outsider = {"kind": values["kind"], "name": values["name"], "wanted_by": values["wanted_by"]}
        seating.seat_outsider(case=case, by=by, **outsider)


def _give_link(case, by, form):
    link = lodging.give_link(case=case, by=by, party=form.cleaned_data["party"])
    return reverse("mediation:link", args=[case.pk, link.pk])


def _keep(case, by, form):
    values = form.cleaned_data
    evidence.add_evidence(case=case, by=by, what=values["what"], scan=values["file"])


def _revoke(case, by, form):
    values = form.cleaned_data
    seating.revoke_access(case=case, by=by, user=form.people[values["user"]], reason=values["reason"])


def _step_down(case, by, form):
    seating.step_down(case=case, by=by, reason=form.cleaned_data["reason"])
    return reverse("mediation:list")


ACTS = {
    "terima": Act(forms.ReceiveForm, _receive),
    "jadwalkan": Act(forms.ScheduleForm, _schedule),
    "batalkan": Act(forms.CallOffForm, _plain(hearing.call_off)),
    "notula": Act(forms.MinutesForm, _write_minutes),
    "sepakati": Act(forms.AgreementForm, _agree),
    "janji": Act(forms.PromiseForm, _plain(settling.settle_promise)),
    "kunjungi": Act(forms.VisitForm, _plain(settling.visit)),
    "rujuk": Act(forms.ReferForm, _refer),
    "jawaban": Act(forms.AnswerForm, _plain(referring.record_answer)),
    "tutup": Act(forms.OutcomeForm, _plain(settling.close)),
    "tidak-sepakat": Act(forms.ReasonedForm, _plain(settling.fail)),
    "tarik": Act(forms.ReasonedForm, _plain(settling.withdraw)),
    "buka-kembali": Act(forms.ReopenForm, _plain(settling.reopen)),
    "pihak": Act(forms.PartyForm, _add_party),
    "setuju": Act(forms.ConsentForm, _plain(lodging.record_consent)),
    "wakil": Act(forms.RepresentativeForm, _plain(lodging.add_representative)),
    "kursi": Act(forms.SeatForm, _seat),
    "bukti": Act(forms.EvidenceForm, _keep),
    "tautan": Act(forms.OfParty, _give_link),
    "tolak-mediator": Act(forms.ObjectionForm, _plain(seating.object_to)),
    "undur": Act(forms.ReasonedForm, _step_down),
    "tutup-akses": Act(forms.RevokeForm, _revoke),
}


def perform(verb: str, case: Case, *, by: User, form: forms.ActForm) -> str:
    """Does it and gives the path of the answer. Raises MoveRefused."""
    return ACTS[verb].do(case, by, form) or case.get_absolute_url()


def said_after(verb: str) -> str:
    return _("Tercatat.") if verb != "undur" else _("Anda sudah undur diri. Perkara ini tidak terlihat lagi bagi Anda.")
