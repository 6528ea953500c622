"""From Sumba Timur to Kuta in real browsers: two officers, a real worker, the letter's own QR, and pictures."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from harmoni.letters.models import Document
from harmoni.seeding.accounts import open_accounts
from registrations.certification.models import Candidate
from registrations.residency.models import Stay
from tests.browser.looking import fill, look, sign_in
from tests.cast import arrive, issued, nik_of, prepare
from tests.harmoni.letters.letters import scanned
from tests.portal import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Maria Magdalena Yohana Rambu Kahi Ndapatara Landukara Wulang Ngguli Praimadita"
DAYS = datetime.timedelta(days=1)


@pytest.fixture
def cast(transactional_db):
    return {user.username: user for user in open_accounts()}


@pytest.fixture
def office(browser, browser_context_args, portal, cast):
    """office(username) -> a page of a browser of one's own, signed in."""
    contexts = []

    def enter(username, **settings):
        contexts.append(browser.new_context(**{**browser_context_args, **settings}))
        page = contexts[-1].new_page()
        sign_in(page, portal, username)
        return page

    yield enter
    for context in contexts:
        context.close()


def take_up(page, portal, **values):
    page.goto(f"{portal}/calon/baru/")
    page.fill("#id_nik", nik_of(sex="P", born=datetime.date(2000, 8, 17)))
    expect(page.locator("#nik-answer")).to_contain_text("perempuan")
    fill(page, full_name="Maria Yohana Rambu", phone="0812 0000 0001", occupation="Juru masak", **values)
    page.select_option("[name=destination_regency]", "5103")
    page.fill("[name=destination_customary_village]", "Kuta, Kabupaten Badung")


def brief(page, portal):
    """Planned, filled and recorded on one day."""
    page.goto(f"{portal}/pembekalan/baru/")
    fill(page, held_on=timezone.localdate().isoformat(), venue="Aula Waingapu")
    look(page, "pembekalan-baru")
    page.get_by_role("button", name="Simpan dan pilih peserta").click()
    page.locator(".picks input").first.check()
    look(page, "pembekalan-undang")
    page.get_by_role("button", name="Daftarkan yang dipilih").click()
    page.locator("[name^=present]").check()
    page.locator("[name^=score]").fill("80")
    look(page, "pembekalan-hadir")
    page.get_by_role("button", name="Simpan kehadiran").click()
    expect(page.locator(".notice-success")).to_contain_text("Kehadiran tersimpan")
    look(page, "pembekalan-selesai")


def sign(page):
    """Clause by clause, and a signature drawn on the screen."""
    page.get_by_role("link", name="Bacakan dan tanda tangani").click()
    for tick in page.get_by_role("checkbox", name="Saya mengerti dan setuju").all():
        tick.check()
    box = page.locator("canvas").bounding_box()
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 40 + step * 15, box["y"] + 40 + (step % 3) * 15)
    page.mouse.up()
    look(page, "pakta")
    page.get_by_role("button", name="Simpan pakta").click()
    expect(page.locator(".notice-success")).to_contain_text("Pakta tersimpan")


def test_from_sumba_timur_to_kuta(office, portal, worker, cast):
    problems = []
    clerk = office("staf.sumbatimur")
    clerk.on("pageerror", lambda error: problems.append(str(error)))
    look(clerk, "meja-asal-kosong")
    take_up(clerk, portal, planned_departure=(timezone.localdate() + 9 * DAYS).isoformat())
    look(clerk, "calon-baru")
    clerk.get_by_role("button", name="Simpan calon").click()
    expect(clerk.locator("h1")).to_have_text("Maria Yohana Rambu")
    look(clerk, "calon")
    candidate = clerk.url
    brief(clerk, portal)
    clerk.goto(candidate)
    sign(clerk)
    look(clerk, "calon-siap")
    clerk.get_by_role("link", name="Buka pakta").click()
    look(clerk, "pakta-tersimpan")
    clerk.goto(candidate)
    clerk.get_by_role("button", name="Ajukan rekomendasi").click()
    look(clerk, "rekomendasi-diajukan")
    assert clerk.get_by_role("button", name="Setujui").count() == 0

    signer = office("kepala.sumbatimur")
    expect(signer.locator("[data-queue=keputusan]")).to_have_text("1")
    look(signer, "meja-kepala")
    signer.get_by_role("link", name="Baca dan putuskan").click()
    look(signer, "rekomendasi-daftar")
    signer.get_by_role("link", name="Maria Yohana Rambu").click()
    look(signer, "rekomendasi-putuskan")
    signer.get_by_role("button", name="Setujui dan terbitkan").click()
    expect(signer.locator(".is-ready").first).to_be_visible(timeout=20_000)
    look(signer, "rekomendasi-terbit")
    paper = Document.objects.get(kind="recommendation")
    assert paper.number == f"400.8.4.7/0001/REK/5311/{timezone.localdate():%Y}"
    pdf = signer.request.get(f"{portal}{paper.get_absolute_url()}").body()
    assert len(pdf) < 80_000
    signer.goto(f"{portal}/rekomendasi/register/")
    look(signer, "register")

    village = office("petugas.kuta")
    expect(village.locator("[data-queue=ditunggu]")).to_have_text("1")
    look(village, "meja-ditunggu")
    village.get_by_role("link", name="Lihat yang ditunggu").click()
    look(village, "ditunggu")
    village.goto(portal + scanned(pdf).partition("/cek/")[1] + scanned(pdf).partition("/cek/")[2])
    expect(village.locator(".verdict-green")).to_be_visible()
    look(village, "cek-surat")
    village.get_by_role("link", name="Daftarkan pemegang surat ini").click()
    expect(village.locator("#id_full_name")).to_have_value("Maria Yohana Rambu")
    look(village, "daftar-dengan-surat")
    fill(village, address="Jalan Raya Kuta 12", responsible_name="I Wayan Sudana")
    village.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(village.locator("h1")).to_have_text("Sudah tercatat")
    look(village, "bukti-dengan-layanan")
    village.get_by_role("link", name="Buka catatan").click()
    look(village, "catatan-dengan-surat")
    clerk.goto(candidate)
    expect(clerk.locator("main")).to_contain_text("Sudah tiba")
    look(clerk, "calon-tiba")
    assert Stay.objects.get().candidate == Candidate.objects.get(status="arrived")
    assert problems == []


def test_the_way_with_javascript_off(office, portal, worker, cast):
    """Every step, the signature typed; and what is missing stands beside its field with all that was typed."""
    page = office("staf.sumbatimur", java_script_enabled=False)
    page.goto(f"{portal}/calon/baru/")
    page.fill("#id_nik", nik_of(sex="P", born=datetime.date(2000, 8, 17)))
    page.get_by_role("button", name="Periksa nomor").click()
    expect(page.locator("#id_birth_date")).to_have_value("2000-08-17")
    fill(page, full_name="Yuliana Rambu Ana")
    page.get_by_role("button", name="Simpan calon").click()
    expect(page.locator(".error-summary")).to_contain_text("Kabupaten tujuan")
    look_without_axe(page, "calon-baru-salah")
    page.select_option("[name=destination_regency]", "5103")
    page.get_by_role("button", name="Simpan calon").click()
    expect(page.locator("h1")).to_have_text("Yuliana Rambu Ana")
    page.get_by_role("link", name="Bacakan dan tanda tangani").click()
    page.fill("[name=typed_name]", "Orang Lain")
    page.get_by_role("button", name="Simpan pakta").click()
    expect(page.locator(".error-summary")).to_contain_text("harus sama dengan nama calon")
    look_without_axe(page, "pakta-salah")
    for tick in page.get_by_role("checkbox", name="Saya mengerti dan setuju").all():
        tick.check()
    page.fill("[name=typed_name]", "yuliana rambu ana")
    page.get_by_role("button", name="Simpan pakta").click()
    page.locator("summary", has_text="Ajukan tanpa menunggu").click()
    page.get_by_role("button", name="Ajukan rekomendasi").click()
    expect(page.locator("main")).to_contain_text("Belum ada pembekalan")
    fill(page, reason="Kapal berangkat besok")
    page.get_by_role("button", name="Ajukan rekomendasi").click()
    expect(page.locator("main")).to_contain_text("Menunggu keputusan")
    signer = office("kepala.sumbatimur", java_script_enabled=False)
    signer.get_by_role("link", name="Baca dan putuskan").click()
    signer.get_by_role("link", name="Yuliana Rambu Ana").click()
    signer.get_by_role("button", name="Setujui dan terbitkan").click()
    expect(signer.locator("main")).to_contain_text("Terbit")
    wait_for(lambda: Document.objects.filter(kind="recommendation", claim__isnull=False).exists())
    token = Document.objects.get(kind="recommendation").token
    village = office("petugas.kuta", java_script_enabled=False)
    village.goto(f"{portal}/pendatang/baru/")
    fill(village, letter_token=token)
    village.get_by_role("button", name="Periksa nomor").click()
    expect(village.locator("#id_full_name")).to_have_value("Yuliana Rambu Ana")
    fill(village, address="Gang Melati 3")
    village.get_by_role("button", name="Simpan dan beri bukti").click()
    expect(village.locator("h1")).to_have_text("Sudah tercatat")


def look_without_axe(page, name):
    look(page, name, axe=False)


def test_without_a_letter_the_origin_follows_up(office, portal, cast):
    arrive(cast["petugas.kuta"])
    page = office("staf.sumbatimur")
    page.goto(f"{portal}/meja/pengingat/")
    look(page, "pengingat-asal")
    page.get_by_role("link", name=re.compile("tanpa surat")).click()
    look(page, "menyusul")
    page.get_by_role("button", name="Ambil sebagai calon").click()
    expect(page.locator("main")).to_contain_text("Sudah tiba")
    assert Stay.objects.get().candidate is not None


def test_a_service_is_asked_for_and_answered(office, portal, cast):
    stay = arrive(cast["petugas.kuta"])
    village = office("petugas.kuta")
    village.goto(portal + stay.get_absolute_url())
    village.get_by_text("Layanan yang terbuka").click()
    village.get_by_text("Rujuk ke layanan").click()
    village.select_option("[name=service]", "school")
    fill(village, need="Anak 10 tahun belum bersekolah")
    village.get_by_role("button", name="Kirim rujukan").click()
    expect(village.locator("main")).to_contain_text("Tanyakan dahulu")
    look(village, "rujukan-salah")
    village.check("[name=agreed]")
    village.get_by_role("button", name="Kirim rujukan").click()
    regency = office("kabupaten.badung")
    regency.goto(f"{portal}/meja/pengingat/")
    regency.get_by_role("link", name=re.compile("Rujukan Sekolah")).click()
    look(regency, "rujukan")
    fill(regency, answer="Datang ke SDN 1 Kuta, Senin pukul 8, bawa akta kelahiran")
    regency.get_by_role("button", name="Simpan jawaban").click()
    village.goto(portal + stay.get_absolute_url())
    expect(village.locator("main")).to_contain_text("Datang ke SDN 1 Kuta")
    look(village, "catatan-rujukan")


@pytest.mark.parametrize(
    ("username", "path", "name"),
    [
        ("staf.sumbatimur", "/calon/", "calon-daftar"),
        ("staf.sumbatimur", "/calon/?antre=batal", "calon-daftar-kosong"),
        ("staf.sumbatimur", "/pembekalan/", "pembekalan-kosong"),
        ("staf.sumbatimur", "/rekomendasi/", "rekomendasi-kosong"),
        ("staf.sumbatimur", "/meja/", "meja-asal"),
        ("kepala.sumbatimur", "/rekomendasi/?antre=terbit", "rekomendasi-terbit-daftar"),
        ("kepala.sumbatimur", "/rekomendasi/kop/", "kop"),
        ("petugas.intaran", "/pendatang/ditunggu/", "ditunggu-kosong"),
        ("kabupaten.badung", "/meja/", "meja-kabupaten-rujukan"),
    ],
)
def test_every_other_page_before_arrival(office, portal, cast, username, path, name):
    prepare(cast["staf.sumbatimur"], who={"full_name": LONG})
    issued(cast["staf.sumbatimur"], cast["kepala.sumbatimur"], who={"full_name": LONG})
    page = office(username)
    page.goto(portal + path)
    look(page, name)


def test_pages_of_one_candidate_with_a_long_name(office, portal, cast):
    candidate = issued(cast["staf.sumbatimur"], cast["kepala.sumbatimur"], who={"full_name": LONG})
    page = office("staf.sumbatimur")
    page.goto(portal + candidate.get_absolute_url())
    look(page, "calon-nama-panjang")
    page.goto(f"{portal}{candidate.get_absolute_url()}koreksi/")
    look(page, "calon-perbaiki")
