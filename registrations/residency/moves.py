"""What each move of a stay asks for, and the verb that does it: screens and other doors call `act`."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from registrations.residency.changes import depart, match, renew, undo_departure
from registrations.residency.forms import DepartForm, ReasonForm, RenewForm
from registrations.residency.models import Stay

MOVE_FORMS = {
    "perpanjang": RenewForm,
    "pulang": DepartForm,
    "batal-pulang": ReasonForm,
    "cocokkan": ReasonForm,
}


def act(verb: str, stay: Stay, *, by: User, values: dict[str, Any]) -> str:
    """Does the move and says what happened. Raises MoveRefused or ValidationError."""
    return {"perpanjang": _renew, "pulang": _depart, "batal-pulang": _undo, "cocokkan": _match}[verb](stay, by, values)


def _renew(stay, by, values):
    renew(stay=stay, by=by, until=values["planned_until"])
    return _("Diperpanjang sampai %(day)s.") % {"day": date_format(stay.planned_until, "j F Y")}


def _depart(stay, by, values):
    depart(stay=stay, by=by, on=values["departed_on"])
    return _("Kepulangan tercatat.")


def _undo(stay, by, values):
    undo_departure(stay=stay, by=by, reason=values["reason"])
    return _("Kepulangan dibatalkan.")


def _match(stay, by, values):
    match(stay=stay, by=by, reason=values["reason"])
    return _("Sudah dicocokkan.")
