"""One signed letter as the worker makes it, and a like page by WeasyPrint in the same run where that is installed."""

import datetime
import itertools
import uuid
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.html import escape

from harmoni.letters import claims
from harmoni.letters.issuing import issue
from harmoni.letters.keys import signing_key
from harmoni.letters.models import Document, Kind
from harmoni.letters.tasks import claims_of, paper_of
from harmoni.measuring.pages import Result, Work
from harmoni.regions.models import Region
from harmoni.seeding.accounts import SUMBA_TIMUR

try:
    import weasyprint
except (ImportError, OSError):  # its Pango and HarfBuzz come from the system, not with it
    weasyprint = None

SIGNED, OTHER = "one signed letter PDF", "a like page by WeasyPrint"
LETTERS = 64  # each about somebody else: typst remembers a page it has just set
VALID = datetime.timedelta(days=180)
PRINTED = {
    "destination": "Desa Adat Kuta, Kabupaten Badung",
    "briefing": "Hidup bersama di Bali",
    "pact": "disaksikan di Waingapu",
    "signer_name": "Umbu Landu Paranggi",
    "cc": ["Bupati Sumba Timur"],
}


@transaction.atomic
def any_letter(kind: Kind = Kind.RECOMMENDATION, name: str = "Umbu Nggiku Landukara") -> Document:
    """An issued letter about nobody."""
    return issue(
        kind=kind,
        office=Region.objects.get(code=SUMBA_TIMUR),
        record=uuid.uuid4(),
        subject=uuid.uuid4(),
        page="/",
        initials="U.N.L.",
        birth_year=1998,
        valid_until=timezone.localdate() + VALID,
        printed={
            **PRINTED,
            "name": name,
            "rows": [[f"Keterangan {row}", f"{name}, Jalan Raya Kuta"] for row in range(8)],
        },
    )


def paper_works() -> Iterator[Work]:
    issued = [any_letter(name=f"Umbu Nggiku Landukara {number}").pk for number in range(LETTERS)]
    ours, theirs = (itertools.cycle(Document.objects.filter(pk__in=issued)) for _ in range(2))
    yield Work(SIGNED, lambda: make(next(ours)))
    if weasyprint:
        yield Work(OTHER, lambda: like(next(theirs)))


def make(letter: Document) -> None:
    """Key, claim, code and PDF."""
    letter.claim = claims.sign(claims_of(letter), signing_key(letter.place, letter.issued_on.year))
    paper_of(letter)


def like(letter: Document) -> None:
    """The same facts as a plain page of HTML, tagged as ours is."""
    rows = "".join(f"<tr><th>{escape(label)}<td>{escape(value)}" for label, value in letter.fields["rows"])
    head = f"<html lang=id><title>Surat</title><h1>{escape(letter.issuer)}</h1><h2>{escape(letter.number)}</h2>"
    weasyprint.HTML(string=f"{head}<table>{rows}</table>").write_pdf(pdf_variant="pdf/ua-1")


def rates(results: list[Result]) -> str:
    """`61.2 signed letters a second, WeasyPrint is not installed`."""
    found = {result.work.name: f"{1 / result.median:.1f}" for result in results}
    other = f"{found[OTHER]} by WeasyPrint" if OTHER in found else "WeasyPrint is not installed"
    return f"{found[SIGNED]} signed letters a second, {other}"
