"""Move to another desa adat: one journey, two books, and the chain of places and times whole.

Nothing happens to the stay until the other village has accepted; then the old stay ends and the new one begins in
one transaction, or neither does.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from harmoni.notices.models import Notice
from harmoni.regions.models import CustomaryVillage
from registrations.people.book import known_at
from registrations.people.forms import PERSON
from registrations.people.models import Presence
from registrations.people.presence import leave
from registrations.residency.arrival import AlreadyHere, record_arrival
from registrations.residency.changes import admit
from registrations.residency.clashes import settled
from registrations.residency.clock import half_a_year_after
from registrations.residency.jobs import PRESENT, bound_to_place, carry, present_job
from registrations.residency.models import Ending, Stay, Transfer, a_year_after
from registrations.residency.moving_family import tie_again
from registrations.residency.registers import leave_registers
from registrations.residency.reminders import settle
from registrations.residency.workflow import Status

DECLINED = "residency.transfer_declined"
LONGEST_WAIT = datetime.timedelta(days=183)
KEPT = ("purpose", "candidate", "letter_token", "settling_since", "settling_due")


@transaction.atomic
def propose_transfer(
    *, stay: Stay, village: CustomaryVillage, by: User, on: datetime.date, reason: str = ""
) -> Transfer:
    """Announces the person to the other village. Raises ValidationError, or MoveRefused while one is announced."""
    today = timezone.localdate()
    if village.pk == stay.customary_village_id:
        raise ValidationError({"village": _("Orang ini sudah tercatat di desa adat ini.")})
    if not stay.arrived_on <= on <= today + LONGEST_WAIT:
        raise ValidationError(
            {"leaving_on": _("Tanggal pindah harus sesudah tanggal tiba dan paling lama enam bulan lagi.")}
        )
    _lock(stay)
    if Transfer.objects.filter(stay=stay).open().exists():
        raise MoveRefused(_("Kepindahan sudah diajukan dan menunggu jawaban desa adat tujuan."))
    stay.move("pindah", by=by, reason=reason, detail={"village": str(village)})
    new = Transfer.objects.create(stay=stay, village=village, leaving_on=on, reason=reason, proposed_by=by)
    return new


@transaction.atomic
def accept_transfer(
    *, transfer: Transfer, by: User, on: datetime.date, address: str, until: datetime.date | None = None, **lodging: Any
) -> Stay:
    """The person has arrived: the old stay ends on that day, the new one begins. Returns the stay at the new place.

    Who waits for matching goes on waiting, and who was active stays so: the journey is one. Where the new village had
    taken the person up already, that stay is the one that goes on. Raises MoveRefused or ValidationError.
    """
    transfer.move("terima", by=by, decided_by=by, decided_at=timezone.now())
    locked = Stay.objects.select_for_update(of=("self",)).select_related("person", "customary_village")
    old = locked.get(pk=transfer.stay_id)
    if not old.is_here:
        raise MoveRefused(_("Masa tinggal di desa adat asal sudah selesai. Daftarkan sebagai pendatang baru."))
    if not old.arrived_on <= on <= timezone.localdate():
        said = _("Tanggal tiba harus sesudah tiba di tempat lama dan paling akhir hari ini.")
        raise ValidationError({"arrived_on": said})
    carried = {field: value for field in _kept(old) if (value := getattr(old, field))}
    _end(old, by, on)
    new = _begin(old, transfer, by, {**carried, **lodging, "arrived_on": on, "address": address}, until)
    tie_again(old, new)
    came = {"from": str(old.customary_village)}
    record_act("tiba-pindah", by=by, subjects=[*new.subjects, transfer.pk], place=transfer.place, detail=came)
    return new


@transaction.atomic
def decline_transfer(*, transfer: Transfer, by: User, reason: str) -> None:
    """Nobody came, or not to here: the stay goes on where it is, and the sender reads why."""
    transfer.move("tidak-datang", by=by, reason=reason, decided_by=by, decided_at=timezone.now(), answer=reason.strip())
    _tell_sender(transfer)


@transaction.atomic
def withdraw_transfer(*, transfer: Transfer, by: User) -> None:
    """The sender takes it back before it is answered."""
    transfer.move("urung", by=by, decided_by=by, decided_at=timezone.now())


def chain_of(stay: Stay) -> list[Stay]:
    """The whole journey in its order, as the person may see it; every office reads `chain_for`."""
    chain = [stay]
    while (first := chain[0].moved_from) and len(chain) < 50:
        chain.insert(0, first)
    while chain[-1].ended_as == Ending.MOVED and (following := _next(chain[-1])):
        chain.append(following)
    return chain


def _next(stay):
    return Stay.objects.filter(moved_from=stay).select_related("customary_village").first()


@dataclass(frozen=True)
class Link:
    """One place of a journey; `url` only where this person may read the stay there.

    `is_onward`: where the journey went on from the last place of one's own; whether it still lasts is not told.
    """

    place: str
    since: datetime.date
    until: datetime.date | None
    url: str
    is_this: bool
    is_onward: bool


def chain_for(stay: Stay, user: User) -> list[Link]:
    """The places and times up to the last stay that this person may read, and where it went on from there.

    So the present place reads the journey whole, and a former one learns nothing after the move it proposed itself.
    """
    chain = chain_of(stay)
    mine = [number for number, one in enumerate(chain) if user.may_at(Permission.STAY_READ, one.place)]
    last = max(mine, default=chain.index(stay))
    return [
        Link(
            place=str(one.customary_village),
            since=one.arrived_on,
            until=None if number > last else one.departed_on,
            url=one.get_absolute_url() if number in mine else "",
            is_this=one.pk == stay.pk,
            is_onward=number > last,
        )
        for number, one in enumerate(chain[: last + 2])
    ]


def _lock(stay):
    stay.refresh_from_db(from_queryset=Stay.objects.select_for_update(of=("self",)))


def _kept(old):
    """What the new stay begins with; work at a site of the old place stays behind."""
    return KEPT if bound_to_place(present_job(old), old.customary_village) else (*KEPT, *PRESENT)


def _end(old, by, on):
    """Ended by whoever accepted: a right at the new place is enough, since the old one has proposed it."""
    before = old.status
    values = {"status": Status.DEPARTED, "departed_on": on, "ended_as": Ending.MOVED}
    for field, value in {**values, "settling_since": None, "settling_due": None}.items():
        setattr(old, field, value)
    old.save(update_fields=[*values, "settling_since", "settling_due"])
    record_act("pindah-selesai", by=by, subjects=old.subjects, place=old.place, before=before, after=old.status)
    receipts = Document.objects.filter(record=old.pk, state=Document.State.VALID)
    receipts.update(state=Document.State.SUPERSEDED)
    leave_registers(old)
    leave(old.person, Presence.Side.DESTINATION, old.place, on)
    settle(old, by=by)
    settled(old, by=by)


def _begin(old, transfer, by, values, until):
    joined = {"year_since": old.year_since or old.arrived_on, "moved_from": old, "planned_until": _term(old, until)}
    try:
        person = _person(old.person, transfer.place)
        new = record_arrival(by=by, village=transfer.village, person=person, stay=values | joined)
        carry(old, new, values["arrived_on"])
        return new
    except AlreadyHere as here:
        Stay.objects.filter(pk=here.stay.pk, moved_from=None).update(moved_from=old)
        admit(here.stay)
        return Stay.objects.get(pk=here.stay.pk)


def _term(old, until):
    """What was typed; or the planned end that stood, as long as it lies ahead; or half a year."""
    today = timezone.localdate()
    stands = today < old.planned_until <= a_year_after(today)
    return until or (old.planned_until if stands else half_a_year_after(today))


def _person(person, path):
    """What the old book knows; the new village's own words about somebody whom it knows stay as they are."""
    values = {field: getattr(person, field) for field in PERSON}
    known = known_at(path, values["nik"]) if values["nik"] else None
    return {field: value for field, value in values.items() if field == "nik" or not getattr(known, field, "")}


def _tell_sender(transfer):
    stay = transfer.stay
    Notice.objects.create(
        place=stay.place,
        permission=Permission.STAY_CHANGE,
        kind=DECLINED,
        title=_("Kepindahan %(who)s tidak diterima: baca alasannya") % {"who": stay.person.initials},
        record=transfer.pk,
        path=stay.get_absolute_url(),
        dedupe_key=f"{DECLINED}/{transfer.pk}",
    )
