"""Dates before the journey: a briefing tomorrow, a letter that ends unused, an arrival that nobody has confirmed."""

import datetime
import uuid

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.letters.models import Document
from harmoni.notices.models import Receiver
from harmoni.notices.reminding import speak_for
from harmoni.notices.sources import Contact, Source, Told
from harmoni.notices.wording import LINK
from registrations.certification.models import Attendance, Briefing, Candidate, Recommendation
from registrations.certification.workflow import BriefingStatus, CandidateStatus

KEPT_DAYS = 60  # who has not come two months after the day is asked about by nobody
FACTS = ("siapa", "nama", "tempat", "tanggal", LINK)


def _facts(candidate, day):
    person = candidate.person
    names = {"siapa": person.initials, "nama": person.full_name}
    return {**names, "tempat": str(candidate.destination), "tanggal": date_format(day, "j F Y")}


def _about(candidate):
    person = candidate.person
    contacts = {Receiver.PERSON: Contact(person.email, person.phone)}
    return {"contacts": contacts, "person": person.pk, "subjects": tuple(candidate.subjects)}


def _journeys(**values):
    related = ("person", "destination_customary_village", "destination_regency")
    return Candidate.objects.select_related(*related).filter(**values)


# --- a briefing ----------------------------------------------------------------------------------------
def _meeting(briefing):
    return {
        "acara": briefing.title,
        "tempat": briefing.venue,
        "tanggal": date_format(briefing.held_on, "j F Y"),
        "jam": date_format(briefing.starts_at, "H.i"),
    }


def tell_briefing(pk: uuid.UUID, day: datetime.date) -> Told | None:
    found = Briefing.objects.planned().filter(pk=pk, held_on=day).first()
    if found is None:
        return None
    where = {"place": found.place, "permission": Permission.CANDIDATE_CHANGE, "path": found.get_absolute_url()}
    return Told(**where, record=found.pk, facts=_meeting(found))


def tell_invited(pk: uuid.UUID, day: datetime.date) -> Told | None:
    """One seat of a briefing that is still planned, of somebody who still means to go."""
    seats = Attendance.objects.select_related("briefing", "candidate__person")
    found = seats.filter(pk=pk, briefing__status=BriefingStatus.PLANNED, briefing__held_on=day)
    seat = found.exclude(candidate__status=CandidateStatus.WITHDRAWN).first()
    if seat is None:
        return None
    who = seat.candidate.person
    where = {"place": seat.candidate.place, "permission": Permission.CANDIDATE_CHANGE}
    facts = {**_meeting(seat.briefing), "siapa": who.initials, "nama": who.full_name}
    page = seat.briefing.get_absolute_url()
    return Told(**where, path=page, record=seat.briefing_id, facts=facts, **_about(seat.candidate))


def _seats():
    return Attendance.objects.filter(briefing__status=BriefingStatus.PLANNED)


speak_for(
    Source(
        event="briefing",
        label=_("Pembekalan"),
        receivers=(Receiver.ORIGIN,),
        facts=("acara", "tempat", "tanggal", "jam", LINK),
        rows=Briefing.objects.planned,
        date="held_on",
        told=tell_briefing,
        keeps=0,
    )
)
speak_for(
    Source(
        event="briefing_invited",
        label=_("Pembekalan, bagi yang diundang"),
        receivers=(Receiver.PERSON,),
        facts=("siapa", "nama", "acara", "tempat", "tanggal", "jam", LINK),
        rows=_seats,
        date="briefing__held_on",
        told=tell_invited,
        keeps=0,
    )
)


# --- a letter ------------------------------------------------------------------------------------------
def _unused_letters():
    """In force, of people who are still awaited."""
    return Recommendation.objects.issued().filter(candidate__status=CandidateStatus.EXPECTED)


def tell_letter(pk: uuid.UUID, day: datetime.date) -> Told | None:
    found = _unused_letters().filter(pk=pk, valid_until=day)
    related = ("candidate__person", "candidate__destination_customary_village", "candidate__destination_regency")
    letter = found.select_related(*related).first()
    if letter is None:
        return None
    paper = Document.objects.filter(record=letter.pk, state=Document.State.VALID).only("token").first()
    return Told(
        place=letter.place,
        permission=Permission.CANDIDATE_CHANGE,
        path=letter.get_absolute_url(),
        record=letter.pk,
        facts={**_facts(letter.candidate, day), "nomor": letter.letter_number},
        public=paper.check_path if paper else "/cek/",
        **_about(letter.candidate),
    )


speak_for(
    Source(
        event="letter_expires",
        label=_("Surat rekomendasi berakhir"),
        receivers=(Receiver.ORIGIN, Receiver.PERSON),
        facts=(*FACTS, "nomor"),
        rows=_unused_letters,
        date="valid_until",
        told=tell_letter,
        keeps=14,
    )
)


# --- an arrival ----------------------------------------------------------------------------------------
def _awaited():
    return Candidate.objects.expected().exclude(planned_departure=None)


def tell_awaited(pk: uuid.UUID, day: datetime.date) -> Told | None:
    """For the place that awaits the person; it confirms there, or says that nobody came."""
    candidate = _journeys(pk=pk, status=CandidateStatus.EXPECTED, planned_departure=day).first()
    if candidate is None:
        return None
    return Told(
        place=candidate.destination.path,
        permission=Permission.ARRIVAL_EXPECT,
        path=reverse("expected:list"),
        record=candidate.pk,
        facts=_facts(candidate, day),
        **_about(candidate),
    )


def tell_origin(pk: uuid.UUID, day: datetime.date) -> Told | None:
    """For the regency that sent word of the person."""
    candidate = _journeys(pk=pk, status=CandidateStatus.EXPECTED, planned_departure=day).first()
    if candidate is None:
        return None
    where = {"place": candidate.place, "permission": Permission.CANDIDATE_CHANGE, "path": candidate.get_absolute_url()}
    return Told(**where, record=candidate.pk, facts=_facts(candidate, day), **_about(candidate))


for event, label, receivers, told in (
    ("not_arrived", _("Kedatangan belum dipastikan, desa tujuan"), (Receiver.OFFICER,), tell_awaited),
    ("not_arrived_origin", _("Kedatangan belum dipastikan, kabupaten asal"), (Receiver.ORIGIN,), tell_origin),
):
    speak_for(
        Source(
            event=event,
            label=label,
            receivers=receivers,
            facts=FACTS,
            rows=_awaited,
            date="planned_departure",
            told=told,
            keeps=KEPT_DAYS,
        )
    )
