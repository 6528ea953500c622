"""What each act on a register asks for, and the verb that does it; the record's page and its door call `act_on`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.regions.models import Region
from registrations.residency.models import Register, Registration, Stay
from registrations.residency.national import accept, refuse, reopen, send
from registrations.residency.nonpermanent_letter import issue_nonpermanent_letter
from registrations.residency.receipts import issue_receipt
from registrations.residency.register_forms import (
    AgainForm,
    CancelForm,
    NothingForm,
    ReceivedForm,
    RefusedForm,
    SentForm,
    VillageForm,
)
from registrations.residency.registers import cancel_nonpermanent, correct_registers, renew_letter
from registrations.residency.workflow import NATIONAL_MOVES

FORMS: dict[str, Any] = {
    "kelurahan": VillageForm,
    "perbarui-surat": NothingForm,
    "tanda-nonpermanen": NothingForm,
    "batal-nonpermanen": CancelForm,
    "f115-kirim": SentForm,
    "f115-terima": ReceivedForm,
    "f115-tolak": RefusedForm,
    "f115-ulang": AgainForm,
}
LABELS = {
    "kelurahan": gettext_lazy("Catat desa atau kelurahannya"),
    "perbarui-surat": gettext_lazy("Perbarui surat"),
    "tanda-nonpermanen": gettext_lazy("Terbitkan tanda lapor"),
    "batal-nonpermanen": gettext_lazy("Keluar dari register ini"),
    **{verb: move.label for verb, move in NATIONAL_MOVES.items()},
}


def open_acts(row: Registration, user: User) -> list[str]:
    """What may be done to the row now, the next step first."""
    if not row.is_open or not row.stay.is_here or not user.may_at(Permission.STAY_CHANGE, row.stay.place):
        return []
    if row.of_tamiu:
        return ["perbarui-surat"] if row.valid_until < row.stay.planned_until else []
    national = [verb for verb in row.open_moves(user) if verb in FORMS]
    if not row.number:
        return ["kelurahan", *national]
    return [*national, "tanda-nonpermanen", "batal-nonpermanen"]


@dataclass
class RowWithActs:
    """A row with what may be done to it: (verb, label, form), the next step first."""

    row: Registration
    acts: list[tuple[str, Any, Any]]


def rows_with_acts(stay: Stay, user: User) -> list[RowWithActs]:
    """Both rows of the stay, the tamiu's first."""
    rows = stay.registrations.named()
    return [
        RowWithActs(row, [(verb, LABELS[verb], FORMS[verb](stay=stay)) for verb in open_acts(row, user)])
        for row in rows
    ]


def act_on(verb: str, stay: Stay, *, by: User, values: dict[str, Any]) -> str:
    """Does it and says what happened. Raises MoveRefused."""
    return ACTS[verb](stay, by, **values)


@transaction.atomic
def settle_village(*, stay: Stay, by: User, village: Region) -> None:
    """The desa or kelurahan of the address becomes known: the row gets its number in that place's book."""
    changed = {"village": [stay.village_id or "", village.pk]}
    stay.village = village
    stay.save(update_fields=["village"])
    correct_registers(stay, changed)
    record_act("kelurahan", by=by, subjects=stay.subjects, place=stay.place, detail={"village": ["", str(village)]})


def nonpermanent_row(stay: Stay) -> Registration:
    return stay.registrations.get(register=Register.NONPERMANENT)


def _village(stay, by, village):
    settle_village(stay=stay, by=by, village=village)
    return _("Tercatat di %(place)s.") % {"place": village}


def _renew(stay, by):
    row = renew_letter(stay=stay, by=by)
    issue_receipt(stay)
    return _("Suratnya berlaku sampai %(day)s.") % {"day": date_format(row.valid_until, "j F Y")}


def _letter(stay, by):
    issue_nonpermanent_letter(stay=stay, by=by)
    return _("Tanda lapor terbit. Berkasnya siap sebentar lagi.")


def _cancel(stay, by, on, reason):
    cancel_nonpermanent(stay=stay, by=by, on=on, reason=reason)
    return _("Keluar dari register nonpermanen. Siapkan F-1.15 bagian pembatalan.")


def _sent(stay, by, on):
    send(nonpermanent_row(stay), by=by, on=on)
    return _("Tercatat dikirim. Jawaban Dukcapil dicatat di sini.")


def _accepted(stay, by, on, receipt_number):
    accept(nonpermanent_row(stay), by=by, on=on, receipt_number=receipt_number)
    return _("Tercatat diterima Dukcapil.")


def _refused(stay, by, reason):
    refuse(nonpermanent_row(stay), by=by, reason=reason)
    return _("Penolakan tercatat. Perbaiki, lalu kirim lagi.")


def _again(stay, by, reason):
    reopen(nonpermanent_row(stay), by=by, reason=reason)
    return _("Catatan dibuka lagi.")


ACTS: dict[str, Callable[..., str]] = {
    "kelurahan": _village,
    "perbarui-surat": _renew,
    "tanda-nonpermanen": _letter,
    "batal-nonpermanen": _cancel,
    "f115-kirim": _sent,
    "f115-terima": _accepted,
    "f115-tolak": _refused,
    "f115-ulang": _again,
}
