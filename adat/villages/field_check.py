"""A receipt is checked in the field, instead of taking somebody's card away: valid until, initials, lodging, no more.

Each look is counted, at most sixty an hour, and stands in the story of the person. Who holds a receipt of another desa
adat is verified by its code; a typed number opens the own village's receipts only.
"""

import datetime
import re
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts import tally
from harmoni.accounts.models import User
from harmoni.history.record import record_act, record_reading
from harmoni.letters.models import Document, Kind
from harmoni.regions.models import CustomaryVillage
from registrations.people import numbers
from registrations.residency.models import Stay

CHECK, VERB, MOST_AN_HOUR = "field_check", "periksa_lapangan", 60
CHECKED = (Kind.RECEIPT, Kind.NONPERMANENT, Kind.SLIP)
SLIP = "S"  # the letter before a provisional slip's number
CODE = re.compile(r"([\w-]{16,64})/?$", re.ASCII)


class Exhausted(Exception):
    """This hour's looks are used up."""


@dataclass(frozen=True)
class Found:
    """All that is shown. `light` is green or yellow; who is not known at all is None, not a Found."""

    light: str
    until: datetime.date
    initials: str
    lodging: str


def used_by(user: User) -> int:
    return tally.used(CHECK, str(user.pk))


@transaction.atomic
def check(*, code: str, by: User, village: CustomaryVillage) -> Found | None:
    """What the receipt of this code, address or number says; None when it is not known. Raises Exhausted."""
    if not tally.use_one(CHECK, str(by.pk), most=MOST_AN_HOUR):
        raise Exhausted
    stay = _by_number(code, village)
    document = None if stay else _by_token(code)
    if document and document.kind == Kind.SLIP:
        return Found(document.light, document.valid_until, document.initials, "")
    stay = stay or (document and Stay.objects.select_related("person").filter(pk=document.record).first())
    if stay is None:
        return None
    record_reading(VERB, by=by, subjects=stay.subjects, place=village.path)
    return _said(stay, village)


def _by_number(code, village):
    number = numbers.normalised(code)
    return (
        number
        and Stay.objects.select_related("person").filter(registration_number=number, customary_village=village).first()
    )


def _by_token(code):
    token = CODE.search(code.partition("#")[0].strip())
    known = Document.objects.live().light_weight().exclude(state=Document.State.REVOKED)
    return known.filter(token=token[1], kind__in=CHECKED).first() if token else None


def _said(stay, village):
    runs = stay.is_here and not stay.is_overdue
    until = min(filter(None, (stay.departed_on, stay.planned_until)))
    ours = stay.customary_village_id == village.pk
    lodging = (stay.lodging_name or stay.address) if ours else _("di desa adat lain")
    return Found("green" if runs else "yellow", until, stay.person.initials, lodging)


@transaction.atomic
def give_slip(*, by: User, village: CustomaryVillage, initials: str, where: str) -> Document:
    """A numbered paper for one who is not known yet: where to report until tomorrow. No person is written down."""
    nobody = uuid.uuid4()
    slip = Document(
        kind=Kind.SLIP,
        number=numbers.new_number(SLIP),
        record=nobody,
        subject=nobody,
        place=village.path,
        issuer=str(village),
        initials=_initials(initials),
        valid_until=timezone.localdate() + datetime.timedelta(days=1),
        shown=[[_("Tempat melapor"), where]],
    )
    slip.page = reverse("field:slip", args=[slip.pk])
    slip.save(force_insert=True)
    record_act("surat_sementara", by=by, subjects=[slip.pk], place=village.path)
    return slip


def _initials(text):
    """First letters only, whatever was typed: a name is not kept."""
    words = re.findall(r"[^\W\d_]+", text)
    return " ".join(f"{word[0].upper()}." for word in words[:4])
