"""Roles are given and taken: each assignment, its beginning and its end, is an act in the history."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Role
from harmoni.history.record import record_act, record_acts
from harmoni.regions.models import CustomaryVillage, Region


@transaction.atomic
def appoint(
    *,
    user: User,
    role: Role,
    place: CustomaryVillage | Region | None,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    by: User | None,
) -> Assignment:
    """Gives a role at a place (None: everywhere), today or from `since`, until the end of the day `until`."""
    given = assignment(user, role, place, since=since or timezone.localdate(), until=until)
    given.save(force_insert=True)
    record_act(**_act("angkat", given, by))
    return given


@transaction.atomic
def appoint_all(assignments: Iterable[Assignment], *, by: User | None) -> list[Assignment]:
    """Many at once, each with its act."""
    given = Assignment.objects.bulk_create(assignments)
    record_acts(_act("angkat", one, by) for one in given)
    return given


@transaction.atomic
def end(*, assignment: Assignment, until: datetime.date, by: User | None, reason: str = "") -> None:
    """The role ends with the day `until`. Raises ValidationError when that lies before its first day."""
    mine = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if until < mine.since:
        raise ValidationError({"until": _("Tugas tidak dapat berakhir sebelum hari pertamanya.")})
    mine.until = assignment.until = until
    mine.save(update_fields=["until"])
    record_act(**_act("berhentikan", mine, by), reason=reason)


def assignment(user, role, place, *, since, until=None) -> Assignment:
    """Not saved yet."""
    field = "customary_village" if isinstance(place, CustomaryVillage) else "region"
    return Assignment(user=user, role=role, since=since, until=until, **{field: place})


def _act(verb, given, by):
    facts = {"user": given.user_id, "role": str(given.role), "since": given.since, "until": given.until}
    return {"verb": verb, "by": by, "subjects": [], "place": given.path, "detail": facts}
