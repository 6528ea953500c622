"""Two records that may be one person: suggested on every path, decided by a person, undone by one press.

Nothing is merged or deleted: two records that are one are linked, and each keeps its history.
"""

import datetime
from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.copying import FEW
from harmoni.history.atomicity import demand_transaction
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import post_new
from registrations.people.alike import REGENCY, duplicates_of
from registrations.people.models import Person, PossibleDuplicate

DECIDED = "people.duplicate_decided"
LOOK = "people.look_for_duplicates"
AHEAD = datetime.timedelta(minutes=30)  # of the receipts of the same sheet, but after its own next steps
FURTHEST = 10  # records that may be one person


def suspect(people: Iterable[Person], *, village: str, by: User, how: str) -> None:
    """Looks for whom each of these may be: at once for as many as a desk enters, in the outbox for a sheet's.

    `village` is the place's path, `how` the verb that saved the records.
    """
    demand_transaction("a suggestion")
    people = list(people)
    if len(people) <= FEW:
        look(people, village=village, by=by, how=how)
    else:
        ids = [str(person.pk) for person in people]
        payload = {"people": ids, "village": village, "by": by.pk, "how": how}
        post_new([Outbox(kind=LOOK, dedupe_key=f"{LOOK}/{uuid4()}", payload=payload, next_at=timezone.now() - AHEAD)])


def look(people: Iterable[Person], *, village: str, by: User, how: str) -> None:
    """Suggests to the village whom of its own book each of these may be, and to its regency whom of the other books.

    What was suggested or decided once stays.
    """
    pairs = {}
    for pk, alike in duplicates_of({person.pk: person for person in people}.values(), village).items():
        for one in alike:
            first, second = sorted((pk, one.person.pk))
            values = {"signs": list(one.signs), "found_how": how, "found_by": by}
            values["place"] = village if one.own else village[:REGENCY]
            pairs.setdefault((first, second), PossibleDuplicate(first_id=first, second_id=second, **values))
    PossibleDuplicate.objects.bulk_create(pairs.values(), ignore_conflicts=True)


@transaction.atomic
def decide(*, pair: PossibleDuplicate, verb: str, by: User, reason: str) -> None:
    """`sama` or `beda` with its reason; the village of the officer who made the record reads it. Raises MoveRefused."""
    reason = reason.strip()[:500]
    pair.move(verb, by=by, reason=reason, why=reason, decided_by=by, decided_at=timezone.now())
    if pair.found_by_id != by.pk and not pair.across_villages:
        _tell(pair)


@transaction.atomic
def undo(*, pair: PossibleDuplicate, by: User) -> None:
    """Open again, as if nobody had decided; the history keeps that somebody had. Raises MoveRefused."""
    pair.move("urungkan", by=by, why="", decided_by=None, decided_at=None)
    Notice.objects.open().filter(kind=DECIDED, record=pair.pk).update(done_at=timezone.now(), done_by=by)


def linked(people: Iterable[UUID], user: User) -> dict[UUID, UUID]:
    """{id: the id that stands for all of them} of these records and whoever was decided to be one with them.

    Only by decisions in the territory of this person, so that a village learns of its own book alone.
    """
    same = PossibleDuplicate.objects.visible_to(user, Permission.DUPLICATE_DECIDE)
    same = same.filter(status=PossibleDuplicate.Status.SAME)
    heads = {person: person for person in people}
    asked: set[UUID] = set()
    for _step in range(FURTHEST):
        new = heads.keys() - asked
        if not new:
            break
        asked |= new
        for first, second in same.about(new).values_list("first", "second"):
            _join(heads, first, second)
    return heads


def alike_of(person: UUID, user: User) -> list[PossibleDuplicate]:
    """What this person sees of one record's pairs: those that are open, and those decided to be one."""
    pairs = PossibleDuplicate.objects.visible_to(user, Permission.DUPLICATE_DECIDE).about([person])
    return list(pairs.exclude(status=PossibleDuplicate.Status.DIFFERENT)[:FURTHEST])


def has_alike(person: str) -> Exists:
    """For a query: whether the person of this field stands in any pair that is not decided to be of two."""
    rows = PossibleDuplicate.objects.exclude(status=PossibleDuplicate.Status.DIFFERENT)
    return Exists(rows.filter(Q(first=OuterRef(person)) | Q(second=OuterRef(person))))


def _join(heads, first, second):
    kept, given_up = sorted((heads.setdefault(first, first), heads.setdefault(second, second)))
    for person, head in heads.items():
        if head == given_up:
            heads[person] = kept


def _tell(pair):
    same = pair.status == PossibleDuplicate.Status.SAME
    said = _("Dua catatan yang mirip: orang yang sama") if same else _("Dua catatan yang mirip: orang yang berbeda")
    Notice.objects.update_or_create(
        dedupe_key=f"{DECIDED}/{pair.pk}",
        defaults={
            "place": pair.place,
            "permission": Permission.STAY_CHANGE,
            "kind": DECIDED,
            "title": said,
            "record": pair.pk,
            "path": pair.get_absolute_url(),
            "done_at": None,
            "done_by": None,
        },
    )
