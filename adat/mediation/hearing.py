"""A case is received by a mediator without interests, the parties meet, and what was said is written and signed."""

import datetime
import json
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.mediation.access import end_access, others_on
from adat.mediation.models import By, Case, Minutes, Seat, SeatKind, SeatStatus, Session, Signature, Standing
from adat.mediation.settling import next_date
from adat.mediation.workflow import KEPT, RUNNING, SessionStatus
from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.word import send_word

SCHEDULE_WITHIN = datetime.timedelta(days=7)


@transaction.atomic
def receive(*, case: Case, by: User, kind: str, clause: str = "") -> None:
    """Taken up by one mediator who has said to have no interest; the others see it no more.

    `kind` as the mediator reads it: whoever wrote it down may have been too kind to a crime. `clause`: its name.
    """
    due = timezone.localdate() + SCHEDULE_WITHIN
    case.clause = clause
    case.move("terima", by=by, kind=kind, clause_sealed=case.clause_sealed, next_on=due)
    seat = case.seats.filter(user=by, status__in=[SeatStatus.INVITED, SeatStatus.ACCEPTED]).first()
    seat = seat or Seat(case=case, kind=SeatKind.MEDIATOR, user=by, invited_by=by)
    seat.status, seat.has_conflict, seat.answered_at = SeatStatus.ACCEPTED, False, timezone.now()
    seat.place = case.standing_of(by).place
    seat.save()
    seated = case.seats.filter(status=SeatStatus.ACCEPTED).values("user")
    waiting = case.grants.live().filter(standing=Standing.MEDIATOR).exclude(user__in=seated.exclude(user=None))
    end_access(case, waiting.values_list("user", flat=True), by=by)
    send_word(others_on(case, by))


@transaction.atomic
def schedule(
    *,
    case: Case,
    by: User,
    held_on: datetime.date,
    starts_at: datetime.time,
    venue: str,
    invited: Iterable[str],
    how: By | Iterable[By],
) -> Session:
    """When, where and who; the next date of the case is the day they meet. Raises MoveRefused."""
    if held_on < timezone.localdate():
        raise MoveRefused(_("Hari pertemuan sudah lewat."))
    case.move("jadwalkan", by=by, next_on=_next_meeting(case, otherwise=held_on))
    ways = [how] if isinstance(how, str) else list(how)
    texts = {"venue": venue, "invited": json.dumps([[name, ways] for name in invited])}
    session = Session.keep(texts, case=case, held_on=held_on, starts_at=starts_at, planned_by=by)
    send_word(others_on(case, by))
    return session


@transaction.atomic
def write_minutes(*, case: Case, by: User, session: Session, text: str) -> Minutes:
    """The next version; signatures stand under the version that was signed, and a new one is signed anew.

    The next date is what an agreement waits for; before there is one, the next meeting or a week from now.
    """
    held = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if held.status == SessionStatus.PLANNED:
        held.status = SessionStatus.HELD
        held.save(update_fields=["status"])
    case.move("notula", by=by, next_on=next_date(case) if case.status in KEPT else _next_meeting(case))
    version = held.minutes.count() + 1
    return Minutes.keep({"text": text}, session=held, version=version, written_by=by)


@transaction.atomic
def call_off(*, case: Case, by: User, session: Session, reason: str) -> None:
    """A meeting that does not take place; within a week there is another, or another end. Raises MoveRefused."""
    off = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if off.status != SessionStatus.PLANNED:
        raise MoveRefused(_("Pertemuan ini sudah berlangsung atau sudah dibatalkan."))
    off.status = SessionStatus.CANCELLED
    off.save(update_fields=["status"])
    case.move("batalkan", by=by, reason=reason, next_on=_next_meeting(case))
    send_word(others_on(case, by))


def _next_meeting(case, otherwise=None):
    """The day of the first one that is planned and has not passed, also of `otherwise`; or a week from now."""
    today = timezone.localdate()
    planned = case.sessions.filter(status=SessionStatus.PLANNED, held_on__gte=today).values_list("held_on", flat=True)
    days = [*planned, *([otherwise] if otherwise else [])]
    return min(days, default=today + SCHEDULE_WITHIN)


@transaction.atomic
def sign(*, minutes: Minutes, by: User, name: str, drawn: str) -> Signature:
    """Somebody who was there signs the newest version on the mediator's screen. Raises MoveRefused."""
    case = minutes.session.case
    if not may_witness(case, by):
        raise MoveRefused(_("Tanda tangan diambil mediator yang memegang perkara ini, selama perkaranya berjalan."))
    if minutes != minutes.session.newest:
        raise MoveRefused(_("Yang ditandatangani adalah versi terakhir. Muat ulang halamannya."))
    record_act("tanda-tangan", by=by, subjects=case.subjects, detail={"name": name, "version": minutes.version})
    return Signature.keep({"name": name, "drawn": drawn}, minutes=minutes, witness=by)


def may_witness(case: Case, user: User) -> bool:
    """Whoever leads it and nobody else, or one side's companion could sign for the other; not after its end."""
    mine = case.standing_of(user)
    return mine is not None and mine.standing == Standing.MEDIATOR and case.status in RUNNING


def may_sign(case: Case) -> list[str]:
    """The names of those who were or could be there."""
    people = [party.name for party in case.parties.all()]
    people += [one.name for party in case.parties.all() for one in party.representatives.all()]
    return list(dict.fromkeys(people + [seat.who for seat in case.seats.filter(status=SeatStatus.ACCEPTED)]))
