"""The paper of the non-permanent register: given on request, made outside the request, and no population document."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from harmoni.letters.qr import qr_svg
from harmoni.notices.outbox import post, revive
from registrations.residency.models import Register, Registration, Stay

MAKE = "residency.nonpermanent_letter"


@transaction.atomic
def issue_nonpermanent_letter(*, stay: Stay, by: User) -> Document:
    """The letter of the running term; one that is in force already is it. Raises MoveRefused without a number."""
    row = stay.registrations.named().filter(register=Register.NONPERMANENT, left_on=None).exclude(number="").first()
    if row is None:
        raise MoveRefused(_("Catat dahulu desa atau kelurahan alamatnya."))
    earlier = Document.objects.filter(record=stay.pk, kind=Document.Kind.NONPERMANENT, state=Document.State.VALID)
    if found := earlier.first():
        return found
    letter = letter_of(stay, row)
    letter.save(force_insert=True)
    ask_for_pdf(letter)
    detail = {"number": row.number}
    record_act("tanda-nonpermanen", by=by, subjects=stay.subjects, place=stay.place, detail=detail)
    return letter


def letter_of(stay: Stay, row: Registration) -> Document:
    """The unsaved letter. The desk that writes the register for the desa or kelurahan issues it, and says so."""
    return Document(
        kind=Document.Kind.NONPERMANENT,
        number=row.number,
        record=stay.pk,
        page=reverse("residency:nonpermanent", args=[stay.pk]),
        subject=stay.person_id,
        place=stay.place,
        issuer=_("%(desk)s untuk %(village)s") % {"desk": stay.customary_village, "village": row.book_name},
        title=row.letter_name,
        initials=stay.person.initials,
        valid_until=row.valid_until,
    )


def ask_for_pdf(letter: Document) -> None:
    """Asked once, however often; one that was given up is tried anew."""
    revive(f"{MAKE}/{letter.pk}")
    post(MAKE, f"{MAKE}/{letter.pk}", payload={"document": str(letter.pk)})


def letter_data(letter: Document, stay: Stay, row: Registration) -> dict[str, Any]:
    """What the template prints, every value as text."""
    url = settings.BASE_URL + letter.check_path
    rows = [
        (_("Register"), row.book_name),
        (_("Alamat"), stay.address),
        (_("Banjar"), stay.banjar),
        (_("Keperluan"), str(stay.get_purpose_display())),
        (_("Daerah asal"), stay.person.origin_village.full_name if stay.person.origin_village else ""),
    ]
    return {
        "title": letter.title,
        "number": letter.number,
        "desk": str(stay.customary_village),
        "village": row.book_name,
        "issued_on": date_format(letter.issued_on, "j F Y"),
        "name": stay.person.full_name,
        "nik_masked": stay.person.shown_number,
        "rows": [[str(label), value] for label, value in rows if value],
        "valid_from": date_format(row.valid_from, "j F Y"),
        "valid_until": date_format(letter.valid_until, "j F Y"),
        "url": url,
        "qr": qr_svg(url),
        "demo": settings.DEMO,
    }
