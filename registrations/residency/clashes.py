"""Two stays of one NIK, each in its own desa adat: both regencies are told, and neither learns of the other's stay.

They share a match number. What each knows of the person is shown to both when both have agreed; a village is told
nothing at any time, only asked what it might be asked of anybody: still here? is the NIK the one on the card?
"""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.atomicity import demand_transaction
from harmoni.notices.models import Notice
from registrations.people import numbers
from registrations.residency.models import Clash, ClashSide, Stay
from registrations.residency.workflow import Status

CLASH, ASKED = "residency.clash", "residency.asked"
ANSWER_WITHIN = datetime.timedelta(days=7)
QUESTIONS = {
    "tanya-tinggal": _lazy("Pastikan masih tinggal atau sudah pulang: %(who)s (%(number)s)"),
    "tanya-nik": _lazy("Periksa lagi NIK pada KTP: %(who)s (%(number)s)"),
}


def tell_both(stay: Stay) -> None:
    """An inbox row for whoever settles clashes at the place of the waiting stay, and at that of the active one.

    Each row leads to the stay in its own territory and names nobody. Told again, a row that was done is open again.
    """
    demand_transaction("a row of the inbox")
    active = list(_active(stay))
    rows = [_notice(one, waiting=stay) for one in (stay, *active)]
    Notice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["dedupe_key"],
        update_fields=["place", "path", "done_at", "done_by"],
    )
    _close(Clash.objects.filter(waiting=stay).exclude(active__in=active))
    for other in active:
        _open(stay, other)


def settled(stay: Stay, *, by: User | None) -> None:
    """The stay waits no longer: its rows are done. If it is active now, others that still wait clash with it."""
    about = Q(kind=CLASH, dedupe_key__startswith=f"{CLASH}/{stay.pk}/")
    Notice.objects.open().filter(about).update(done_at=timezone.now(), done_by=by)
    _close(Clash.objects.filter(Q(waiting=stay) | Q(active=stay)))
    if stay.status == Status.ACTIVE and stay.nik_digest is not None:
        for waiting in Stay.objects.awaiting_match().filter(nik_digest=bytes(stay.nik_digest)):
            tell_both(waiting)


@transaction.atomic
def answer(*, side: ClashSide, verb: str, by: User, reason: str) -> None:
    """One of the moves of a side, with its reason; what is asked of the village becomes a row of its inbox.

    Raises MoveRefused.
    """
    reason = reason.strip()[:500]
    said: dict[str, Any] = {"why": reason} if verb in ("setuju-buka", "tarik-buka") else {}
    side.move(verb, by=by, reason=reason, **said)
    if verb in QUESTIONS:
        _ask(side.stay, verb)


def is_open(side: ClashSide, user: User) -> bool:
    """Whether this person sees both stays: both regencies agreed, or both stays lie in one territory of this person."""
    others = [other for other in side.clash.sides.all() if other.pk != side.pk]
    both = side.agreed and all(other.agreed for other in others)
    return both or all(user.may_at(Permission.STAY_MATCH, other.place) for other in others)


def _active(stay):
    if stay.nik_digest is None:
        return Stay.objects.none()
    return Stay.objects.active().filter(nik_digest=bytes(stay.nik_digest)).exclude(pk=stay.pk)


def _open(waiting, active):
    """Once while it lasts; each regency its own side."""
    values = {"number": numbers.new_number(numbers.MATCH)}
    clash, new = Clash.objects.get_or_create(waiting=waiting, active=active, closed_at=None, defaults=values)
    if new:
        ClashSide.objects.bulk_create([ClashSide(clash=clash, stay=stay) for stay in (waiting, active)])


def _close(clashes):
    clashes.filter(closed_at=None).update(closed_at=timezone.now())


def _ask(stay, verb):
    """In words that fit any stay; asked again, a row that was done is open again."""
    holder = {"who": stay.person.initials, "number": stay.registration_number}
    Notice.objects.update_or_create(
        dedupe_key=f"{ASKED}/{verb}/{stay.pk}",
        defaults={
            "place": stay.place,
            "permission": Permission.STAY_CHANGE,
            "kind": ASKED,
            "title": QUESTIONS[verb] % holder,
            "record": stay.pk,
            "path": stay.get_absolute_url(),
            "due_on": timezone.localdate() + ANSWER_WITHIN,
            "done_at": None,
            "done_by": None,
        },
    )


def _notice(stay, *, waiting):
    return Notice(
        place=stay.place,
        permission=Permission.STAY_MATCH,
        kind=CLASH,
        title=_("Ada laporan yang menunggu pencocokan"),
        record=stay.pk,
        path=stay.get_absolute_url(),
        dedupe_key=f"{CLASH}/{waiting.pk}/{stay.pk}",
    )
