"""One intake, two registers: the rows of a stay in both, and how they follow what becomes of the stay."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.copying import fresh, insert
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from harmoni.letters.numbering import next_serials
from registrations.residency.models import (
    Papers,
    Register,
    Registration,
    Stay,
    months_after,
    papers_by_village,
    papers_of,
)
from registrations.residency.models.papers import Months
from registrations.residency.workflow import National

State = Document.State
PAPERS = (Document.Kind.RECEIPT, Document.Kind.NONPERMANENT)


def enter_registers(stays: Sequence[Stay]) -> list[Registration]:
    """Writes the rows of new stays in both registers, the tamiu's first: three statements, however many stays."""
    rows = entries(stays)
    insert(rows)
    return rows


def entries(stays: Sequence[Stay]) -> list[Registration]:
    """The unsaved rows, numbered in the order of the stays; demands a transaction.

    A stay without its desa or kelurahan takes the place's usual one; where there is none, its row waits unnumbered.
    """
    papers = papers_by_village(stay.customary_village for stay in stays)
    rows = [
        _row(stay, register, papers[stay.customary_village_id])
        for stay in stays
        for register in (Register.TAMIU, Register.NONPERMANENT)
    ]
    _number(rows, papers)
    return rows


def begin_term(stay: Stay) -> None:
    """The stay was renewed: both rows hold for the new term, and the national registration is to be done anew."""
    papers = papers_of(stay.customary_village)
    for row in stay.registrations.filter(left_on=None):
        row.valid_from, row.valid_until = _term(stay, row.register, papers)
        row.letter_name = _letter_name(row.register, papers)
        if not row.of_tamiu:
            row.status, row.sent_on, row.received_on = National.UNPREPARED, None, None
            row.receipt_number = row.refusal = ""
        row.save()
    _supersede_nonpermanent(stay)


def correct_registers(stay: Stay, changed: dict[str, Any]) -> None:
    """Corrected days change the validity; a corrected desa or kelurahan moves the row into that place's book."""
    if not changed.keys() & {"arrived_on", "planned_until", "village"}:
        return
    papers = papers_of(stay.customary_village)
    for row in stay.registrations.filter(left_on=None):
        if changed.keys() & {"arrived_on", "planned_until"}:
            row.valid_from, row.valid_until = _term(stay, row.register, papers)
        if "village" in changed and not row.of_tamiu:
            row.book, row.number = _book(stay, row.register, papers), ""
            _number([row], {papers.pk: papers})
        row.save()
    _supersede_nonpermanent(stay)


def leave_registers(stay: Stay) -> None:
    """The leaving date of both rows is the stay's, none when it goes on; one that was cancelled keeps its own.

    With the stay its receipt and its letter are over, or hold again.
    """
    stay.registrations.filter(cancelled_for="").update(left_on=stay.departed_on)
    before, after = (State.VALID, State.ENDED) if stay.departed_on else (State.ENDED, State.VALID)
    Document.objects.filter(record=stay.pk, kind__in=PAPERS, state=before).update(state=after)


@transaction.atomic
def renew_letter(*, stay: Stay, by: User) -> Registration:
    """The tamiu's letter holds for another stretch of the place's months while the stay's plan is as it was."""
    row = _locked(stay, Register.TAMIU, by)
    papers = papers_of(stay.customary_village)
    until = _until(stay, papers, timezone.localdate())
    if until <= row.valid_until:
        raise MoveRefused(_("Suratnya sudah berlaku sampai rencana tinggal. Perpanjang masa tinggalnya."))
    detail = {"valid_until": [str(row.valid_until), str(until)]}
    row.valid_from, row.valid_until, row.letter_name = timezone.localdate(), until, papers.letter_name
    row.save(update_fields=["valid_from", "valid_until", "letter_name"])
    record_act("perbarui-surat", by=by, subjects=stay.subjects, place=stay.place, detail=detail)
    return row


@transaction.atomic
def cancel_nonpermanent(*, stay: Stay, by: User, on: datetime.date, reason: str) -> Registration:
    """The person leaves the non-permanent register alone, having moved here for good or settled elsewhere.

    The stay and the tamiu's row go on. Raises MoveRefused.
    """
    row = _locked(stay, Register.NONPERMANENT, by)
    if not stay.arrived_on <= on <= timezone.localdate():
        raise MoveRefused(_("Tanggal keluar harus di antara tanggal tiba dan hari ini."))
    row.left_on, row.cancelled_for = on, reason
    row.save(update_fields=["left_on", "cancelled_for"])
    record_act("batal-nonpermanen", by=by, subjects=stay.subjects, place=stay.place, reason=reason)
    _letters(stay).update(state=State.REVOKED)
    return row


def _locked(stay, register, by):
    """The open row, with nobody else at it."""
    if not by.may_at(Permission.STAY_CHANGE, stay.place):
        raise MoveRefused(_("Langkah ini dilakukan petugas desa adatnya."))
    row = stay.registrations.select_for_update().filter(register=register, left_on=None).first()
    if row is None:
        raise MoveRefused(_("Orang ini sudah tidak tercatat dalam register ini."))
    return row


def _row(stay, register, papers):
    since, until = _term(stay, register, papers)
    return fresh(
        Registration,
        stay=stay,
        register=register,
        book=_book(stay, register, papers),
        letter_name=_letter_name(register, papers),
        valid_from=since,
        valid_until=until,
        left_on=stay.departed_on,
        status="" if register == Register.TAMIU else National.UNPREPARED,
    )


def _letter_name(register, papers: Papers):
    return papers.letter_name if register == Register.TAMIU else papers.nonpermanent_name


def _book(stay, register, papers):
    """Whose book: a desa or kelurahan of another kabupaten than the desa adat's is none."""
    if register == Register.TAMIU:
        return stay.place
    code = stay.village_id or papers.village_id or ""
    return code if code.startswith(stay.place[:4]) else ""


def _term(stay, register, papers):
    since = min(stay.term_since, stay.planned_until)
    return since, _until(stay, papers, since) if register == Register.TAMIU else stay.planned_until


def _until(stay, papers, since):
    """The last day of a tamiu's letter: the place's months on, never after the planned end."""
    if papers.months == Months.YEAR:  # a planned term is never longer, leap years included
        return stay.planned_until
    return min(stay.planned_until, months_after(since, papers.months))


def _number(rows, papers):
    """Gives each row that knows its book the next number in it, all of them in one statement."""
    numbered = [row for row in rows if row.book]
    today = timezone.localdate()
    years = [_year(row.stay, today) for row in numbered]
    wanted = [(row.register, row.book, year) for row, year in zip(numbered, years, strict=True)]
    for row, year, serial in zip(numbered, years, next_serials(wanted), strict=True):
        mark = papers[row.stay.customary_village_id].mark if row.of_tamiu else "NP"
        row.number = f"{serial:04d}/{mark}/{year}"


def _year(stay, today):
    """Of the registration: today's, or that of a stay that was written down earlier."""
    earlier = isinstance(stay.registered_at, datetime.datetime)
    return (timezone.localdate(stay.registered_at) if earlier else today).year


def _letters(stay):
    return Document.objects.filter(record=stay.pk, kind=Document.Kind.NONPERMANENT, state=State.VALID)


def _supersede_nonpermanent(stay):
    _letters(stay).update(state=State.SUPERSEDED)
