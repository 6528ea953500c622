"""The integrity pact: every clause, one signature, sealed; and papers that are looked at before they are kept."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript

from harmoni.history.models import Event
from registrations.certification import pact_text, scans
from registrations.certification.models import Pact
from tests.cast import prepare, sign_pact

STROKES = "M10 20" + "".join(f"L{10 + step * 5} {20 + step % 3 * 10}" for step in range(20))


@pytest.fixture
def candidate(staf_sumbatimur):
    return prepare(staf_sumbatimur)


def posted(**values):
    return {"clauses": list(pact_text.NAMES), "signed_on": timezone.localdate().isoformat(), **values}


@pytest.fixture
def page(signed_in, staf_sumbatimur, candidate):
    """(client, address) of the page on which the pact is signed."""
    return signed_in(staf_sumbatimur), f"{candidate.get_absolute_url()}pakta/"


def picture(kind="JPEG", size=(400, 300), exif=None, tail=b""):
    drawn = io.BytesIO()
    Image.new("RGB", size, "white").save(drawn, kind, **({"exif": exif} if exif else {}))
    return drawn.getvalue() + tail


def test_strokes_are_kept_sealed_and_shown_again(page, candidate):
    client, address = page
    assert client.post(address, posted(signature=STROKES)).status_code == 302
    pact = Pact.objects.get()
    assert (pact.signature, pact.clauses) == (STROKES, list(pact_text.NAMES))
    with connection.cursor() as cursor:
        cursor.execute("SELECT signature_sealed FROM certification_pact")
        assert STROKES.encode() not in bytes(cursor.fetchone()[0])
    shown = client.get(f"{address}{pact.pk}/").content.decode()
    assert f'd="{STROKES}"' in shown
    assert Event.objects.about(candidate.person_id).filter(verb="buka_pakta").exists()


def test_the_name_may_be_typed(page):
    client, address = page
    assert client.post(address, posted(typed_name="umbu nggiku  LANDUKARA")).status_code == 302
    assert Pact.objects.get().signature == "umbu nggiku LANDUKARA"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Tanda tangan belum ada"),
        ({"clauses": ["identity"], "signature": STROKES}, "satu per satu"),
        ({"clauses": [], "signature": STROKES}, "satu per satu"),
        ({"typed_name": "Orang Lain"}, "harus sama dengan nama calon"),
        ({"signature": "M1 1"}, "tidak terbaca"),
        ({"signature": '"><script>alert(1)</script>'}, "tidak terbaca"),
        ({"signature": STROKES, "signed_on": "2999-01-01"}, "belum terjadi"),
        ({"signature": STROKES, "signed_on": "31-02-2026"}, "tidak ada di kalender"),
    ],
)
def test_what_is_missing_stands_beside_its_field_and_nothing_is_kept(page, values, said):
    client, address = page
    answer = client.post(address, posted(**values))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Pact.objects.count() == 0


def test_the_pact_says_who_sees_it_what_is_promised_and_that_it_is_no_ground(page):
    client, address = page
    text = client.get(address).content.decode()
    for words in (*pact_text.PROMISES, *pact_text.READERS):
        assert str(words) in text
    assert "bukan alasan untuk menolak siapa pun" in text


def test_a_photograph_is_drawn_anew_without_what_was_hidden_in_it(page):
    client, address = page
    exif = Image.Exif()
    exif[0x010F] = "kamera rahasia"
    content = picture(exif=exif, tail=b"PK\x03\x04<script>")
    upload = SimpleUploadedFile("pakta.jpg", content, "image/jpeg")
    assert client.post(address, posted(signed_scan=upload)).status_code == 302
    pact = Pact.objects.get()
    kept = pact.open_scan()
    assert kept.startswith(b"\xff\xd8")
    assert b"rahasia" not in kept
    assert b"<script>" not in kept
    answer = client.get(f"{address}{pact.pk}/pindaian/")
    assert (answer["Content-Type"], answer["Content-Security-Policy"]) == ("image/jpeg", "sandbox")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content == kept


HOSTILE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html": b"<html><script>alert(1)</script>",
    "late pdf": b"MZ....%PDF-1.7",
    "half a jpeg": picture()[:200],
    "gif": b"GIF89a" + bytes(40),
    "empty": b"",
    "zip": b"PK\x03\x04" + bytes(60),
    "tiff": picture("TIFF"),
    "flood": picture("PNG", (9000, 9000)),
    "large": bytes(scans.MOST_BYTES + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_papers_are_refused_with_a_sentence(name, page):
    client, address = page
    upload = SimpleUploadedFile("pakta.jpg", HOSTILE[name], "image/jpeg")
    answer = client.post(address, posted(signed_scan=upload))
    assert (answer.status_code, Pact.objects.count()) == (422, 0)


def paper(pages=1, password=None):
    """A PDF of blank pages with a script, a file and a name behind them."""
    writer = PdfWriter()
    for _n in range(pages):
        writer.add_blank_page(300, 400)
    writer.add_open_action(JavaScript("app.alert('Kenari')"))
    writer.add_attachment("kenari.txt", b"Kenari")
    writer.add_metadata({"/Author": "Kenari"})
    if password:
        writer.encrypt(password)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def test_of_a_pdf_nothing_is_kept_but_what_its_pages_show():
    sent = paper(pages=2)
    scan = scans.checked(sent)
    drawn = PdfReader(io.BytesIO(scan.content))
    assert (scan.content_type, len(drawn.pages), len(drawn.pages[0].images)) == ("application/pdf", 2, 1)
    assert (drawn.attachments, drawn.open_destination, drawn.pages[0].extract_text()) == ({}, None, "")
    signs = (b"Kenari", b"JavaScript", b"/JS", b"EmbeddedFile", b"/Author")
    assert [(sign in sent, sign in scan.content) for sign in signs] == [(True, False)] * len(signs)


@pytest.mark.parametrize("sent", [b"%PDF-1.7 ...", b"%PDF-", paper(password="x"), paper(pages=21)])
def test_a_pdf_that_cannot_be_drawn_is_refused_with_a_sentence(sent):
    with pytest.raises(ValidationError, match="PDF ini"):
        scans.checked(sent)


def test_a_scan_that_is_no_paper_raises():
    with pytest.raises(ValidationError, match="bukan foto atau PDF"):
        scans.checked(b"nothing")


def test_the_other_offices_see_only_that_it_was_signed(candidate, staf_sumbatimur, staf_belu, petugas_kuta, signed_in):
    pact = sign_pact(candidate, staf_sumbatimur)
    address = f"{candidate.get_absolute_url()}pakta/{pact.pk}/"
    assert signed_in(staf_belu).get(address).status_code == 404
    assert signed_in(petugas_kuta).get(address).status_code == 403


def test_the_same_pact_sent_twice_is_one(page):
    client, address = page
    key = "6b6d6c6b-6e9d-4c4e-8f1c-1f4b1c1d1e1f"
    for _ in range(2):
        client.post(address, posted(signature=STROKES, key=key))
    assert Pact.objects.count() == 1
