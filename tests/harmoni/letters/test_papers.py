"""What stands on the paper of a signed letter: one page, tagged, small, and a code whose claim verifies."""

import pytest
from django.utils import timezone

from harmoni.letters import claims, engine, qr
from harmoni.letters.models import Kind, Office, VerificationKey
from harmoni.letters.qr import qr_svg
from tests.harmoni.letters.letters import NIK, PRINTED, claim_on, made, scanned, sumba
from tests.harmoni.letters.test_engine import LONG_ADDRESS, LONG_NAME, NOON, read, text

KINDS = [Kind.RECOMMENDATION, Kind.CERTIFICATE]
URL = "https://harmoni.example/cek/Zk3vQ9xTb1mWc7RrYp2eHg/"
HEAD = {
    "number": "400.8.4.7/0001/REK/5311/2026",
    "classification": "400.8.4.7",
    "government": "Pemerintah Kabupaten Sumba Timur",
    "office": "Dinas Tenaga Kerja dan Transmigrasi",
    "address": "Jalan Soeharto 42, Waingapu",
    "town": "Waingapu",
    "signer_title": "Kepala Dinas",
    "signer_number": "19700101 199503 1 002",
    "issued_on": "12 November 2026",
    "valid_until": "12 Mei 2027",
    "check": URL,
    "qr": qr_svg(URL + "#" + "k" * 280),
    "demo": False,
}


def paper(kind, **changes):
    return engine.render(kind, HEAD | PRINTED[kind] | changes, timestamp=NOON)


@pytest.mark.parametrize("kind", KINDS)
def test_says_everything_on_one_page(kind):
    pdf = paper(kind)
    assert len(read(pdf).pages) == 1
    words = text(pdf)
    for value in (
        "PEMERINTAH KABUPATEN SUMBA TIMUR DINAS TENAGA KERJA DAN TRANSMIGRASI Jalan Soeharto 42, Waingapu",
        "Nomor: 400.8.4.7/0001/REK/5311/2026",
        "Nama lengkap Maria Goreti Rambu Ana NIK ••••••••••••••07",
        "Waingapu, 12 November 2026 Kepala Dinas,",
        "Ditandatangani secara elektronik di portal Harmoni; bukan tanda tangan elektronik tersertifikasi (BSrE).",
        "Umbu Landu Paranggi NIP 19700101 199503 1 002",
        "Layanan ini TIDAK DIPUNGUT BIAYA",
        "bukan alasan untuk menolak",
        "Klasifikasi arsip: 400.8.4.7",
        "sampai dengan 12 Mei 2027",
    ):
        assert value in words
    assert URL in words.replace(" ", "")


def test_a_recommendation_speaks_of_briefing_pact_and_copies():
    words = text(paper(Kind.RECOMMENDATION))
    assert "SURAT REKOMENDASI" in words
    assert "pembekalan: Hidup bersama di Bali, 2 November 2026." in words
    assert "pakta integritas: disaksikan di Waingapu, 3 November 2026." in words
    assert "Tembusan: 1. Bupati Sumba Timur" in words


def test_what_is_not_there_is_not_spoken_of():
    words = text(paper(Kind.RECOMMENDATION, briefing="", pact="", cc=[], signer_number="", office="", town=""))
    for word in ("pembekalan", "pakta integritas", "Tembusan", "NIP"):
        assert word not in words
    assert "12 November 2026 Kepala Dinas," in words


def test_a_certificate_names_the_briefing():
    words = text(paper(Kind.CERTIFICATE))
    assert "TANDA IKUT PEMBEKALAN" in words
    assert "Pembekalan Hidup bersama Materi Hukum Tanggal 2 November 2026 Tempat Waingapu" in words


@pytest.mark.parametrize("kind", KINDS)
def test_is_tagged_archivable_and_small(kind):
    pdf = paper(kind, demo=True)
    root = read(pdf).trailer["/Root"]
    assert root["/Lang"] == "id"
    assert "/StructTreeRoot" in root
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert len(pdf) < 80_000


LONG = {
    "name": (LONG_NAME * 2)[:120],
    "rows": [[f"Keterangan {number}", LONG_ADDRESS.strip()] for number in range(10)],
    "government": "Pemerintah Kabupaten Administrasi Kepulauan Seribu",
    "office": LONG_ADDRESS[:120].strip(),
    "address": LONG_ADDRESS.strip(),
    "signer_title": LONG_ADDRESS[:120].strip(),
    "signer_name": (LONG_NAME * 2)[:120],
    "destination": LONG_ADDRESS.strip(),
    "cc": [LONG_ADDRESS[:120].strip()] * 5,
    "demo": True,
}


@pytest.mark.parametrize("kind", KINDS)
def test_very_long_values_stay_on_one_page_in_full(kind):
    pdf = paper(kind, **LONG)
    assert len(read(pdf).pages) == 1
    assert len(pdf) < 80_000
    words = text(pdf).replace("\u200b", "")
    assert words.count(LONG_ADDRESS.strip()) >= 10
    assert words.count(LONG["name"].strip()) == 2
    assert "Klasifikasi arsip" in words


@pytest.mark.parametrize("kind", KINDS)
def test_even_senseless_lengths_stay_on_one_page(kind):
    rows = [["x" * 300, LONG_ADDRESS * 10] for _ in range(12)]
    pdf = paper(kind, **LONG | {"rows": rows, "cc": ["y" * 3000] * 9, "signer_name": "z" * 900, "name": "n" * 2000})
    assert len(read(pdf).pages) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_says_so(kind):
    assert "CONTOH" not in text(paper(kind))
    assert text(paper(kind, demo=True)).count("CONTOH") == 3


@pytest.mark.parametrize("kind", KINDS)
def test_prints_markup_literally(kind):
    name = '#panic("x") *b* $x$ _u_ <a> @b \\ // `c` [d]'
    assert name in text(paper(kind, name=name))


@pytest.mark.parametrize("kind", KINDS)
def test_absent_values_are_dashes_but_the_code_must_be_there(kind):
    assert "Nama lengkap –" in text(engine.render(kind, {"qr": HEAD["qr"]}, timestamp=NOON))
    with pytest.raises(engine.LetterError, match="qr"):
        engine.render(kind, {}, timestamp=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_the_code_on_the_paper_carries_a_claim_that_verifies(kind, settings):
    letter = made(kind)
    pdf = bytes(letter.content)
    address, _, _ = scanned(pdf).partition("#")
    assert address == settings.BASE_URL + letter.check_path
    said = claims.verify(claim_on(pdf), VerificationKey.objects.all(), today=timezone.localdate())
    assert (said.number, said.kind) == (letter.number, kind)


@pytest.mark.django_db
def test_the_code_is_printed_large_enough_to_be_read():
    """Half a millimetre for each module, at 43 mm, with the quiet zone."""
    svg = qr.qr_svg(scanned(bytes(made().content)).replace("http://127.0.0.1:8000", "https://harmoni.baliprov.go.id"))
    assert 43 / int(svg.split('viewBox="0 0 ')[1].split()[0]) > 0.5


@pytest.mark.django_db
def test_no_whole_nik_and_no_hash_of_one_is_in_the_code():
    """The claim holds no number of sixteen digits, and changes with the content, never with a NIK alone."""
    Office.objects.create(region=sumba(), government="Pemerintah Kabupaten Sumba Timur", signer_title="Kepala Dinas")
    letter = made()
    assert NIK not in text(bytes(letter.content)).replace(" ", "")
    values = claims.verify(bytes(letter.claim), VerificationKey.objects.all(), today=timezone.localdate()).values()
    assert [type(value).__name__ for value in values] == ["str", "str", "int", "int", "str", "str", "int", "bytes"]
