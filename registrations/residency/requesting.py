"""A correction as a request: what it is now beside what it should be; applied or declined, never left lying."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from registrations.certification.arriving import token_in
from registrations.people import nik as nik_rules
from registrations.people import numbers
from registrations.people.book import one_at_a_time
from registrations.people.differences import NUMBERS
from registrations.people.forms import PERSON
from registrations.people.nik import masked
from registrations.residency.changes import correct
from registrations.residency.forms import NewcomerForm
from registrations.residency.models import Asker, CorrectionRequest, Stay
from registrations.residency.models.correction_request import in_three_days
from registrations.residency.workflow import CorrectionStatus

FIELDS = (
    *("full_name", "birth_date", "birth_place", "nik", "phone", "email", "origin_village", "origin_address"),
    *("address", "banjar", "lodging_name", "responsible_name", "occupation", "employer_name"),
    *("arrived_on", "contract_until"),
)


def label_of(field: str) -> Any:
    """As the form calls it; what is no single field is something else."""
    return NewcomerForm.base_fields[field].label if field in FIELDS else _("Lainnya")


def read_value(field: str, text: str) -> Any:
    """The value as the form would have it; raises ValidationError."""
    value = NewcomerForm.base_fields[field].clean(text)
    if not value:
        raise ValidationError(_("Tuliskan yang benar."))
    return nik_rules.check_number(text, "NIK") if field == "nik" else value


def stay_of(code: str) -> Stay | None:
    """The running stay of a receipt, by its number or its code."""
    running = Stay.objects.here().select_related("person", "customary_village")
    if number := numbers.normalised(code):
        return running.filter(registration_number=number).first()
    token = token_in(code)
    paper = token and Document.objects.filter(kind=Document.Kind.RECEIPT, token=token).first()
    return running.filter(pk=paper.record).first() if paper else None


@transaction.atomic
def request_correction(
    *, stay: Stay, asker: Asker, field: str, value: str, reason: str, by: User | None = None
) -> CorrectionRequest:
    """Keeps what is asked for, value sealed; `field` '' where it is none of the fields. Raises ValidationError.

    The very same, asked again while it waits, is the one that waits.
    """
    if field:
        read_value(field, value)
    one_at_a_time(f"correction/{stay.pk}")
    waiting = CorrectionRequest.objects.waiting().filter(stay=stay, asker=asker, field=field, reason=reason, made_by=by)
    if again := next((asked for asked in waiting if asked.value == value), None):
        return again
    new = CorrectionRequest(stay=stay, asker=asker, field=field, reason=reason, made_by=by)
    new.value = value
    new.save(force_insert=True)
    record_act("minta-koreksi", by=by, subjects=new.subjects, place=stay.place, after=new.status, reason=reason)
    return new


@transaction.atomic
def grant(*, request: CorrectionRequest, by: User) -> None:
    """Applies what was asked for, with a new receipt; in words only, it says that the record has been corrected.

    Raises MoveRefused, or ValidationError where the value does not fit the record.
    """
    request.move("kabulkan", by=by, decided_by=by, decided_at=timezone.now())
    if not request.field:
        return
    change = {request.field: read_value(request.field, request.value)}
    why = _("Atas permintaan: %(why)s") % {"why": request.reason}
    person, stay = (change, {}) if request.field in PERSON else ({}, change)
    correct(stay=request.stay, by=by, person=person, changes=stay, reason=why[:500])


@transaction.atomic
def refuse(*, request: CorrectionRequest, by: User, reason: str) -> None:
    """With its reason, which the sender reads and may object to."""
    request.move("tolak-koreksi", by=by, reason=reason, decided_by=by, decided_at=timezone.now(), answer=reason.strip())


@transaction.atomic
def object_to(*, request: CorrectionRequest, objection: str) -> bool:
    """The sender disagrees, once: the regency decides, in three days again. False when nothing was declined."""
    mine = CorrectionRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if mine.status != CorrectionStatus.DECLINED or mine.objection:
        return False
    before, mine.status, mine.objection = mine.status, CorrectionStatus.OPEN, objection
    mine.decided_by, mine.decided_at, mine.due_at = None, None, in_three_days()
    mine.save(update_fields=["status", "objection", "decided_by", "decided_at", "due_at"])
    about = {"subjects": mine.subjects, "place": mine.place, "before": before, "after": mine.status}
    record_act("keberatan-koreksi", by=None, reason=objection, **about)
    return True


def beside(request: CorrectionRequest) -> tuple[str, str]:
    """(what the record says now, what it should say), numbers masked."""
    if not request.field:
        return "", request.value
    holder = request.stay.person if request.field in PERSON else request.stay
    now = str(getattr(holder, request.field) or "")
    return (masked(now), masked(request.value)) if request.field in NUMBERS else (now, request.value)


def refused_by_record(wrong: ValidationError | MoveRefused) -> str:
    """Why the record does not take the value, in a sentence."""
    return " ".join(wrong.messages) if isinstance(wrong, ValidationError) else str(wrong)
