"""Who comes onto the list of a case, and off it again."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from adat.mediation.models import AccessGrant, Case, Seat, SeatKind, SeatStatus, Standing
from adat.mediation.reminders import on_the_lists_of
from adat.mediation.roster import ask_for_mediators, mediators
from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import GRANTS, Permission
from harmoni.notices.slots import first_in
from harmoni.notices.word import send_word

REFUSED = (SeatStatus.DECLINED, SeatStatus.OBJECTED)


def grant(case: Case, assignment: Assignment, standing: Standing, *, by: User | None) -> AccessGrant:
    """The line of this person on the list; one that stands already is given the higher standing of a mediator."""
    live = case.grants.live().filter(user=assignment.user_id).first()
    if live is None:
        columns = {"place": assignment.path, "standing": standing, "by": by}
        live = case.grants.create(user_id=assignment.user_id, **columns)
    elif standing == Standing.MEDIATOR and live.standing != standing:
        live.standing, live.place = standing, assignment.path
        live.save(update_fields=["standing", "place"])
    case.__dict__.pop("_standings", None)
    return live


def office_of(user: User, permission: Permission) -> Assignment | None:
    """The assignment by which this person has the permission; the oldest first."""
    return next((one for one in user.current_assignments if permission in GRANTS[one.role]), None)


def end_access(case: Case, users: Iterable[int], *, by: User | None) -> None:
    case.grants.filter(user__in=list(users)).end(by=by)
    case.__dict__.pop("_standings", None)


def hearing_offices(case: Case) -> list[Assignment]:
    """The mediators of the regency who are not partial; where there is none, those of the whole province."""
    partial = set(case.seats.filter(status__in=REFUSED).values_list("user", flat=True))
    able = [one for one in mediators() if one.user_id not in partial]
    code = case.regency_id
    return [one for one in able if one.path.startswith(code)] or [one for one in able if one.path.startswith(code[:2])]


def give_intake(case: Case) -> None:
    """A new case comes onto the desks of the mediators by a line each; they learn only that there is word.

    Where nobody is left who may take it, more mediators are asked for, in words that tell of no case.
    """
    known = set(case.grants.live().values_list("user", flat=True))
    offices = hearing_offices(case)
    if not offices:
        ask_for_mediators()
    for office in offices:
        grant(case, office, Standing.MEDIATOR, by=None)
    send_word(office.user for office in offices if office.user_id not in known)


@transaction.atomic
def give_all_intake() -> int:
    """For cases that nobody leads: none was found, or whoever led holds the office no more. Returns how many."""
    in_office = {(one.user_id, one.path) for one in mediators()}
    lines = AccessGrant.objects.live().filter(standing=Standing.MEDIATOR, case__in=Case.objects.running())
    lost = [line for line in lines if (line.user_id, line.place) not in in_office]
    led = {line.case_id for line in lines if line not in lost}
    alone = list(Case.objects.running().exclude(pk__in=led).select_for_update(of=("self",), skip_locked=True))
    for case in alone:
        end_access(case, [line.user_id for line in lost if line.case_id == case.pk], by=None)
        give_intake(case)
    return len(alone)


@transaction.atomic
def remind_of_due(day: datetime.date) -> int:
    """Word, once a day, to whoever leads a case whose day has come or has passed, and to all whose rule's day it is."""
    if not first_in("mediation.remind", str(day)):
        return 0
    due = Case.objects.running().filter(next_on__lte=day)
    leading = AccessGrant.objects.live().filter(standing=Standing.MEDIATOR, case__in=due).values("user")
    people = {*User.objects.filter(pk__in=leading), *on_the_lists_of(day)}
    send_word(people)
    return len(people)


def has_mediator(case: Case) -> bool:
    """Whether somebody who may lead it sits at the table."""
    seated = Seat.objects.filter(case=case, kind=SeatKind.MEDIATOR, status=SeatStatus.ACCEPTED)
    return case.grants.live().filter(standing=Standing.MEDIATOR, user__in=seated.values("user")).exists()


def others_on(case: Case, by: User | None) -> list[User]:
    """Everybody on the list but whoever acts: to be sent word."""
    live = case.grants.live().select_related("user")
    return [line.user for line in live if by is None or line.user_id != by.pk]
