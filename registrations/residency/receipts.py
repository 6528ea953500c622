"""The receipt of a report: issued at once as a page, made into a PDF outside the request."""

from django.urls import reverse

from harmoni.copying import insert
from harmoni.letters.models import Document
from harmoni.notices.models import Outbox
from harmoni.notices.outbox import post, post_all, revive
from registrations.residency.models import Stay

MAKE = "residency.receipt"


def issue_receipt(stay: Stay) -> Document:
    """A new receipt for the stay's present term; the one before it becomes *sudah diganti*."""
    Document.objects.filter(record=stay.pk, state=Document.State.VALID).update(state=Document.State.SUPERSEDED)
    receipt = receipt_of(stay)
    receipt.save(force_insert=True)
    ask_for_pdf(receipt)
    return receipt


def issue_receipts(stays: list[Stay]) -> None:
    """The first receipts of new stays, at once."""
    receipts = [receipt_of(stay) for stay in stays]
    insert(receipts)
    post_all([_pdf_of(receipt) for receipt in receipts])


def ask_for_pdf(receipt: Document) -> None:
    """Asked once, however often: the outbox knows the receipt. One that was given up is tried anew."""
    row = _pdf_of(receipt)
    revive(row.dedupe_key)
    post(MAKE, row.dedupe_key, payload=row.payload)


def _pdf_of(receipt):
    return Outbox(kind=MAKE, dedupe_key=f"{MAKE}/{receipt.pk}", payload={"document": str(receipt.pk)})


def receipt_of(stay: Stay) -> Document:
    """The unsaved receipt with what its check page may show."""
    return Document(
        kind=Document.Kind.RECEIPT,
        number=stay.registration_number,
        record=stay.pk,
        page=reverse("residency:receipt", args=[stay.pk]),
        subject=stay.person_id,
        place=stay.customary_village.path,
        issuer=str(stay.customary_village),
        initials=stay.person.initials,
        valid_until=stay.planned_until,
    )
