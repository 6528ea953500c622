"""The receipt of a report: issued at once as a page, made into a PDF outside the request."""

from django.urls import Resolver404, resolve

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.copying import fresh, insert
from harmoni.letters.models import Document
from harmoni.notices.models import Outbox
from harmoni.notices.outbox import post, post_new, revive
from registrations.residency.models import Register, Registration, Stay
from registrations.residency.pages import page_of

MAKE = "residency.receipt"


def number_behind(path: str, user: User) -> str:
    """The registration number of the stay to whose pages this path leads, for who may read it; '' for others."""
    try:
        stay = resolve(path).kwargs.get("pk")
    except Resolver404:
        return ""
    found = Stay.objects.visible_to(user, Permission.STAY_READ).filter(pk=stay)
    return found.values_list("registration_number", flat=True).first() or ""


def issue_receipt(stay: Stay) -> Document:
    """A new receipt for the stay's present term; the one before it becomes *sudah diganti*."""
    earlier = Document.objects.filter(record=stay.pk, kind=Document.Kind.RECEIPT, state=Document.State.VALID)
    earlier.update(state=Document.State.SUPERSEDED)
    receipt = receipt_of(stay, stay.registrations.get(register=Register.TAMIU))
    receipt.save(force_insert=True)
    ask_for_pdf(receipt)
    return receipt


def issue_receipts(rows: list[Registration]) -> None:
    """The first receipts of new stays, at once; the rows are the tamiu's, whose letter a receipt is."""
    receipts = [receipt_of(row.stay, row) for row in rows]
    insert(receipts)
    post_new([_pdf_of(receipt) for receipt in receipts])


def ask_for_pdf(receipt: Document) -> None:
    """Asked once, however often: the outbox knows the receipt. One that was given up is tried anew."""
    row = _pdf_of(receipt)
    revive(row.dedupe_key)
    post(MAKE, row.dedupe_key, payload=row.payload)


def _pdf_of(receipt):
    return fresh(Outbox, kind=MAKE, dedupe_key=f"{MAKE}/{receipt.pk}", payload={"document": str(receipt.pk)})


def receipt_of(stay: Stay, row: Registration) -> Document:
    """The unsaved receipt with what its check page may show; its name and validity are those of the tamiu's row."""
    return fresh(
        Document,
        kind=Document.Kind.RECEIPT,
        number=stay.registration_number,
        record=stay.pk,
        page=page_of("residency:receipt", stay.pk),
        subject=stay.person_id,
        place=stay.customary_village.path,
        issuer=str(stay.customary_village),
        initials=stay.person.initials,
        title=row.letter_name,
        valid_until=row.valid_until,
    )
