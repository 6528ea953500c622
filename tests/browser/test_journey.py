"""The office's day in a real browser, on the served portal with a real worker; pictures under var/shots."""

import datetime
import re

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from harmoni.dashboard import rollups
from harmoni.notices.digest import post_digests
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.quiet import WITA
from harmoni.seeding.accounts import open_accounts
from registrations.people.models import Person
from registrations.residency.models import Stay
from registrations.residency.reminders import REMIND, post_due
from tests.adat.villages.import_files import newcomer, workbook
from tests.browser.looking import fill, look, sign_in
from tests.cast import arrive, nik_of
from tests.portal import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUBMIT = "Simpan dan beri bukti"


@pytest.fixture
def cast(transactional_db):
    return {user.username: user for user in open_accounts()}


def test_a_newcomer_is_registered_and_taken_through_a_stay(page, portal, worker, cast):
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, portal, "petugas.kuta")
    look(page, "meja-kosong")

    page.get_by_role("link", name="Daftarkan pendatang").first.click()
    nik = nik_of(sex="P", born=datetime.date(2000, 8, 17))
    page.fill("#id_nik", nik)
    expect(page.locator("#nik-answer")).to_contain_text("perempuan")
    expect(page.locator("#id_birth_date")).to_have_value("2000-08-17")
    expect(page.locator("#id_origin_village")).to_have_value(re.compile("Sumba Timur"))
    assert nik not in page.url
    fill(page, full_name="Maria Yohana Rambu", address="Jalan Raya Kuta 12", banjar="Pering")
    look(page, "daftar")
    page.get_by_role("button", name=SUBMIT).click()
    expect(page.locator("h1")).to_have_text("Sudah tercatat")
    expect(page.locator(".is-ready")).to_be_visible(timeout=20_000)
    look(page, "bukti")
    pdf = page.request.get(portal + page.locator(".is-ready").get_attribute("href"))
    assert (pdf.status, pdf.body()[:5]) == (200, b"%PDF-")

    page.get_by_role("link", name="Buka catatan").click()
    look(page, "catatan")
    page.get_by_text("Perpanjang dengan tanggal lain").first.click()
    until = timezone.localdate() + datetime.timedelta(days=300)
    page.fill("#id_planned_until", until.isoformat())
    page.get_by_role("button", name="Perpanjang", exact=True).click()
    expect(page.locator(".notice-success")).to_contain_text("Diperpanjang sampai")
    page.get_by_role("link", name="Buka catatan").click()
    page.get_by_text("Catat kepulangan dengan tanggal lain").first.click()
    page.get_by_role("button", name="Catat kepulangan", exact=True).click()
    expect(page.locator(".status").first).to_contain_text("Sudah pulang")
    look(page, "catatan-pulang")
    assert problems == []


def test_the_same_with_javascript_off(browser, browser_context_args, portal, cast):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, portal, "petugas.kuta")
    page.get_by_role("link", name="Daftarkan pendatang").first.click()
    page.fill("#id_nik", nik_of(sex="P", born=datetime.date(2000, 8, 17)))
    page.get_by_role("button", name="Periksa nomor").click()
    expect(page.locator("#id_birth_date")).to_have_value("2000-08-17")
    fill(page, full_name="Yuliana Rambu Ana", address="Gang Melati 3")
    page.get_by_role("button", name=SUBMIT).click()
    expect(page.locator("h1")).to_have_text("Sudah tercatat")
    page.get_by_role("link", name="Pendatang", exact=True).click()
    page.fill("#cari", "yuliana")
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name="Yuliana Rambu Ana").click()
    page.get_by_role("link", name="Perbaiki data").click()
    fill(page, reason="Salah ketik", full_name="Juliana Rambu Ana")
    page.get_by_role("button", name="Simpan perbaikan").click()
    expect(page.locator("h1")).to_have_text("Juliana Rambu Ana")
    expect(page.locator(".timeline-why").last).to_contain_text("Salah ketik")
    page.locator("summary", has_text="Catat kepulangan").click()
    page.get_by_role("button", name="Catat kepulangan", exact=True).click()
    expect(page.locator(".status").first).to_contain_text("Sudah pulang")
    context.close()


def test_what_was_typed_survives_an_expired_sign_in(page, portal, cast):
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/baru/", wait_until="networkidle")  # the box on the phone is open
    fill(page, nik=nik_of(), full_name="Yohanes Umbu Tamu", address="Gang Melati 3")
    page.check("[name=sex][value=L]")
    page.context.clear_cookies(name="sesi")
    page.get_by_role("button", name=SUBMIT).click()
    page.get_by_role("link", name="Masuk lagi").click()
    fill(page, login="petugas.kuta", password=settings.DEMO_PASSWORD)
    page.locator("main form button").first.click()
    expect(page.locator(".outbox [data-state=received]")).to_have_count(1, timeout=30_000)
    assert Person.objects.count() == 1


def test_a_double_click_is_one_newcomer(page, portal, cast):
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/baru/")
    fill(page, nik=nik_of(), full_name="Yohanes Umbu Tamu", address="Gang Melati 3", birth_date="1998-02-12")
    page.check("[name=sex][value=L]")
    page.get_by_role("button", name=SUBMIT).dblclick()
    expect(page.locator("h1")).to_have_text("Sudah tercatat")
    assert Stay.objects.count() == 1


def test_a_reminder_goes_out_though_the_worker_was_killed(page, portal, worker, mailbox, cast):
    today = timezone.localdate()
    worker.kill()
    stay = arrive(
        cast["petugas.kuta"],
        who={"email": "umbu@contoh.example"},
        planned_until=today + datetime.timedelta(3),
    )
    post_due(today)
    worker.start()
    wait_for(lambda: len(mailbox.letters) == 1)
    post_digests(datetime.datetime.combine(today, datetime.time(8), tzinfo=WITA))
    wait_for(lambda: len(mailbox.letters) == 4)
    wait_for(lambda: not Outbox.objects.exclude(state="done").exists())
    assert Notice.objects.filter(kind=REMIND, record=stay.pk).count() == 1
    post_due(today)
    sign_in(page, portal, "petugas.kuta")
    expect(page.locator("[data-queue=pengingat]")).to_have_text("1")
    look(page, "meja")
    page.goto(f"{portal}/meja/pengingat/")
    look(page, "pengingat")
    page.get_by_role("button", name="Selesai").click()
    expect(page.locator("main")).to_contain_text("Tidak ada pengingat")
    assert {letter["To"] for letter in mailbox.letters} == {  # the origin's desk hears who came without a letter
        *("petugas.kuta@contoh.example", "bendesa.kuta@contoh.example", "umbu@contoh.example"),
        "staf.sumbatimur@contoh.example",
    }


def figure(page, name):
    return page.locator(f"[data-metric='{name}']").first.get_attribute("data-value")


def test_the_provinces_figures_move(page, portal, cast):
    for _ in range(12):
        arrive(cast["petugas.kuta"])
    rollups.fold()
    sign_in(page, portal, "provinsi.bali")
    page.goto(f"{portal}/dasbor/")
    assert figure(page, "stays.active") == "10"
    look(page, "dasbor")
    for _ in range(10):
        arrive(cast["petugas.kuta"])
    rollups.fold()
    page.reload()
    assert figure(page, "stays.active") == "20"
    assert "Umbu" not in page.content()


@pytest.mark.parametrize(
    ("username", "path", "name"),
    [
        (None, "/", "depan"),
        (None, "/cek/", "cek"),
        (None, "/cek/tidak-ada/", "cek-tidak-dikenal"),
        (None, "/masuk/", "masuk"),
        (None, "/tidak/ada/", "404"),
        ("petugas.kuta", "/pendatang/", "pendatang"),
        ("petugas.kuta", "/pendatang/?antre=pulang", "pendatang-kosong"),
        ("petugas.kuta", "/pendatang/impor/", "impor"),
        ("petugas.kuta", "/akun/", "akun"),
        ("petugas.kuta", "/akun/faktor-kedua/", "faktor-kedua"),
        ("petugas.kuta", "/akun/sandi/", "sandi"),
        ("kabupaten.badung", "/meja/", "meja-kabupaten"),
        ("provinsi.ntt", "/dasbor/", "dasbor-ntt"),
        ("admin", "/meja/", "meja-admin"),
    ],
)
def test_every_other_page_is_looked_at(page, portal, cast, username, path, name):
    long = "Maria Magdalena Yohana Rambu Kahi Ndapatara Landukara Wulang Ngguli Praimadita"
    arrive(cast["petugas.kuta"], who={"full_name": long})
    if username:
        sign_in(page, portal, username)
    page.goto(portal + path)
    look(page, name)


def test_a_sheet_goes_in_through_a_dry_run(page, portal, worker, cast, tmp_path):
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/impor/")
    with page.expect_download() as template:
        page.get_by_role("link", name="XLSX").click()
    assert template.value.suggested_filename.endswith(".xlsx")
    rows = [newcomer(nik=nik_of()) for _ in range(12)] + [newcomer(nik="123"), newcomer(planned_until="2001-01-01")]
    sheet = tmp_path / "pendatang.xlsx"
    sheet.write_bytes(workbook(rows))
    page.set_input_files("[name=file]", sheet)
    page.get_by_role("button", name="Unggah").click()
    expect(page.locator("[data-metric='import.bad'][data-value='2']")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name=re.compile("Simpan"))).to_be_visible(timeout=30_000)
    assert (figure(page, "import.read"), figure(page, "import.good"), Stay.objects.count()) == ("14", "12", 0)
    expect(page.locator("main")).to_contain_text("NIK terdiri dari 16 angka; yang tertulis 3 angka.")
    look(page, "impor-diperiksa")
    page.get_by_role("button", name=re.compile("Simpan")).click()
    expect(page.locator(".notice-success")).to_contain_text("12 orang sudah tercatat", timeout=30_000)
    assert Stay.objects.count() == 12
    look(page, "impor-tersimpan")


def test_a_newcomer_is_registered_by_keyboard_alone(page, portal, cast):
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pendatang/baru/")
    page.focus("#id_nik")
    page.keyboard.type(nik_of())
    expect(page.locator("#id_birth_date")).to_have_value("1998-02-12")
    for name, text in {"full_name": "Yohanes Umbu Tamu", "address": "Gang Melati 3"}.items():
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == name:
                break
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Sudah tercatat")
