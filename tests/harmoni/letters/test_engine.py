"""Letters on paper: what stands in the real PDF, and what the engine refuses."""

import io
import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
import segno
from pypdf import PdfReader

from harmoni.letters import engine, qr

NOON = datetime(2026, 11, 12, 4, 0, tzinfo=UTC)
URL = "https://harmoni.example/cek/Zk3vQ9xTb1mWc7RrYp2eHg/"
LONG_NAME = ("Maria Magdalena Ngurah Wiratmadja Kusumaningtyas Rambu Kareri Hambandima " * 2)[:80]
LONG_ADDRESS = "Jalan Gunung Salak Utara Gang Perumahan Puri Kerobokan Indah Blok C Nomor 123 A, Banjar Batu " * 2


def receipt_data(**changes):
    return {
        "number": "LD/KUTA/2026/000123",
        "village": "Desa Adat Kuta",
        "regency": "Kabupaten Badung",
        "issued_on": "12 November 2026",
        "name": "Maria Goreti Rambu Ana",
        "nik_masked": "••••••••••••••07",
        "rows": [["Alamat", "Jalan Kuta Nomor 12"], ["Daerah asal", "Desa Kambera, Sumba Timur"]],
        "valid_from": "12 November 2026",
        "valid_until": "12 Mei 2027",
        "url": URL,
        "qr": qr.qr_svg(URL),
        "officer_place": "Desa Adat Kuta",
        "demo": False,
    } | changes


def make(timestamp=NOON, **changes):
    return engine.render("receipt", receipt_data(**changes), timestamp=timestamp)


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def text(pdf):
    """All words of the letter, lines joined."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def contents(pdf):
    """What the page draws, as PDF operators."""
    return read(pdf).pages[0].get_contents().get_data().decode("latin1")


def modules_in_svg(svg):
    """The dark modules of the drawing, as (row, column)."""
    strokes = re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg)
    return {(int(y), int(x) + step) for x, y, length in strokes for step in range(int(length))}


def modules_on_paper(pdf):
    """The dark modules of the code as the PDF draws it."""
    strokes = re.findall(r"(\d+) (\d+)\.5 m (\d+) \2\.5 l", contents(pdf))
    return {(int(y), x) for start, y, end in strokes for x in range(int(start), int(end))}


def modules_of(url):
    """What the QR library says the code of the address is, with our quiet zone around."""
    matrix = segno.make_qr(url, error="m", mask=qr.MASK).matrix
    return {(y + 4, x + 4) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


class TestReceipt:
    def test_is_one_page_with_every_value(self):
        pdf = make()
        assert len(read(pdf).pages) == 1
        words = text(pdf)
        for value in (
            "DESA ADAT KUTA",
            "Kabupaten Badung",
            "BUKTI LAPOR DIRI",
            "Nomor: LD/KUTA/2026/000123",
            "Maria Goreti Rambu Ana",
            "NIK ••••••••••••••07",
            "Alamat Jalan Kuta Nomor 12",
            "Daerah asal Desa Kambera, Sumba Timur",
            "12 November 2026 sampai dengan 12 Mei 2027",
            "Layanan ini TIDAK DIPUNGUT BIAYA",
            "bukan dokumen kependudukan",
            "Pindai untuk memeriksa",
            "Hak Anda",
            "ARSIP PETUGAS",
        ):
            assert value in words
        assert "tempat tinggal. Kuta, 12 November 2026 Petugas pendataan Desa Adat Kuta" in words
        assert URL in words.replace(" ", "")

    def test_is_tagged_archivable_and_in_indonesian(self):
        root = read(make()).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value
        assert root["/Lang"] == "id"
        assert "/StructTreeRoot" in root
        metadata = root["/Metadata"].get_object().get_data().decode()
        assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata

    def test_title_and_date_come_from_the_letter(self):
        information = read(make()).metadata
        assert information.title == "Bukti Lapor Diri LD/KUTA/2026/000123"
        assert information.creation_date == NOON

    def test_carries_only_our_two_fonts(self):
        fonts = read(make()).pages[0]["/Resources"]["/Font"].values()
        names = {font.get_object()["/BaseFont"].partition("+")[2] for font in fonts}
        assert names == {"NotoSans-Regular", "NotoSans-Bold"}

    def test_stays_small(self):
        assert len(make(demo=True)) < 80_000

    def test_prints_markup_literally(self):
        name = '#panic("x") *b* $x$ _u_ <a> @b \\ // `c` [d]'
        assert name in text(make(name=name, rows=[["Alamat", name]]))

    def test_prints_letters_of_other_languages(self):
        name = "Đặng Ỷ Łukasz Şükrü Ñoño O’Brien Nyoman Ḍarma"
        assert name in text(make(name=name))

    def test_same_values_and_time_give_the_same_bytes(self):
        shuffled = dict(reversed(receipt_data().items()))
        assert make() == make() == engine.render("receipt", shuffled, timestamp=NOON)
        assert make() != make(timestamp=NOON.replace(hour=5))

    def test_long_values_stay_on_one_page_in_full(self):
        rows = [[label, LONG_ADDRESS] for label in ("Alamat", "Tempat tinggal", "Alamat tempat bekerja")]
        rows += [[f"Keterangan {number}", "ada"] for number in range(5)] + [["Catatan", "x" * 200]]
        pdf = make(
            name=LONG_NAME,
            village="Desa Adat Padang Sambian Kaja Kerobokan Kelod Kauh",
            number="LD/PADANG-SAMBIAN-KAJA-KEROBOKAN-KELOD/2026/00000123456",
            rows=rows,
            demo=True,
        )
        assert len(read(pdf).pages) == 1
        # An endless word carries invisible places to break.
        words = text(pdf).replace("\u200b", "")
        assert words.count(LONG_NAME.strip()) == 2
        assert words.count(LONG_ADDRESS.strip()) == 3
        assert words.replace(" ", "").count("x" * 200) == 1
        assert "Paraf petugas" in words

    @pytest.mark.parametrize("empty", [None, ""])
    def test_missing_values_print_as_a_dash(self, empty):
        gone = dict.fromkeys(receipt_data(), empty) | {"qr": qr.qr_svg(URL), "rows": [["Alamat", empty]]}
        pdf = engine.render("receipt", gone, timestamp=NOON)
        assert len(read(pdf).pages) == 1
        assert "Nama lengkap – NIK – Alamat – Berlaku sejak –" in text(pdf)

    def test_absent_keys_are_missing_values(self):
        pdf = engine.render("receipt", {"qr": qr.qr_svg(URL)}, timestamp=NOON)
        assert "Nama lengkap – NIK – Berlaku sejak –" in text(pdf)

    def test_names_a_provisional_number_as_what_it_is(self):
        words = text(make(nik_masked="P-7F3K-9QXA"))
        assert "Nomor sementara P-7F3K-9QXA" in words
        assert "NIK" not in words

    def test_never_prints_a_category(self):
        assert "tamiu" not in text(make(category="krama tamiu")).lower()

    def test_a_sample_says_so_to_eye_and_ear(self):
        assert "CONTOH" not in text(make())
        pdf = make(demo=True)
        assert text(pdf).count("CONTOH") == 4
        behind = re.search(r"/Artifact<<[^\n]*/Type/Background>>BDC(.*?)EMC", contents(pdf), re.DOTALL)
        assert behind[1].count("BT") == 2  # the other two, in the head and on the slip, are read aloud


class TestCode:
    @pytest.mark.parametrize("url", [URL, "https://a.id/cek/1/", URL + "#" + "k" * 400])
    def test_drawing_is_the_code_of_the_address(self, url):
        assert modules_in_svg(qr.qr_svg(url)) == modules_of(url)

    def test_paper_shows_the_code_and_links_to_the_address(self):
        pdf = make()
        assert modules_on_paper(pdf) == modules_of(URL)
        links = {link.get_object()["/A"]["/URI"] for link in read(pdf).pages[0]["/Annots"]}
        assert links == {URL}

    def test_level_is_at_least_m(self):
        assert segno.make_qr(URL, error="m", mask=qr.MASK).error in "MQH"

    def test_svg_may_stand_in_a_strict_page(self):
        svg = qr.qr_svg(URL)
        drawing = ElementTree.fromstring(svg)  # noqa: S314, our own drawing
        assert svg.startswith("<svg ")
        assert drawing.attrib["class"] == "qr"
        assert drawing.attrib.keys() == {"class", "viewBox"}
        assert "style" not in svg
        assert len(svg) < 8_000

    def test_text_never_becomes_markup(self):
        assert "script" not in qr.qr_svg("</svg><script>alert(1)</script>")


class TestRefusals:
    @pytest.mark.parametrize("name", ["nothing", "../templates_typ/receipt", "receipt.typ", ""])
    def test_unknown_template_is_named(self, name):
        with pytest.raises(engine.LetterError, match=re.escape(f"'{name}' does not exist")):
            engine.render(name, {}, timestamp=NOON)

    def test_refusal_names_the_template_and_not_the_person(self):
        with pytest.raises(engine.LetterError, match="'receipt'.*\U0001f600") as refusal:
            make(name="Maria \U0001f600")
        assert "Maria" not in str(refusal.value)

    def test_code_must_be_there(self):
        with pytest.raises(engine.LetterError, match="'receipt'.*qr"):
            engine.render("receipt", {}, timestamp=NOON)

    def test_a_refusal_leaves_the_compiler_usable(self):
        with pytest.raises(engine.LetterError):
            engine.render("receipt", {}, timestamp=NOON)
        assert make() == make()

    def test_time_needs_its_zone(self):
        with pytest.raises(ValueError, match="time zone"):
            make(timestamp=datetime(2026, 11, 12))  # noqa: DTZ001


class TestProcessesAndThreads:
    def test_two_threads_at_once_make_the_same_letters_as_one(self):
        names = [f"Nama {number}" for number in range(12)]
        alone = [make(name=name) for name in names]
        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(lambda name: make(name=name), names)) == alone

    def test_a_child_of_a_rendering_process_refuses_instead_of_hanging(self):
        make()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            signal.alarm(20)  # a child that hangs is killed and leaves no answer
            try:
                make()
                answer = b"rendered"
            except engine.LetterError as refusal:
                answer = str(refusal).encode()
            finally:
                os.write(writing, answer)
                os._exit(0)
        os.close(writing)
        os.waitpid(child, 0)
        with os.fdopen(reading) as pipe:
            assert "'receipt': this process was forked" in pipe.read()
