"""The desk without a line over the hours: letters, how often it tries, when it locks, what helps, a copy read back."""

import datetime
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from harmoni.letters.models import Document
from harmoni.measuring.line import Line
from harmoni.regions.models import CustomaryHamlet
from harmoni.seeding.accounts import open_accounts
from registrations.residency.models import Stay
from registrations.residency.rows import pasted
from tests.browser.looking import look, sign_in
from tests.browser.test_offline import choose, kept, prepare, reopen, write
from tests.browser.test_scanning import address_of, picture
from tests.cast import arrive, nik_of, village
from tests.harmoni.letters.letters import issued, scanned
from tests.portal import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ATTEMPTS = """
  globalThis.attempts = [];
  const real = fetch;
  globalThis.fetch = (address, how) => {
    if (String(address).startsWith("/luring/kunci/")) attempts.push(Date.now());
    return real(address, how);
  };
"""


@pytest.fixture
def cast(transactional_db):
    return {user.username: user for user in open_accounts()}


@pytest.fixture
def line(portal):
    with Line(int(portal.rpartition(":")[2])) as line:
        yield line


def photo(text):
    return {"name": "bukti.jpg", "mimeType": "image/jpeg", "buffer": picture(text)}


def test_a_letter_is_checked_without_a_line_and_never_called_official(page, line, cast, worker):
    letter, late = issued(), issued(valid_until=timezone.localdate() - datetime.timedelta(days=2))
    wait_for(lambda: Document.objects.filter(pk__in=[letter.pk, late.pk], claim__isnull=False).count() == 2)
    good, old = [scanned(bytes(Document.objects.get(pk=one.pk).content)) for one in (letter, late)]
    prepare(page, line)
    page.goto(f"{line.address}/luring/")
    kept(page)
    line.fault = "gone"
    page.goto("about:blank")
    page.goto(f"{line.address}/luring/#cek")  # no box has to be opened for it
    told = {}
    false = good[:-6] + "AAAAAA"
    for name, code in {"good": good, "late": old, "false": false, "bare": good.partition("#")[0]}.items():
        page.locator("#luring-surat").fill(code)
        page.get_by_role("button", name="Cek", exact=True).click()
        verdict = page.locator("[data-part=verdict]")
        expect(verdict).to_be_visible()
        page.wait_for_timeout(200)
        told[name] = (
            page.locator("[data-part=verdict-word]").inner_text(),
            verdict.get_attribute("class").split("-")[-1],
        )
        note = page.locator("[data-part=verdict-note]")
        assert note.is_visible() == (name in ("good", "late"))
        assert "resmi" not in page.locator("[data-place=cek]").inner_text().lower()
        if name == "good":
            expect(note).to_contain_text("pencabutan belum diperiksa")
            look(page, "luring-cek")
    assert told == {
        "good": ("Tanda tangan cocok", "green"),
        "late": ("Tanda tangan cocok, lewat masa berlaku", "yellow"),
        "false": ("Tanda tangan tidak cocok", "red"),
        "bare": ("Kode saja belum dapat diperiksa tanpa jaringan", "yellow"),
    }


def test_it_tries_less_and_less_often_at_once_on_reconnect_and_locks_when_left_alone(page, line, cast):
    page.clock.install()
    page.add_init_script(ATTEMPTS)
    prepare(page, line)
    line.fault = "gone"
    reopen(page, line, "lapor")
    write(page)
    page.get_by_role("button", name="Simpan di ponsel ini").first.click()
    expect(page.locator(".outbox [data-state=phone]")).to_be_visible()
    for _ in range(250):
        page.clock.run_for(1000)
        time.sleep(0.02)  # a failure takes its time too
    times = page.evaluate("attempts")[-9:]
    pauses = [round((later - earlier) / 1000) for earlier, later in zip(times, times[1:], strict=False)]
    capped = [min(pause, 60) for pause in pauses]
    assert (capped == sorted(capped), max(pauses) <= 70, capped[-2:]) == (True, True, [60, 60]), pauses
    assert all(later <= 2 * earlier + 6 for earlier, later in zip(pauses, pauses[1:], strict=False)), pauses
    line.fault = ""
    before = page.evaluate("Date.now()")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".outbox [data-state=received]")).to_have_count(1, timeout=20_000)
    assert page.evaluate("attempts.at(-1)") - before < 2000
    page.clock.run_for(10 * 60_000)
    expect(page.locator(".outbox li")).to_have_count(1)
    page.locator("body").click(position={"x": 5, "y": 5})
    page.clock.run_for(14 * 60_000)
    expect(page.locator(".outbox li")).to_have_count(1)
    line.fault = "gone"
    page.clock.run_for(61_000)
    expect(page.locator("[data-part=locked]")).to_be_visible()
    expect(page.locator(".outbox li")).to_have_count(0)
    assert Stay.objects.count() == 1


def test_a_number_fills_names_are_offered_a_code_is_scanned_and_a_copy_is_read_elsewhere(page, new_context, line, cast):
    page.set_default_timeout(30_000)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    CustomaryHamlet.objects.create(customary_village=village(), name="Temacun")
    here = arrive(cast["petugas.kuta"])
    prepare(page, line)
    kept(page)
    line.fault = "gone"
    reopen(page, line, "lapor")
    form = page.locator("[data-part=form-lapor]")
    number = nik_of(sex="P")
    expect(form).to_be_visible()
    form.locator("[name=nik]").press_sequentially(number)
    expect(form.locator("[data-nik-said]")).to_contain_text("perempuan, lahir 12 Februari 1998, pertama dicatat di")
    expect(form.locator("[name=sex][value=P]")).to_be_checked()
    expect(form.locator("[name=birth_date]")).to_have_value("1998-02-12")
    expect(form.locator("[name=origin_village]")).to_have_value("Kabupaten Sumba Timur (5311)")
    assert form.locator("#luring-banjar option[value=Temacun]").count() == 1
    look(page, "luring-nik")
    form.locator("[name=full_name]").fill("Maria Yohana Rambu")
    form.locator("[name=address]").fill("Gang Melati 3")
    page.get_by_role("button", name="Simpan di ponsel ini").first.click()
    page.get_by_role("link", name="Perpanjang", exact=True).click()
    renewal = page.locator("[data-place=perpanjang]")
    renewal.locator("input[type=file]").set_input_files(photo(address_of(here)))
    expect(renewal.locator("[name=code]")).to_have_value(address_of(here))
    look(page, "luring-perpanjang-qr")
    page.get_by_role("link", name="Yang menunggu").click()
    expect(page.locator(".outbox [data-state=phone]")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh salinan tersandi").click()
    copy = download.value.path()
    assert number not in copy.read_text()
    line.fault = ""
    other = new_context().new_page()
    other.set_default_timeout(30_000)
    sign_in(other, line.address, "petugas.kuta")
    other.goto(f"{line.address}/luring/")
    choose(other)
    other.get_by_text("Baca salinan tersandi").click()
    other.locator("#luring-salinan").set_input_files(copy)
    look(other, "luring-baca-salinan")
    other.get_by_role("button", name="Baca salinan", exact=True).click()
    expect(other.locator("[data-part=copy-said]")).to_contain_text(
        "ditambahkan: 2"
    )  # the row, and the renewal that was begun
    expect(other.locator(".outbox [data-state=received]")).to_have_count(1, timeout=20_000)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".outbox [data-state=received]")).to_have_count(1, timeout=20_000)
    new = Stay.objects.exclude(pk=here.pk).get()
    assert (new.person.nik, new.person.sex, new.person.origin_village_id) == (number, "P", "5311")


LIST = """1. {nik}, Umbu Jara
Rambu Ana; P; 12-02-1998; tanpa NIK
Yohanis Bere"""
SPOKEN = [
    "2) Umbu Jara 5311011202980001 L",
    "Maria Yohana\tP\t1998-02-12",
    "Ni Wayan Sari  perempuan  belum punya KTP",
    "5311 0112 0298 0001|Umbu, Jara|lk",
    "Kristina p",
    "17",
]


def only(rows):
    return rows[0] if rows else {}


def test_a_crew_is_written_on_one_form_and_each_becomes_a_row_of_its_own(page, line, cast):
    """What is typed once holds for all; a line that cannot be read stays with its sentence, and nobody comes twice."""
    prepare(page, line)
    kept(page)
    line.fault = "gone"
    reopen(page, line, "lapor")
    form = page.locator("[data-part=form-lapor]")
    for name, value in {"address": "Mes Proyek 1", "occupation": "Tukang", "employer_name": "PT Contoh"}.items():
        form.locator(f"[name={name}]").fill(value)
    form.get_by_text("Serombongan").click()
    form.locator("[name=daftar]").fill(LIST.format(nik=nik_of()))
    form.get_by_role("button", name="Simpan di ponsel ini").click()
    expect(page.locator("[data-place=lapor] [data-part=faults]")).to_contain_text("Baris 1: tulis L atau P.")
    expect(form.locator("[name=daftar]")).to_have_value("Yohanis Bere")
    look(page, "luring-serombongan")
    read = "text => import(document.querySelector('script[data-box]').dataset.crew).then(crew => crew.person(text))"
    assert [page.evaluate(read, one) for one in SPOKEN] == [only(pasted(one)) for one in SPOKEN]
    form.locator("[name=daftar]").fill("Yohanis Bere L")
    form.get_by_role("button", name="Simpan di ponsel ini").click()
    expect(page.locator(".outbox [data-state=phone]")).to_have_count(3)
    look(page, "luring-serombongan-menunggu")
    line.fault = ""
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".outbox [data-state=received]")).to_have_count(3, timeout=60_000)
    stays = Stay.objects.order_by("person__full_name").select_related("person")
    assert [(one.person.full_name, one.person.sex, one.person.origin_village_id, one.address) for one in stays] == [
        ("Rambu Ana", "P", None, "Mes Proyek 1"),
        ("Umbu Jara", "L", "5311", "Mes Proyek 1"),
        ("Yohanis Bere", "L", None, "Mes Proyek 1"),
    ]
    assert {one.employer_name for one in stays} == {"PT Contoh"}
