"""A deposit that is not given back: from /lapor/ without an account to the ninetieth day, both regencies seated."""

import datetime

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from adat.mediation.models import Agreement, Case, FollowUp, Promise
from harmoni.seeding.accounts import open_accounts
from tests.adat.mediation.cases import lodged, received, seated
from tests.browser.looking import fill, look, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAYS = datetime.timedelta(days=1)
LONG = "Maria Magdalena Yohana Rambu Kahi Ndapatara Landukara Wulang Ngguli Praimadita"


@pytest.fixture
def cast(transactional_db):
    return {user.username: user for user in open_accounts()}


@pytest.fixture
def office(browser, browser_context_args, portal, cast):
    """office(username) -> a page of a browser of one's own; without a name a stranger's."""
    contexts = []

    def enter(username=None):
        contexts.append(browser.new_context(**browser_context_args))
        page = contexts[-1].new_page()
        if username:
            sign_in(page, portal, username)
        return page

    yield enter
    for context in contexts:
        context.close()


def tell(page, portal):
    """Without an account; gives the code and the PIN."""
    page.goto(f"{portal}/lapor/")
    look(page, "lapor")
    page.get_by_role("link", name="Perselisihan", exact=True).click()
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, "mediasi-lapor-salah")
    page.get_by_label("Tempat tinggal, uang jaminan, sewa").check()
    fill(page, subject="Uang jaminan kos", summary="Uang jaminan Rp 1.500.000 tidak dikembalikan sejak pindah.")
    page.select_option("[name=regency]", "5103")
    page.fill("#id_party_1", LONG)
    page.fill("#id_contact_1", "0812 0000 0001")
    page.fill("#id_party_2", "I Gede Artha")
    look(page, "mediasi-lapor")
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.get_by_role("heading", name="Sudah kami terima")).to_be_visible()
    look(page, "mediasi-lapor-terima")
    return [part.inner_text() for part in page.locator(".receipt-number strong").all()]


def act(page, name, button=None, **values):
    """Opens an act from the case's page, and gives its form back filled."""
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.locator("h1")).to_have_text(name)
    fill(page, **values)


def save(page):
    page.locator(".submit-bar button").click()
    expect(page.locator(".notice-success")).to_be_visible()


def state(page, portal, code, pin):
    page.goto(f"{portal}/lapor/perselisihan/cek/")
    fill(page, code=code, pin=pin)
    page.get_by_role("button", name="Lihat keadaan").click()


def receive(page):
    page.get_by_role("link", name="Buka perkara").click()
    expect(page.locator("h1")).to_have_text("Mediasi")
    look(page, "mediasi-daftar")
    page.get_by_role("link", name="Uang jaminan kos").click()
    expect(page.locator("h1")).to_have_text("Uang jaminan kos")
    look(page, "mediasi-perkara-baru")
    act(page, "Terima perkara")
    look(page, "mediasi-terima")
    page.get_by_label("Saya tidak punya hubungan").check()
    save(page)
    for side in (0, 1):
        act(page, "Catat persetujuan pihak")
        page.locator("[name=party]").select_option(index=side)
        page.get_by_label("bersedia dimediasi", exact=True).check()
        save(page)
    act(page, "Undang mengisi kursi")
    look(page, "mediasi-kursi")
    page.locator("[name=office]").select_option(
        label="Yuliana Rambu Wunda · Staf kabupaten asal · Kabupaten Sumba Timur"
    )
    page.locator("[name=wanted_by]").select_option(label=LONG)
    save(page)


def take_the_seat(page, portal):
    """The regency of origin is asked for interests, and then sits at the table."""
    page.get_by_role("link", name="Jawab undangan").click()
    page.get_by_role("link", name="Baca dan jawab").click()
    expect(page.get_by_text(LONG)).to_be_visible()
    look(page, "mediasi-undangan")
    page.get_by_label("Tidak ada", exact=True).check()
    page.get_by_label("Bersedia, dan menjaga kerahasiaan").check()
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.locator("h1")).to_have_text("Uang jaminan kos")


def meet_and_agree(page):
    act(page, "Jadwalkan pertemuan", held_on=timezone.localdate().isoformat(), venue="Balai Banjar Pering")
    look(page, "mediasi-jadwal")
    save(page)
    act(page, "Tulis berita acara", text="Kedua pihak hadir.\nPemilik bersedia mengembalikan Rp 1.300.000.")
    save(page)
    page.locator("[name=who]").select_option(label="I Gede Artha")
    page.get_by_label("Isinya sudah dibaca").check()
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 40 + step * 15, box["y"] + 40 + (step % 3) * 15)
    page.mouse.up()
    save(page)
    look(page, "mediasi-berita-acara")
    page.get_by_role("button", name="Jadikan surat").click()
    expect(page.locator("h1")).to_have_text("Uang jaminan kos")
    act(page, "Catat kesepakatan", text="Uang jaminan dikembalikan, dipotong ongkos cat.")
    page.locator("[name=owner_1]").select_option(label="I Gede Artha")
    fill(page, what_1="Mengembalikan Rp 1.300.000")
    page.locator(".submit-bar button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, "mediasi-sepakat-salah")
    fill(page, due_on_1=(timezone.localdate() + 5 * DAYS).isoformat())
    save(page)
    look(page, "mediasi-sepakat")


def ninety_five_days_pass():
    past = 95 * DAYS
    Agreement.objects.update(agreed_on=F("agreed_on") - past)
    FollowUp.objects.update(due_on=F("due_on") - past)
    Promise.objects.update(due_on=F("due_on") - past)
    Case.objects.update(next_on=F("next_on") - past)


def test_from_the_complaint_to_the_ninetieth_day(office, portal, cast):
    stranger, mediator = office(), office("mediator.badung")
    code, pin = tell(stranger, portal)
    mediator.reload()
    look(mediator, "mediasi-meja")
    receive(mediator)
    origin = office("staf.sumbatimur")
    take_the_seat(origin, portal)
    mediator.reload()
    meet_and_agree(mediator)
    ninety_five_days_pass()
    mediator.reload()
    act(mediator, "Catat janji ditepati atau tidak")
    mediator.get_by_label("ditepati", exact=True).check()
    save(mediator)
    for number in (7, 30, 90):
        act(mediator, "Catat kunjungan", found=f"Hari ke-{number}: uang sudah kembali, keduanya baik.")
        look(mediator, "mediasi-kunjungan")
        save(mediator)
    look(mediator, "mediasi-dipantau")
    act(mediator, "Tutup perkara", reason="Uang jaminan kembali, tidak ada yang mengganjal.")
    save(mediator)
    look(mediator, "mediasi-selesai")
    origin.reload()
    expect(origin.locator(".record-head .status")).to_contain_text("Selesai")
    state(stranger, portal, code, pin)
    expect(stranger.get_by_role("heading", name="Selesai.")).to_be_visible()
    look(stranger, "mediasi-keadaan")
    paper = mediator.request.get(f"{portal}{Case.objects.get().papers.first().get_absolute_url()}")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")  # drawn by the web server's own worker
    stranger.goto(f"{portal}{Case.objects.get().papers.first().document.check_path}")
    expect(stranger.locator("h1")).to_contain_text("Surat ini sah, bersifat tertutup")
    look(stranger, "mediasi-cek")


def test_what_else_there_is_to_see(office, portal, cast):
    village, mediator = office("petugas.kuta"), office("mediator.badung")
    village.goto(f"{portal}/mediasi/")
    look(village, "mediasi-kosong")
    village.get_by_role("link", name="Catat perkara").click()
    expect(village.locator("h1")).to_have_text("Catat perkara")
    look(village, "mediasi-baru")
    case = received(cast["petugas.kuta"], cast["mediator.badung"], kind="crime")
    seated(lodged(cast["petugas.kuta"]), cast["mediator.badung"], cast["paguyuban.sumbatimur"])
    mediator.goto(portal + case.get_absolute_url())
    look(mediator, "mediasi-pidana")
    act(mediator, "Rujuk ke lembaga lain")
    mediator.locator(".submit-bar button").click()
    expect(mediator.locator(".error-summary")).to_be_visible()
    look(mediator, "mediasi-rujuk-salah")
    mediator.goto(portal + case.get_absolute_url())
    act(mediator, "Beri tautan dan PIN kepada pihak")
    mediator.locator(".submit-bar button").click()
    expect(mediator.get_by_role("heading", name="2. Sampaikan PIN lewat jalan lain")).to_be_visible()
    look(mediator, "mediasi-tautan")
    mediator.goto(f"{portal}/mediasi/")
    look(mediator, "mediasi-daftar-banyak")
