"""A case is passed on: a letter with the chosen fields, and the answer that comes back."""

import datetime
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adat.mediation.access import others_on
from adat.mediation.models import Case, CaseReferral, PaperKind
from adat.mediation.papers import issue
from harmoni.accounts.models import User
from harmoni.notices.word import send_word

FIELDS = {
    "subject": gettext_lazy("Pokok perkara"),
    "kind": gettext_lazy("Jenis perkara"),
    "happened_on": gettext_lazy("Kapan"),
    "where": gettext_lazy("Tempat"),
    "summary": gettext_lazy("Uraian"),
    "desired_outcome": gettext_lazy("Yang diharapkan"),
    "names": gettext_lazy("Nama para pihak"),
    "contacts": gettext_lazy("Cara menghubungi para pihak"),
}


@transaction.atomic
def refer(
    *, case: Case, by: User, values: Mapping, fields: Collection[str], consented_on: datetime.date
) -> CaseReferral:
    """`values`: receiver, office, need, answer_by, expires_on. Nothing but `fields` is passed on."""
    chosen = [name for name in FIELDS if name in fields]
    case.move("rujuk", by=by, detail={"to": values["receiver"], "fields": chosen}, next_on=values["answer_by"])
    columns = {name: values[name] for name in ("receiver", "answer_by", "expires_on")}
    texts = {"office": values.get("office", ""), "need": values["need"]}
    referral = CaseReferral.keep(texts, case=case, fields=chosen, made_by=by, consented_on=consented_on, **columns)
    issue(case, PaperKind.REFERRAL, to=referral.to, said=said_in(referral), by=by, valid_until=referral.expires_on)
    send_word(others_on(case, by))
    return referral


def said_in(referral: CaseReferral) -> dict:
    """What the letter says, as text."""
    rows = [(FIELDS[name], passed_on(referral.case, name)) for name in referral.fields]
    until = date_format(referral.expires_on, "j F Y")
    return {
        "opening": _("Dengan persetujuan yang bersangkutan, kami merujuk perkara berikut kepada %(to)s.")
        % {"to": referral.to},
        "rows": [[str(label), value] for label, value in rows if value],
        "text": _("Yang dimohon: %(need)s") % {"need": referral.need},
        "closing": _(
            "Yang disampaikan hanya yang disetujui untuk disampaikan, dan hanya untuk keperluan ini sampai %(until)s. "
            "Mohon jawaban paling lambat %(answer)s."
        )
        % {"until": until, "answer": date_format(referral.answer_by, "j F Y")},
    }


def passed_on(case: Case, name: str) -> str:
    """One chosen field as the letter prints it."""
    if name == "names":
        return "; ".join(_named(party, case.confidential) for party in _parties(case))
    if name == "contacts":
        return "; ".join(f"{party.name}: {party.contact}" for party in _parties(case) if party.contact)
    if name == "happened_on":
        return date_format(case.happened_on, "j F Y") if case.happened_on else ""
    return str(case.get_kind_display()) if name == "kind" else getattr(case, name)


def _parties(case):
    """By name where the bringer is not to be told: the order of the sides would tell it."""
    found = list(case.parties.all())
    return sorted(found, key=lambda party: party.name.casefold()) if case.confidential else found


def _named(party, confidential):
    return party.name if confidential else f"{party.name} ({party.get_side_display().lower()})"


@transaction.atomic
def record_answer(*, case: Case, by: User, referral: CaseReferral, answered_on: datetime.date, text: str) -> None:
    """What the receiver says became of it; within a week the case is closed, or it is taken up again."""
    referral.answered_on, referral.answer = answered_on, text
    referral.save(update_fields=["answered_on", "answer_sealed"])
    week = datetime.timedelta(days=7)
    case.move("jawaban", by=by, next_on=timezone.localdate() + week)
    send_word(others_on(case, by))
