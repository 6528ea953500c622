"""The letters of a case. Each is drawn for whoever reads it, with name and hour across the page, and kept nowhere."""

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from adat.mediation.models import Agreement, Case, Minutes, Paper, PaperKind, Session
from harmoni.accounts.models import User
from harmoni.history.atomicity import demand_transaction
from harmoni.letters.engine import render
from harmoni.letters.models import Document, office_of
from harmoni.letters.qr import qr_svg
from registrations.people import numbers

SIGN = "D"  # on the paper and on its check page: drawn by lot, so that it tells nothing
FOR_EVER = datetime.date(9999, 12, 31)


def issue(
    case: Case, kind: PaperKind, *, to: str, said: dict[str, Any], by: User, valid_until: datetime.date = FOR_EVER
) -> Paper:
    """Its words sealed, with a sign that whoever holds it can check; no place, so that no office's list knows it.

    `said`: opening, rows, text, promises, signatures, closing. Demands a transaction.
    """
    demand_transaction("a paper of a case")
    office = office_of(case.regency)
    document = Document(
        kind=Document.Kind.SEALED,
        number=numbers.new_number(SIGN),
        record=case.pk,
        subject=case.pk,
        place="",
        issuer=office.government,
        initials="",
        valid_until=valid_until,
    )
    document.seal({**office.head, **said, "to": to, "signer": str(by), "case": case.number})
    document.save(force_insert=True)
    return Paper.keep({"to": to}, case=case, kind=kind, document=document)


def draw(paper: Paper, *, reader: User) -> bytes:
    """The PDF with the reader's name and the hour behind every line."""
    now, document = timezone.now(), paper.document
    url = settings.BASE_URL + document.check_path
    at = date_format(timezone.localtime(now), "j F Y, H.i")
    data = {
        **document.fields,
        "title": str(paper.get_kind_display()),
        "sign": document.number,
        "issued_on": date_format(document.issued_on, "j F Y"),
        "reader": f"{reader}, {at}",
        "url": url,
        "qr": qr_svg(url),
        "demo": settings.DEMO,
    }
    return render("sealed", data, timestamp=now)


def invite_by_letter(session: Session, names: list[str], *, by: User) -> None:
    """A letter for each."""
    rows = [
        (_("Hari, tanggal"), date_format(session.held_on, "l, j F Y")),
        (_("Pukul"), f"{session.starts_at:%H.%M} WITA"),
        (_("Tempat"), session.venue),
    ]
    said = {
        "opening": _("Kami mengundang Anda duduk bersama untuk mencari jalan keluar yang diterima kedua pihak, pada:"),
        "rows": [[str(label), value] for label, value in rows],
        "text": _(
            "Datang adalah pilihan Anda. Anda boleh ditemani keluarga, paguyuban, atau pendamping, "
            "meminta juru bahasa, dan menolak mediator dengan menyebut alasannya."
        ),
        "closing": "",
    }
    for name in names:
        issue(session.case, PaperKind.INVITATION, to=name, said=said, by=by)


def print_minutes(minutes: Minutes, *, by: User) -> Paper:
    """This version with the signatures under it."""
    session = minutes.session
    said = {
        "opening": _("Pertemuan pada %(day)s di %(venue)s. Versi %(version)d.")
        % {"day": date_format(session.held_on, "l, j F Y"), "venue": session.venue, "version": minutes.version},
        "rows": [],
        "text": minutes.text,
        "signatures": _signed(minutes),
        "closing": "",
    }
    return issue(session.case, PaperKind.MINUTES, to="", said=said, by=by)


def print_agreement(agreement: Agreement, *, by: User) -> Paper:
    promises = [[one.owner, one.what, date_format(one.due_on, "j F Y")] for one in agreement.promises.all()]
    said = {
        "opening": _("Pada %(day)s para pihak menyepakati hal berikut dengan sukarela.")
        % {"day": date_format(agreement.agreed_on, "l, j F Y")},
        "rows": [],
        "text": agreement.text,
        "promises": promises,
        "signatures": [[name, ""] for name in [party.name for party in agreement.case.parties.all()]],
        "closing": _("Kesepakatan ini ditinjau bersama pada hari ke-7, ke-30, dan ke-90."),
    }
    return issue(agreement.case, PaperKind.AGREEMENT, to="", said=said, by=by)


def _signed(minutes):
    """[[name, strokes]]; whoever typed the name has no strokes."""
    return [[one.name, one.drawn if one.is_drawn else ""] for one in minutes.signatures.all()]
