"""A renewal that was written without a line meets the book as it is now."""

import re
from typing import Any

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.letters.models import Document
from registrations.people import numbers
from registrations.residency.changes import renew
from registrations.residency.models import Stay


def stay_by_code(code: str, user: User) -> Stay | None:
    """By a receipt's number or its QR, among the stays that this officer may renew."""
    stays = Stay.objects.visible_to(user, Permission.STAY_CHANGE).select_related("person", "customary_village")
    if token := re.search(r"/cek/([\w-]{16,64})/?", code, re.ASCII):
        receipt = Document.objects.filter(kind=Document.Kind.RECEIPT, token=token[1]).first()
        return stays.filter(pk=receipt.record).first() if receipt else None
    return stays.filter(registration_number=numbers.normalised(code) or "-").first()


class Overtaken(Exception):
    """Somebody has renewed or ended the stay since the phone wrote."""


def renew_unless_changed(stay: Stay, values: dict[str, Any], *, by: User) -> None:
    """`values` as RenewByCodeForm cleans them. Raises Overtaken, MoveRefused or ValidationError."""
    stay.refresh_from_db(from_queryset=Stay.objects.select_for_update(of=("self",)))
    if changed_since(stay, values["written_at"]) and not values["insist"]:
        raise Overtaken
    renew(stay=stay, by=by, until=values["planned_until"])


def changed_since(stay: Stay, written_at) -> bool:
    """Whether a newer receipt than the phone could know of was given, or the person has left."""
    newest = Document.objects.filter(record=stay.pk).aggregate(at=Max("created_at"))["at"]
    return not stay.is_here or bool(written_at and newest and newest > written_at)


def both_values(stay: Stay, until) -> list[tuple[str, str, str]]:
    """Rows of (what, in the book, on the phone)."""
    stands = date_format(stay.planned_until, "j F Y")
    return [
        (_("Keadaan"), stay.status_told, _("Diperpanjang")),
        (_("Tinggal sampai"), stands, date_format(until, "j F Y")),
    ]
