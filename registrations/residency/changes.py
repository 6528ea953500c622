"""What happens to a running stay: it is renewed, it ends, it is corrected."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from registrations.people.book import one_at_a_time
from registrations.people.differences import apply, for_history
from registrations.people.duplicates import suspect
from registrations.people.models import PossibleDuplicate, Presence
from registrations.people.presence import leave, stand
from registrations.residency.clashes import settled, tell_both
from registrations.residency.follow_up import ask_origin
from registrations.residency.jobs import corrected
from registrations.residency.lodgings import known_lodging
from registrations.residency.models import Ending, Stay, term_faults
from registrations.residency.receipts import issue_receipt
from registrations.residency.registers import begin_term, correct_registers, leave_registers
from registrations.residency.reminders import settle
from registrations.residency.workflow import Status


@transaction.atomic
def renew(*, stay: Stay, by: User, until: datetime.date) -> None:
    """A new term of at most a year from today, with a new receipt. Raises ValidationError or MoveRefused."""
    _lock(stay)
    today = timezone.localdate()
    faults = term_faults(stay.arrived_on, until, today)
    if not faults and until <= stay.planned_until:
        faults = {"planned_until": _("Tanggal baru harus sesudah tanggal yang sekarang.")}
    if faults:
        raise ValidationError(faults)
    detail: dict[str, Any] = {"planned_until": [str(stay.planned_until), str(until)]}
    values: dict[str, Any] = {"term_since": today, "planned_until": until}
    if until > stay.year_ends:  # still means to go home: the year counts anew
        detail["year_since"], values["year_since"] = [str(stay.year_since or stay.arrived_on), str(today)], today
    stay.move("perpanjang", by=by, detail=detail, **values)
    settle(stay, by=by)
    begin_term(stay)
    issue_receipt(stay)


@transaction.atomic
def depart(*, stay: Stay, by: User, on: datetime.date) -> None:
    """The person has left. A stay of the same NIK that waited for matching elsewhere becomes active by itself."""
    _end(stay, "pulang", by=by, on=on)


@transaction.atomic
def end_as_settled(*, stay: Stay, by: User, on: datetime.date) -> None:
    """The move letter is there: a resident from that day on, and no newcomer any more."""
    _end(stay, "menetap", by=by, on=on, ended_as=Ending.SETTLED)


@transaction.atomic
def end_as_double(*, stay: Stay, by: User, reason: str) -> None:
    """The person's other stay goes on; this one ends as one that never counted, and can be taken up again.

    Raises MoveRefused where no other stay at this place was decided to be of the same person.
    """
    same = PossibleDuplicate.objects.about([stay.person_id]).filter(status=PossibleDuplicate.Status.SAME)
    people = {person for pair in same.values_list("first", "second") for person in pair} - {stay.person_id}
    if not Stay.objects.here().filter(person__in=people, customary_village=stay.customary_village_id).exists():
        raise MoveRefused(_("Catatan yang lain tidak berjalan lagi di desa adat ini."))
    _end(stay, "ganda", by=by, on=timezone.localdate(), reason=reason, ended_as=Ending.DOUBLE)


def take_up_again(people: Iterable[UUID], *, by: User, reason: str) -> None:
    """They are two after all: what was closed as written twice runs again, as far as this officer may say so."""
    for stay in Stay.objects.filter(person__in=people, ended_as=Ending.DOUBLE).select_related("person"):
        if "batal-pulang" in stay.open_moves(by):
            undo_departure(stay=stay, by=by, reason=reason)


def _end(stay, verb, *, by, on, **values):
    if not stay.arrived_on <= on <= timezone.localdate():
        raise ValidationError({"departed_on": _("Tanggal ini harus di antara tanggal tiba dan hari ini.")})
    stay.move(verb, by=by, departed_on=on, settling_since=None, settling_due=None, **values)
    leave_registers(stay)
    leave(stay.person, Presence.Side.DESTINATION, stay.place, on)
    settle(stay, by=by)
    settled(stay, by=by)
    admit_waiting(stay.nik_digest)


@transaction.atomic
def undo_departure(*, stay: Stay, by: User, reason: str) -> None:
    """The person did not leave, or settle, after all; active again unless the NIK has an active stay by now.

    Raises MoveRefused when the person was taken up here again in the meantime.
    """
    again = Stay.objects.here().filter(person=stay.person_id, customary_village=stay.customary_village_id)
    if again.exclude(pk=stay.pk).exists():
        raise MoveRefused(_("Orang ini sudah dicatat lagi di desa adat ini. Lanjutkan pada catatan yang baru."))
    stay.move("batal-pulang", by=by, reason=reason, departed_on=None, ended_as=Ending.HOME)
    leave_registers(stay)
    stand(stay.person, Presence.Side.DESTINATION, stay.place, timezone.localdate())
    if not admit(stay):
        tell_both(stay)


@transaction.atomic
def correct(*, stay: Stay, by: User, person: dict[str, Any], changes: dict[str, Any], reason: str) -> dict[str, list]:
    """Corrects typed values, with before and after in the history; returns what changed, {} when nothing did."""
    if not reason.strip():
        raise MoveRefused(_("Tuliskan alasannya."))
    _lock(stay)
    if not stay.is_here:
        raise MoveRefused(_("Catatan yang sudah selesai tidak diperbaiki lagi. Batalkan kepulangannya dahulu."))
    if person.get("nik"):
        one_at_a_time(f"{stay.place}{person['nik']}")
    old_digest = stay.nik_digest
    before = apply(stay.person, person) | apply(stay, changes)
    if before:
        if "nik" in before:
            stay.nik_digest = stay.person.nik_digest
        if "lodging_name" in before:
            stay.lodging, stay.room = known_lodging(stay.customary_village, stay.lodging_name), ""
        stay.clean()
        stay.person.save()
        _save_or_wait(stay)
        suspect([stay.person], village=stay.place, by=by, how="koreksi")
        record_act(
            "koreksi",
            by=by,
            subjects=stay.subjects,
            place=stay.place,
            reason=reason,
            detail=for_history(before),
        )
        corrected(stay, before, by=by)
        if "planned_until" in before:
            settle(stay, by=by)
        if "origin_village" in before:
            ask_origin(stay)
        if "nik" in before:
            if not admit(stay):
                tell_both(stay)
            admit_waiting(old_digest)
        correct_registers(stay, before)
        issue_receipt(stay)
    return before


@transaction.atomic
def match(*, stay: Stay, by: User, reason: str) -> None:
    """A person at the regency has settled the clash; refused while another stay of the NIK is active."""
    try:
        with transaction.atomic():
            stay.move("cocokkan", by=by, reason=reason)
            settled(stay, by=by)
    except IntegrityError as clash:
        said = _("Masa tinggal lain dengan NIK yang sama masih berjalan. Selesaikan itu dahulu.")
        raise MoveRefused(said) from clash


def admit(stay: Stay) -> bool:
    """Makes a waiting stay active, with its event, if its NIK has no other active stay; says whether it did."""
    try:
        with transaction.atomic():
            waiting = Stay.objects.filter(pk=stay.pk, status=Status.AWAITING_MATCH)
            admitted = waiting.update(status=Status.ACTIVE) == 1
    except IntegrityError:
        return False
    if admitted:
        before, stay.status = Status.AWAITING_MATCH, Status.ACTIVE
        record_act("cocokkan", by=None, subjects=stay.subjects, place=stay.place, before=before, after=stay.status)
        settled(stay, by=None)
    return admitted


def admit_waiting(nik_digest):
    """The stay that waits longest for this NIK, wherever it is, now that another one no longer holds it."""
    if nik_digest is None:
        return
    waiting = Stay.objects.awaiting_match().filter(nik_digest=bytes(nik_digest)).order_by("registered_at").first()
    if waiting:
        admit(waiting)


def _lock(stay):
    """Nobody else changes the stay meanwhile, and what others have changed since it was read is seen."""
    stay.refresh_from_db(from_queryset=Stay.objects.select_for_update(of=("self",)))


def _save_or_wait(stay):
    """A corrected NIK may turn out to have an active stay elsewhere; then this one waits, with the same page."""
    try:
        with transaction.atomic():
            stay.save()
    except IntegrityError as clash:
        if "one_active_stay_per_nik" not in str(clash):
            raise
        stay.status = Status.AWAITING_MATCH
        stay.save()
        tell_both(stay)
