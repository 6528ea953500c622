"""What each move of a stay asks for, and the verb that does it: screens and other doors call `act`."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from registrations.residency.changes import depart, end_as_settled, match, renew, undo_departure
from registrations.residency.forms import DepartForm, ReasonForm, RenewForm, SettledForm, SettlingForm, TransferForm
from registrations.residency.models import Stay
from registrations.residency.settling import start_settling, stop_settling
from registrations.residency.together import companions, of_whom
from registrations.residency.transferring import propose_transfer

MOVE_FORMS = {
    "perpanjang": RenewForm,
    "pulang": DepartForm,
    "pindah": TransferForm,
    "urus-skpwni": SettlingForm,
    "menetap": SettledForm,
    "tidak-menetap": ReasonForm,
    "batal-pulang": ReasonForm,
    "cocokkan": ReasonForm,
}


def act(verb: str, stay: Stay, *, by: User, values: dict[str, Any]) -> str:
    """Does the move and says what happened. Raises MoveRefused or ValidationError."""
    done = DONE_BY[verb]
    said = done(stay, by, values)
    for other in companions(stay, values):
        with of_whom(other):
            done(other, by, values)
    return said


def answer_path(verb: str, stay: Stay) -> str:
    """Where the desk goes on: after a renewal to the new receipt, which the person waits for; else to the record."""
    return reverse("residency:receipt", args=[stay.pk]) if verb == "perpanjang" else stay.get_absolute_url()


def _renew(stay, by, values):
    renew(stay=stay, by=by, until=values["planned_until"])
    return _("Diperpanjang sampai %(day)s.") % {"day": date_format(stay.planned_until, "j F Y")}


def _depart(stay, by, values):
    depart(stay=stay, by=by, on=values["departed_on"])
    return _("Kepulangan tercatat.")


def _undo(stay, by, values):
    undo_departure(stay=stay, by=by, reason=values["reason"])
    return _("Catatan dibuka lagi.")


def _match(stay, by, values):
    match(stay=stay, by=by, reason=values["reason"])
    return _("Sudah dicocokkan.")


def _transfer(stay, by, values):
    new = propose_transfer(
        stay=stay, village=values["village"], by=by, on=values["leaving_on"], reason=values["reason"]
    )
    return _("Diberitahukan ke %(place)s. Masa tinggal di sini berjalan sampai diterima di sana.") % {
        "place": new.village
    }


def _settling(stay, by, values):
    start_settling(stay=stay, by=by, due=values["settling_due"])
    day = date_format(stay.settling_due, "j F Y")
    return _("Tercatat: sedang mengurus SKPWNI. Hasilnya ditanyakan pada %(day)s.") % {"day": day}


def _settled(stay, by, values):
    end_as_settled(stay=stay, by=by, on=values["departed_on"])
    return _("Tercatat menetap. Masa tinggal sebagai pendatang selesai.")


def _not_settling(stay, by, values):
    stop_settling(stay=stay, by=by, reason=values["reason"])
    return _("Masa tinggal berlanjut. Satu tahun dihitung lagi dari hari ini.")


DONE_BY = {
    "perpanjang": _renew,
    "pulang": _depart,
    "pindah": _transfer,
    "urus-skpwni": _settling,
    "menetap": _settled,
    "tidak-menetap": _not_settling,
    "batal-pulang": _undo,
    "cocokkan": _match,
}
