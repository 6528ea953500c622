"""A signed letter is issued, replaced or revoked: inside the verb of the book that decides it.

The book writes the act into the history; here the number is taken, everything that will be printed is sealed, and
the worker is asked for the paper.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from harmoni.history.atomicity import demand_transaction
from harmoni.letters.models import SIGNED, Document, Office, office_of
from harmoni.letters.numbering import CLASSIFICATION, next_number
from harmoni.notices.outbox import post, revive
from harmoni.regions.models import Region

MAKE = "letters.make"


def issue(
    *,
    kind: str,
    office: Region,
    record: UUID,
    subject: UUID,
    page: str,
    initials: str,
    birth_year: int | None,
    valid_until: date,
    printed: dict[str, Any],
    replaces: Document | None = None,
) -> Document:
    """The letter with its number, sealed; its PDF and claim follow, and only then does the check page know it.

    `printed` holds the template's own keys (any JSON); letterhead, number and dates are added. Demands a transaction.
    """
    demand_transaction("a letter")
    if kind not in SIGNED:
        raise ValueError(f"{kind} is no signed letter")
    today = timezone.localdate()
    letter = written(
        office_of(office),
        printed | {"birth_year": birth_year},
        kind=kind,
        number=next_number(kind, office.code, today.year),
        record=record,
        page=page,
        subject=subject,
        initials=initials,
        issued_on=today,
        valid_until=valid_until,
    )
    letter.save(force_insert=True)
    if replaces:
        _supersede(replaces, letter)
    ask_for_pdf(letter)
    return letter


def written(office: Office, printed: dict[str, Any], **columns: Any) -> Document:
    """The unsaved letter of this letterhead with everything that it will print sealed; no worker is asked yet."""
    letter = Document(place=office.region_id, issuer=office.government, **columns)
    letter.seal({**printed, **office.head, **_added(letter)})
    return letter


def revoke(document: Document) -> None:
    """From now on its check page is red. What was revoked before it was made is never made."""
    _change(document, state=Document.State.REVOKED)


def ask_for_pdf(document: Document) -> None:
    """Asked once, however often: the outbox knows the letter. One that was given up is tried anew."""
    revive(f"{MAKE}/{document.pk}")
    post(MAKE, f"{MAKE}/{document.pk}", payload={"document": str(document.pk)})


def _supersede(earlier: Document, letter: Document) -> None:
    """A revoked one stays revoked; it only learns its successor."""
    revoked = earlier.state == Document.State.REVOKED
    _change(earlier, state=earlier.state if revoked else Document.State.SUPERSEDED, replaced_by=letter)


def _change(document: Document, **values: Any) -> None:
    demand_transaction("the state of a letter")
    for name, value in values.items():
        setattr(document, name, value)
    document.save(update_fields=list(values))


def _added(letter: Document) -> dict[str, Any]:
    """What the letter itself knows and prints."""
    return {
        "number": letter.number,
        "classification": CLASSIFICATION[Document.Kind(letter.kind)],
        "initials": letter.initials,
        "issued_on": date_format(letter.issued_on, "j F Y"),
        "valid_until": date_format(letter.valid_until, "j F Y"),
        "check": settings.BASE_URL + letter.check_path,
        "demo": settings.DEMO,
    }
