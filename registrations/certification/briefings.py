"""A briefing is planned, its roster filled, its attendance recorded; who passed gets a numbered certificate."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.letters.issuing import issue, revoke
from harmoni.letters.models import Document
from harmoni.regions.models import Region
from registrations.certification.models import Attendance, Briefing, Candidate
from registrations.certification.models.briefing import CERTIFICATE_VALID
from registrations.people.models import Person


@transaction.atomic
def plan(*, by: User, origin: Region, values: dict[str, Any]) -> Briefing:
    """`values`: title, topic, held_on, starts_at, venue, capacity."""
    new = Briefing(origin=origin, planned_by=by, **values)
    new.save(force_insert=True)
    record_act("rencanakan", by=by, subjects=new.subjects, place=new.place, after=new.status)
    return new


@transaction.atomic
def invite(*, briefing: Briefing, candidates: Iterable[Candidate], by: User) -> int:
    """Puts them on the roster; who stands there already stays once. Raises ValidationError when seats are lacking."""
    found = list(dict.fromkeys(candidates))
    Briefing.objects.select_for_update().get(pk=briefing.pk)
    there = set(briefing.attendances.values_list("candidate", flat=True))
    new = [candidate for candidate in found if candidate.pk not in there]
    if len(there) + len(new) > briefing.capacity:
        left = briefing.capacity - len(there)
        raise ValidationError(_("Kursi yang tersisa %(left)d, yang dipilih %(new)d.") % {"left": left, "new": len(new)})
    if new:
        Attendance.objects.bulk_create([Attendance(briefing=briefing, candidate=candidate) for candidate in new])
        _move(briefing, "undang", by, new)
    return len(new)


@transaction.atomic
def take_off(*, briefing: Briefing, candidate: Candidate, by: User) -> None:
    """Off the roster again, as long as the briefing has not been held; who is not on it stays off it."""
    Briefing.objects.select_for_update().get(pk=briefing.pk)
    if not briefing.attendances.filter(candidate=candidate).exists():
        return
    _move(briefing, "keluarkan", by, [candidate])
    briefing.attendances.filter(candidate=candidate).delete()


@transaction.atomic
def record_attendance(
    *, briefing: Briefing, marks: Mapping[UUID, tuple[bool, int | None]], by: User, reason: str = ""
) -> None:
    """`marks`: {attendance id: (present, points of 100 or None when there was no test)} for the whole roster or a part.

    Who passes gets a certificate; who no longer does loses it, and then a reason is needed.
    """
    if not briefing.has_begun:
        raise ValidationError(_("Pembekalan ini belum berlangsung."))
    Briefing.objects.select_for_update().get(pk=briefing.pk)
    changed = list(_changed(briefing, marks))
    if any(row.passed and not row.would_pass(*mark) for row, mark in changed) and not reason.strip():
        raise MoveRefused(_("Ada yang semula lulus dan sekarang tidak. Tuliskan alasannya; suratnya akan dicabut."))
    _move(briefing, "catat", by, [row.candidate for row, _mark in changed], reason)
    for row, mark in changed:
        had, (row.present, row.points) = row.passed, mark
        row.save(update_fields=["present", "points"])
        _certify(row, had, by)


def _changed(briefing, marks):
    """(row, new mark) of those whose mark is another one than before; points are only of who was there."""
    for row in _roster(briefing):
        if row.pk in marks:
            present, points = marks[row.pk]
            mark = (bool(present), points if present else None)
            if mark != (row.present, row.points):
                yield row, mark


def _roster(briefing):
    found = briefing.attendances.select_for_update(of=("self",))
    return found.select_related("candidate__person", "candidate__origin", "briefing")


def _certify(row, had, by):
    has = row.would_pass(row.present, row.points)
    if has and not had:
        certify(row, by)
    elif had and not has:
        revoke(Document.objects.get(record=row.pk, state=Document.State.VALID))


def certify(row: Attendance, by: User) -> Document:
    """The numbered certificate of one who passed, on its way to paper."""
    return issue(office=row.candidate.origin, **certificate_of(row, by))


def certificate_of(row: Attendance, by: User) -> dict[str, Any]:
    """What the certificate is and says, as `issue` takes it."""
    briefing, candidate = row.briefing, row.candidate
    return {
        "kind": Document.Kind.CERTIFICATE,
        "record": row.pk,
        "subject": candidate.person_id,
        "page": candidate.get_absolute_url(),
        "initials": candidate.person.initials,
        "birth_year": birth_year(candidate.person),
        "valid_until": briefing.held_on + CERTIFICATE_VALID,
        "printed": {
            "name": candidate.person.full_name,
            "rows": [[str(label), value] for label, value in person_rows(candidate.person) if value],
            "briefing": {
                "title": briefing.title,
                "topic": briefing.topic,
                "held_on": date_format(briefing.held_on, "j F Y"),
                "venue": briefing.venue,
            },
            "signer_name": str(by),
        },
    }


def birth_year(person: Person) -> int | None:
    return person.birth_date.year if person.birth_date else None


def person_rows(person: Person) -> list[tuple[Any, str]]:
    """Who it is, as a letter prints it: numbers masked."""
    born = date_format(person.birth_date, "j F Y") if isinstance(person.birth_date, datetime.date) else ""
    origin = person.origin_village.full_name if person.origin_village else ""
    return [
        (_("NIK") if person.nik_digest else _("Nomor sementara"), person.shown_number),
        (_("Tempat, tanggal lahir"), ", ".join(filter(None, [person.birth_place, born]))),
        (_("Jenis kelamin"), str(person.get_sex_display())),
        (_("Alamat asal"), ", ".join(filter(None, [person.origin_address, origin]))),
    ]


def _move(briefing, verb, by, candidates, reason=""):
    """The act stands in the story of the briefing and of everyone it concerns."""
    briefing.concerned = [subject for candidate in candidates for subject in candidate.subjects]
    briefing.move(verb, by=by, reason=reason)
