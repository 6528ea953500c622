"""A case is brought: at a desk, by an office of the origin, or by anybody without an account. Once for its key."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.mediation.access import give_intake, grant, office_of
from adat.mediation.models import Case, Party, Standing, StateLink
from adat.villages.models import due_after
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from registrations.people import numbers
from registrations.people.book import one_at_a_time

NUMBER = "M"
TEXTS = ("subject", "where", "summary", "desired_outcome")
PARTY_TEXTS = ("name", "contact", "stay_number", "language")


@transaction.atomic
def lodge(
    *, key: uuid.UUID, values: Mapping[str, Any], parties: Iterable[Mapping[str, str]] = (), by: User | None = None
) -> Case:
    """The case with its parties; the same key gives the first one again. It is received within three working days.

    `values`: kind, brought_by, regency, happened_on, confidential and the sealed texts; the seed brings its own number.
    Raises MoveRefused.
    """
    office = office_of(by, Permission.CASE_OPEN) if by else None
    if by and office is None:
        raise MoveRefused(_("Peran Anda tidak mencatat perkara."))
    one_at_a_time(f"mediation/{key}")
    if earlier := Case.objects.filter(key=key).first():
        return earlier
    texts = {name: values.get(name, "") for name in TEXTS}
    columns = {"number": numbers.new_number(NUMBER)}
    columns |= {name: value for name, value in values.items() if name not in TEXTS}
    due = due_after(timezone.localdate())
    case = Case.keep(texts, key=key, lodged_by=by, next_on=due, **columns)
    for party in parties:
        enter_party(case, party)
    if office:
        grant(case, office, Standing.LODGER, by=by)
    else:
        StateLink.give(case, opens_once=False)
    give_intake(case)
    record_act("bawa-perkara", by=by, subjects=case.subjects, after=case.status)
    return case


def enter_party(case: Case, values: Mapping[str, Any]) -> Party:
    texts = {name: values.get(name, "") for name in PARTY_TEXTS}
    return Party.keep(texts, case=case, **{name: value for name, value in values.items() if name not in PARTY_TEXTS})


@transaction.atomic
def add_party(*, case: Case, by: User, values: Mapping[str, Any]) -> Party:
    case.move("pihak", by=by)
    return enter_party(case, values)


@transaction.atomic
def add_representative(*, case: Case, by: User, party: Party, name: str, basis: str) -> None:
    case.move("wakil", by=by)
    party.representatives.model.keep({"name": name, "basis": basis}, party=party)


@transaction.atomic
def record_consent(*, case: Case, by: User, party: Party, consent: str) -> None:
    """Whether a party is willing to be mediated; it may say otherwise later."""
    case.move("setuju", by=by, detail={"consent": consent})
    party.consent, party.consented_on = consent, timezone.localdate()
    party.save(update_fields=["consent", "consented_on"])


@transaction.atomic
def give_link(*, case: Case, by: User, party: Party) -> StateLink:
    """A link that opens once, and its PIN: shown to this officer, who sends the one and tells the other."""
    case.move("tautan", by=by)
    return StateLink.give(case, party=party, opens_once=True)
