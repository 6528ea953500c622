"""The worker's part of a signed letter: the claim, the PDF and the line of the issuance log, once."""

import hashlib
import uuid

from harmoni.history.record import record_act
from harmoni.letters import claims
from harmoni.letters.claims import Claims
from harmoni.letters.engine import render
from harmoni.letters.issuing import MAKE
from harmoni.letters.keys import publish, signing_key
from harmoni.letters.models import Document
from harmoni.letters.qr import qr_svg
from harmoni.notices.outbox import handles


@handles(MAKE)
def make_letter(document):
    """Signs and prints one letter; one that is made, or was replaced or revoked meanwhile, is left as it is."""
    letter = Document.objects.select_for_update().get(pk=uuid.UUID(document))
    if letter.claim is not None or letter.state != Document.State.VALID:
        return
    key = signing_key(letter.place, letter.issued_on.year)
    published = publish(letter.place, letter.issued_on.year, key)
    letter.claim = claims.sign(claims_of(letter), key)
    letter.content = paper_of(letter)
    letter.save(update_fields=["claim", "content"])
    log_issue(letter, published.kid)


def claims_of(letter: Document) -> Claims:
    return Claims(
        number=letter.number,
        kind=letter.kind,
        issued_on=letter.issued_on,
        valid_until=letter.valid_until,
        issuer=letter.place,
        initials=letter.initials,
        birth_year=letter.fields["birth_year"],
        content=hashlib.sha256(letter.canonical).digest(),
    )


def paper_of(letter: Document) -> bytes:
    """The PDF. The claim stands behind the `#` of the code's address, which no browser sends to a server."""
    fields = letter.fields
    code = qr_svg(f"{fields['check']}#{claims.as_text(bytes(letter.claim))}")
    return render(letter.kind, {**fields, "qr": code}, timestamp=letter.created_at)


def log_issue(letter: Document, kid: str) -> None:
    """The issuance log lies in the chained history: a letter that is not in it is void, though it be signed."""
    detail = {
        "number": letter.number,
        "pdf_sha256": hashlib.sha256(letter.content).hexdigest(),
        "content_sha256": hashlib.sha256(letter.canonical).hexdigest(),
        "key": kid,
    }
    subjects = [letter.subject, letter.record]
    record_act("buat_surat", by=None, subjects=subjects, place=letter.place, detail=detail)
