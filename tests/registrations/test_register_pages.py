"""The pages of the two registers: F-1.15, the place's own papers, and a category only at the person's own request."""

import re
import uuid
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.letters.models import Document
from harmoni.regions.models import Region
from registrations.residency.models import Papers, Registration, Stay
from tests.cast import arrive, typed

INTAKE, PAPERS = "/pendatang/baru/", "/pendatang/surat/"
KUTA = "5103011002"
TODAY = timezone.localdate()
ROOT = Path(__file__).parents[2]
ROOMS = ("adat", "harmoni", "registrations", "templates")


@pytest.fixture
def stay(petugas_kuta):
    return arrive(petugas_kuta, village=Region.objects.get(code=KUTA))


def at(stay, rest):
    return f"{stay.get_absolute_url()}{rest}"


def act(client, stay, name, **fields):
    return client.post(at(stay, f"register/{name}/"), {"key": uuid.uuid4(), **fields})


def nonpermanent(stay):
    return Registration.objects.get(stay=stay, register="nonpermanent")


# --- the desa or kelurahan -----------------------------------------------------------------------------
def test_the_intake_offers_the_last_one_used_here(desk, stay):
    page = desk.get(INTAKE).content.decode()
    assert re.search(rf'<option value="{KUTA}" selected>', page)
    desk.post(INTAKE, typed(key=uuid.uuid4(), village=KUTA))
    assert [row.number[:4] for row in Registration.objects.filter(book=KUTA).order_by("pk")] == ["0001", "0002"]


@pytest.mark.parametrize("wrong", ["5171011001", "510301", "99", "x\0y", "9" * 200])
def test_a_strange_one_says_so(desk, wrong):
    answer = desk.post(INTAKE, typed(key=uuid.uuid4(), village=wrong))
    assert answer.status_code in (400, 422)
    assert Stay.objects.count() == 0


def test_unknown_at_the_desk_and_chosen_later(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    assert "Belum bernomor" in desk.get(stay.get_absolute_url()).content.decode()
    assert act(desk, stay, "kelurahan", village="").status_code == 422
    assert act(desk, stay, "kelurahan", village="5171011001").status_code == 422
    assert act(desk, stay, "kelurahan", village=KUTA).status_code == 302
    assert nonpermanent(stay).number == f"0001/NP/{TODAY.year}"


# --- F-1.15 --------------------------------------------------------------------------------------------
def test_the_sheet_opens_with_a_reason_and_leaves_a_trace(desk, stay):
    nik = stay.person.nik
    assert nik not in desk.get(at(stay, "f115/")).content.decode()
    assert desk.post(at(stay, "f115/"), {"reason": ""}).status_code == 422
    assert not Event.objects.filter(verb="buka_f115").exists()
    page = desk.post(at(stay, "f115/"), {"reason": "Pendaftaran nonpermanen"})
    assert nik in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert "bukan pengganti" in page.content.decode()
    assert Event.objects.get(verb="buka_f115").reason == "Pendaftaran nonpermanen"
    assert nonpermanent(stay).status == "prepared"


def test_the_sheet_has_the_forms_fields_in_their_order(desk, stay):
    sheet = desk.post(at(stay, "f115/"), {"reason": "Pendaftaran"}).context["sheet"]
    assert [str(title).split(".")[0] for title, _rows in sheet] == ["I", "II", "III", "IV", "V", "VI"]
    address = {str(label): value for label, value in sheet[2][1]}
    assert (address["Desa/kelurahan"], address["Kecamatan"]) == ("Kuta", "Kuta")
    assert (address["Kabupaten/kota"], address["Provinsi"]) == ("Kabupaten Badung", "Bali")


def test_the_paper_is_made_on_the_spot_and_kept_nowhere(desk, stay):
    papers = Document.objects.count()
    answer = desk.post(at(stay, "f115/cetak/"), {"reason": "Pendaftaran"})
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert Document.objects.count() == papers
    assert Event.objects.filter(verb="cetak_f115").count() == 1


def test_it_is_followed_to_its_end(desk, stay):
    assert act(desk, stay, "f115-kirim", on=TODAY).status_code == 302
    assert act(desk, stay, "f115-tolak", reason="").status_code == 422
    act(desk, stay, "f115-tolak", reason="Foto KTP tidak terbaca")
    assert (nonpermanent(stay).status, nonpermanent(stay).refusal) == ("refused", "Foto KTP tidak terbaca")
    act(desk, stay, "f115-kirim", on=TODAY)
    act(desk, stay, "f115-terima", on=TODAY, receipt_number="NP-7")
    row = nonpermanent(stay)
    assert (row.status, row.received_on, row.receipt_number, row.refusal) == ("accepted", TODAY, "NP-7", "")


@pytest.mark.parametrize("on", ["2999-01-01", "1999-01-01", "x", ""])
def test_a_day_that_cannot_be_is_said_beside_its_field(desk, stay, on):
    assert act(desk, stay, "f115-kirim", on=on).status_code == 422
    assert nonpermanent(stay).status == "unprepared"


def test_what_was_sent_twice_counts_once(desk, stay):
    key = uuid.uuid4()
    for _ in range(2):
        assert desk.post(at(stay, "register/tanda-nonpermanen/"), {"key": key}).status_code == 302
    assert Document.objects.filter(kind="nonpermanent").count() == 1
    assert "Bukan dokumen kependudukan" in desk.get(at(stay, "tanda-nonpermanen/")).content.decode()


def test_its_check_page_says_who_issued_it_for_whom(desk, client, stay):
    act(desk, stay, "tanda-nonpermanen")
    letter = Document.objects.get(kind="nonpermanent")
    page = client.get(letter.check_path).content.decode()
    assert "Desa Adat Kuta untuk Kelurahan Kuta" in page
    assert "Tanda Lapor Penduduk Nonpermanen" in page


# --- the place's own papers ----------------------------------------------------------------------------
def papers(**values):
    return {
        "letter_name": "Kartu Tamiu",
        "mark": "kt",
        "months": 3,
        "letterhead": "Jalan Legian 1",
        "nonpermanent_name": "SKPNP",
        "village": KUTA,
        "tamiu_called": "tamiu berdomisili, tamiu pengusaha",
        "krama_tamiu_called": "",
        "krama_desa_adat_called": "",
        **values,
    }


def test_a_place_writes_its_own_and_the_next_letter_has_them(desk, petugas_kuta, client):
    earlier = Document.objects.get(record=arrive(petugas_kuta).pk)
    assert desk.post(PAPERS, papers()).status_code == 302
    receipt = Document.objects.get(record=arrive(petugas_kuta).pk)
    assert (receipt.title, earlier.title) == ("Kartu Tamiu", "Surat Tanda Lapor Diri (STLD)")
    assert "Kartu Tamiu" in client.get(receipt.check_path).content.decode()
    assert Registration.objects.filter(register="tamiu").latest("pk").number == f"0002/KT/{TODAY.year}"
    assert Event.objects.get(verb="surat_desa").place == "510301/kuta/"


def test_a_look_saves_nothing(desk):
    page = desk.post(PAPERS, papers(lihat="1"))
    assert page.status_code == 200
    assert "Kartu Tamiu" in page.content.decode()
    assert not Papers.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"letter_name": ""}, "letter_name"),
        ({"mark": "a b"}, "mark"),
        ({"months": "7"}, "months"),
        ({"village": "5171011001"}, "village"),
        ({"krama_tamiu_called": "Tamiu Pengusaha"}, "krama_tamiu_called"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(desk, wrong, field):
    answer = desk.post(PAPERS, papers(**wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_the_persons_choice_is_shown_in_the_places_words(desk, stay):
    desk.post(PAPERS, papers(krama_tamiu_called="tamiu adat, tamiu dari desa lain"))
    page = desk.get(at(stay, "golongan/")).content.decode()
    assert "Sekarang: Tamiu (di sini: tamiu berdomisili, tamiu pengusaha)" in page
    assert "Krama tamiu (di sini: tamiu adat, tamiu dari desa lain)" in page


# --- the category --------------------------------------------------------------------------------------
def test_nobody_is_asked_for_a_category(desk, stay):
    for path in (INTAKE, at(stay, "koreksi/")):
        assert 'name="category' not in desk.get(path).content.decode()


def test_another_category_at_entry_needs_the_persons_words(desk):
    answer = desk.post(INTAKE, typed(key=uuid.uuid4(), category="krama_tamiu"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["category"]
    asked = {"category": "krama_tamiu", "category_request": "Saya krama di Bangli"}
    assert desk.post(INTAKE, typed(key=uuid.uuid4(), **asked)).status_code == 302
    stay = Stay.objects.get()
    assert (stay.category, stay.category_request, stay.category_requested_on) == (*asked.values(), TODAY)


def wish(**values):
    words = {"category": "krama_tamiu", "requested_on": TODAY, "request": "Saya krama di Bangli", "own": "on"}
    return {"key": uuid.uuid4(), **words, **values}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"own": ""}, "own"),
        ({"request": ""}, "request"),
        ({"category": "raja"}, "category"),
        ({"category": "tamiu"}, "category"),
        ({"requested_on": "2999-01-01"}, "requested_on"),
    ],
)
def test_it_changes_only_at_the_persons_own_request(desk, stay, wrong, field):
    answer = desk.post(at(stay, "golongan/"), wish(**wrong))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Stay.objects.get().category == "tamiu"


def test_the_request_stands_in_the_history_with_its_words(desk, stay):
    assert desk.post(at(stay, "golongan/"), wish()).status_code == 302
    event = Event.objects.get(verb="golongan")
    assert (event.reason, event.details) == ("Saya krama di Bangli", {"category": ["tamiu", "krama_tamiu"]})
    assert "atas permintaan orangnya sendiri" in desk.get(stay.get_absolute_url()).content.decode()


def test_the_database_refuses_one_without_its_request(stay):
    with pytest.raises(IntegrityError), transaction.atomic():
        Stay.objects.update(category="krama_tamiu")


def test_no_list_count_or_search_tells_categories_apart(desk, petugas_kuta, stay):
    other = arrive(petugas_kuta)
    before = seen(desk)
    asked = {"category_request": "Saya minta", "category_requested_on": TODAY}
    Stay.objects.filter(pk=other.pk).update(category="krama_desa_adat", **asked)
    assert seen(desk) == before


def seen(desk):
    """Rows and figures of the pages, whichever category is asked for."""
    lists = [desk.get("/pendatang/", {"category": asked, "golongan": asked}) for asked in ("", "krama_desa_adat")]
    found = [[row.pk for row in page.context["stays"]] for page in lists]
    searched = desk.post("/pendatang/cari/", {"q": "krama desa adat"})
    figures = re.findall(r'data-(?:metric|value|queue)="[^"]*"', desk.get("/dasbor/").content.decode())
    counts = re.findall(r"data-queue[^<]*", desk.get(reverse("home:desk")).content.decode())
    return found, len(searched.context["stays"]), figures, counts


def test_no_figure_queue_or_export_reads_the_column():
    """The column is read where it is entered, asked for, corrected and shown on its own record, and nowhere else."""
    reads = re.compile(r"""get_category_display|[."']category\b|\b(krama_tamiu|krama_desa_adat)\b""")
    files = [path for room in ROOMS for ext in ("py", "html") for path in (ROOT / room).rglob(f"*.{ext}")]
    found = {str(path.relative_to(ROOT)) for path in files if reads.search(path.read_text())}
    reading = {path for path in found if "/migrations/" not in path}
    assert len(reading) > 5
    assert reading <= {
        "adat/villages/cells.py",
        "adat/villages/columns.py",
        "adat/villages/template_sheet.py",
        "harmoni/seeding/stays.py",
        "registrations/people/words.py",
        "registrations/residency/category.py",
        "registrations/residency/forms.py",
        "registrations/residency/models/__init__.py",
        "registrations/residency/models/papers.py",
        "registrations/residency/models/stay.py",
        "registrations/residency/register_forms.py",
        "registrations/residency/register_views.py",
        "registrations/residency/templatetags/stay_words.py",
        "registrations/residency/urls.py",
        "templates/residency/_stay_facts.html",
        "templates/residency/category.html",
    }
