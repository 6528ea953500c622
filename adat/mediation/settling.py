"""An agreement is written with its promises, seen to at 7, 30 and 90 days, and closed; or it comes otherwise."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.mediation.access import give_intake, has_mediator, others_on
from adat.mediation.models import VISIT_DAYS, Agreement, Case, Consent, FollowUp, Promise, PromiseState, Side
from adat.mediation.workflow import CaseStatus
from adat.villages.models import due_after
from harmoni.accounts.models import User
from harmoni.history.workflow import MoveRefused
from harmoni.notices.word import send_word

WEEK = datetime.timedelta(days=7)


@transaction.atomic
def agree(
    *, case: Case, by: User, agreed_on: datetime.date, text: str, promises: Iterable[Mapping[str, Any]]
) -> Agreement:
    """`promises`: owner, what, due_on. Both sides are there and willing; nobody is agreed for. Raises MoveRefused."""
    _both_willing(case)
    promises = list(promises)
    if not promises:
        raise MoveRefused(_("Tuliskan sedikitnya satu janji: siapa, apa, dan kapan."))
    due = min([agreed_on + WEEK, *(promise["due_on"] for promise in promises)])
    case.move("sepakati", by=by, next_on=due)
    agreement = Agreement.keep({"text": text}, case=case, agreed_on=agreed_on, written_by=by)
    for promise in promises:
        Promise.keep(
            {"owner": promise["owner"], "what": promise["what"]}, agreement=agreement, due_on=promise["due_on"]
        )
    for days in VISIT_DAYS:
        on = agreed_on + datetime.timedelta(days=days)
        FollowUp.objects.create(agreement=agreement, after_days=days, due_on=on)
    send_word(others_on(case, by))
    return agreement


def _both_willing(case):
    parties = list(case.parties.all())
    if {party.side for party in parties} != set(Side):
        raise MoveRefused(_("Kesepakatan memerlukan kedua pihak. Tambahkan pihak yang belum tercatat."))
    if any(party.consent != Consent.YES for party in parties):
        raise MoveRefused(_("Belum semua pihak bersedia dimediasi. Catat dahulu persetujuannya."))


@transaction.atomic
def settle_promise(*, case: Case, by: User, promise: Promise, state: PromiseState, note: str = "") -> None:
    promise.state, promise.settled_on, promise.note = state, timezone.localdate(), note
    promise.save(update_fields=["state", "settled_on", "note_sealed"])
    case.move("janji", by=by, detail={"state": str(state)}, next_on=next_date(case))


@transaction.atomic
def visit(*, case: Case, by: User, visited_on: datetime.date, found: str) -> FollowUp:
    """The next visit that is due; after the last one the case waits to be closed. Raises MoveRefused."""
    agreement = case.agreement
    due = agreement.next_visit if agreement else None
    if due is None:
        raise MoveRefused(_("Semua kunjungan sudah tercatat."))
    if not agreement.agreed_on <= visited_on <= timezone.localdate():
        raise MoveRefused(_("Tanggal kunjungan di antara hari kesepakatan dan hari ini."))
    due.visited_on, due.visited_by, due.found = visited_on, by, found
    due.save(update_fields=["visited_on", "visited_by", "found_sealed"])
    case.move("kunjungi", by=by, detail={"after_days": due.after_days}, next_on=next_date(case))
    return due


def next_date(case: Case) -> datetime.date:
    """The first day on which something is promised or a visit is due; a week from now when nothing is waited for."""
    agreement = case.agreement
    days = list(agreement.promises.filter(state=PromiseState.OPEN).values_list("due_on", flat=True))
    if due := agreement.next_visit:
        days.append(due.due_on)
    return min(days, default=timezone.localdate() + WEEK)


@transaction.atomic
def fail(*, case: Case, by: User, reason: str) -> None:
    """No agreement: within a week it is referred, tried again, or closed."""
    case.move("tidak-sepakat", by=by, reason=reason, next_on=timezone.localdate() + WEEK)


@transaction.atomic
def close(*, case: Case, by: User, reason: str) -> None:
    """Not before the last visit, where there was an agreement. Raises MoveRefused."""
    if case.status == CaseStatus.FOLLOW_UP and case.agreement.next_visit:
        raise MoveRefused(
            _("Kunjungan hari ke-%(days)d belum tercatat.") % {"days": case.agreement.next_visit.after_days}
        )
    _end("tutup", case, by, reason)


@transaction.atomic
def withdraw(*, case: Case, by: User, reason: str) -> None:
    _end("tarik", case, by, reason)


def _end(verb, case, by, reason):
    case.move(verb, by=by, reason=reason, next_on=None, closed_on=timezone.localdate())
    send_word(others_on(case, by))


@transaction.atomic
def reopen(*, case: Case, by: User, reason: str, recurs: bool = False) -> None:
    """It is received anew within three working days; `recurs`: the same thing has happened again."""
    due = due_after(timezone.localdate())
    case.move("buka-kembali", by=by, reason=reason, next_on=due, closed_on=None, recurs=case.recurs or recurs)
    if not has_mediator(case):
        give_intake(case)
    send_word(others_on(case, by))
