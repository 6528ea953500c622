"""A signed letter as a book would issue it, and what its paper says."""

import datetime
import re
import uuid

import zxingcpp
from django.db import transaction
from django.utils import timezone

from harmoni.letters.claims import from_text
from harmoni.letters.issuing import issue
from harmoni.letters.models import Document, Kind
from harmoni.letters.tasks import make_letter
from harmoni.regions.models import Region
from tests.harmoni.letters.test_engine import modules_on_paper

NIK = "5311015202980007"
PRINTED = {
    Kind.RECOMMENDATION: {
        "name": "Maria Goreti Rambu Ana",
        "rows": [["NIK", "••••••••••••••07"], ["Alamat asal", "Kambajawa, Kota Waingapu"]],
        "destination": "Desa Adat Kuta, Kabupaten Badung",
        "briefing": "Hidup bersama di Bali, 2 November 2026",
        "pact": "disaksikan di Waingapu, 3 November 2026",
        "signer_name": "Umbu Landu Paranggi",
        "cc": ["Bupati Sumba Timur"],
    },
    Kind.CERTIFICATE: {
        "name": "Maria Goreti Rambu Ana",
        "rows": [["NIK", "••••••••••••••07"]],
        "briefing": {"title": "Hidup bersama", "topic": "Hukum", "held_on": "2 November 2026", "venue": "Waingapu"},
        "signer_name": "Umbu Landu Paranggi",
    },
}


def sumba():
    return Region.objects.get(code="5311")


def issued(kind=Kind.RECOMMENDATION, *, replaces=None, **changes):
    values = {
        "kind": kind,
        "office": sumba(),
        "record": uuid.uuid4(),
        "subject": uuid.uuid4(),
        "page": "/",
        "initials": "M.G.R.A.",
        "birth_year": 1998,
        "valid_until": timezone.localdate() + datetime.timedelta(days=180),
        "printed": PRINTED[kind],
        "replaces": replaces,
    }
    with transaction.atomic():
        return issue(**values | changes)


def made(kind=Kind.RECOMMENDATION, **changes):
    """Issued and put on paper, as the database holds it then."""
    letter = issued(kind, **changes)
    with transaction.atomic():
        make_letter(str(letter.pk))
    return Document.objects.get(pk=letter.pk)


def scanned(pdf):
    """What a reader makes of the code that the PDF draws."""
    dark = modules_on_paper(pdf)
    side, zoom = max(max(dark)) + 5, 4
    rows = [[0 if (y // zoom, x // zoom) in dark else 255 for x in range(side * zoom)] for y in range(side * zoom)]
    picture = memoryview(bytes(sum(rows, []))).cast("B", shape=[side * zoom, side * zoom])
    return zxingcpp.read_barcode(picture).text


def claim_on(pdf):
    return from_text(re.search(r"#([\w-]+)$", scanned(pdf))[1])
