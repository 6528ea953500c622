"""Everyone enters as tamiu. Another of the three stands in the record only because the person asked for it."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from registrations.residency.models import Category, Stay


@transaction.atomic
def change_category(*, stay: Stay, by: User, category: str, requested_on: datetime.date, request: str) -> None:
    """At the person's own request, with its day and its words. Raises MoveRefused."""
    stay.refresh_from_db(from_queryset=Stay.objects.select_for_update(of=("self",)))
    if not stay.is_here or not by.may_at(Permission.STAY_CHANGE, stay.place):
        raise MoveRefused(_("Golongan diubah oleh petugas desa adatnya, selama orangnya tinggal di sini."))
    if category == stay.category:
        return
    before, stay.category = stay.category, Category(category)
    stay.category_request, stay.category_requested_on = request, requested_on
    stay.save(update_fields=["category", "category_request", "category_requested_on"])
    detail = {"category": [before, stay.category]}
    record_act("golongan", by=by, subjects=stay.subjects, place=stay.place, reason=request, detail=detail)


def at_entry(values: dict[str, Any]) -> dict[str, str]:
    """What is wrong with the category of somebody who is entered, as {field: sentence}: only tamiu goes unasked."""
    if values.get("category") in (None, "", Category.TAMIU) or values.get("category_request"):
        return {}
    return {
        "category": _(
            "Semua dicatat sebagai tamiu. Golongan lain hanya atas permintaan orangnya sendiri, pada catatannya."
        )
    }


def refuse_unasked(values: dict[str, Any]) -> None:
    if faults := at_entry(values):
        raise ValidationError(faults)
