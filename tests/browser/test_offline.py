"""The desk without a line: the browser is cut at every step of a save, killed, signed out, shared by two officers."""

import datetime
import os
import signal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from harmoni.measuring.line import Line
from harmoni.seeding.accounts import open_accounts
from registrations.residency.clock import half_a_year_after
from registrations.residency.models import Stay
from tests.browser.looking import fill, look, sign_in
from tests.cast import arrive, nik_of
from tests.portal import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "tiga ekor cecak"
SAVE = "Simpan dan beri bukti"


@pytest.fixture
def cast(transactional_db):
    return {user.username: user for user in open_accounts()}


@pytest.fixture(autouse=True)
def _impatient(page):
    page.set_default_timeout(20_000)


@pytest.fixture
def line(portal):
    with Line(int(portal.rpartition(":")[2])) as line:
        yield line


def kept(page):
    """Waits until this browser has the page that works without a line."""
    page.evaluate("navigator.serviceWorker.ready.then(() => caches.keys())")
    wait_for(lambda: page.evaluate("caches.match('/luring/').then(Boolean)"))


def prepare(page, line, username="petugas.kuta", words=WORDS):
    """Signs in, and sets the words that open the box without a line."""
    sign_in(page, line.address, username)
    kept(page)
    page.goto(f"{line.address}/luring/")
    choose(page, words)


def choose(page, words=WORDS):
    page.locator("#luring-baru").fill(words)
    page.locator("#luring-ulang").fill(words)
    page.get_by_role("button", name="Siapkan").click()
    expect(page.locator("[data-part=prepared]")).to_be_visible()


def unlock(page, username="petugas.kuta", words=WORDS):
    page.locator("#luring-akun").fill(username)
    page.locator("#luring-kunci").fill(words)
    page.get_by_role("button", name="Buka", exact=True).click()


def reopen(page, line, place="", username="petugas.kuta"):
    """As after a restart: the box is locked, and the words open it."""
    page.goto("about:blank")
    page.goto(f"{line.address}/luring/#{place}")
    unlock(page, username)


def write(page, **values):
    """Into the form of the kept page."""
    form = page.locator("[data-part=form-lapor]")
    for name, value in {
        "nik": nik_of(),
        "full_name": "Maria Yohana Rambu",
        "address": "Gang Melati 3",
        **values,
    }.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=sex][value=L]").check()


def open_form(page, line):
    page.goto(f"{line.address}/pendatang/baru/", wait_until="networkidle")
    fill(page, nik=nik_of(), full_name="Maria Yohana Rambu", address="Gang Melati 3")
    page.locator("[name=sex][value=L]").check()


def received(page, times=1):
    expect(page.locator(".outbox [data-state=received]")).to_have_count(times, timeout=20_000)
    numbers = page.locator(".outbox [data-part=state]").all_inner_texts()
    assert sorted(numbers) == sorted(f"diterima, nomor {stay}" for stay in Stay.objects.all())


def test_without_a_line_the_desk_opens_registers_and_sends_later(page, line, cast):
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, line.address, "petugas.kuta")
    kept(page)
    page.goto(f"{line.address}/luring/")
    expect(page.locator("[data-part=prepare]")).to_be_visible()
    look(page, "luring-siapkan")
    choose(page)
    line.fault = "gone"
    page.goto(f"{line.address}/pendatang/baru/")
    expect(page.locator("[data-part=locked]")).to_be_visible()
    unlock(page, words="lima ekor cecak")
    expect(page.locator("[data-part=refused]")).to_be_visible()
    look(page, "luring-terkunci")
    unlock(page)
    expect(page.locator("[data-part=form-lapor]")).to_be_visible()
    page.get_by_role("button", name="Simpan di ponsel ini").first.click()
    expect(page.locator("[data-part=faults]").first).to_contain_text("Nama lengkap: Harus diisi")
    write(page)
    half_a_year_on = half_a_year_after(timezone.localdate()).isoformat()
    expect(page.locator("[data-part=form-lapor] [name=planned_until]")).to_have_value(half_a_year_on)
    look(page, "luring-daftar")
    until = page.locator("[data-part=form-lapor] [name=planned_until]")
    until.fill((timezone.localdate() - datetime.timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Simpan di ponsel ini").first.click()
    expect(page.locator("[data-part=faults]").first).to_contain_text("lebih awal daripada tanggal tiba")
    until.fill(half_a_year_on)
    page.get_by_role("button", name="Simpan di ponsel ini").first.click()
    expect(page.locator(".outbox [data-state=phone]")).to_contain_text("di ponsel ini")
    expect(page.locator(".outbox li")).to_contain_text("Belum resmi")
    look(page, "luring-menunggu")
    assert Stay.objects.count() == 0
    line.fault = ""
    page.evaluate("dispatchEvent(new Event('online'))")
    received(page)
    expect(page.locator(".outbox")).not_to_contain_text("Maria")
    look(page, "luring-diterima")
    assert problems == []


def test_a_phone_is_called_ready_when_the_page_itself_lies_there(page, line, cast):
    """Signed in from this very page, without having been at the desk before."""
    sign_in(page, line.address, "petugas.kuta")
    page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister())))"
    )
    page.goto("about:blank")
    page.goto(f"{line.address}/luring/")
    choose(page)
    expect(page.locator("[data-part=prepared]")).to_be_visible()
    line.fault = "gone"
    page.goto("about:blank")
    page.goto(f"{line.address}/luring/")
    expect(page.locator("[data-part=locked]")).to_be_visible()


@pytest.mark.parametrize("fault", ["gone", "before", "after"])
def test_a_line_that_breaks_under_a_save_loses_nothing_and_doubles_nothing(page, line, cast, fault):
    """Before the request, in the middle of it, or after the server has committed and before its answer."""
    sign_in(page, line.address, "petugas.kuta")
    open_form(page, line)
    line.fault = fault
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator("[data-kept] [data-when=phone]")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-kept]")).to_contain_text("Belum resmi sebelum diterima")
    assert Stay.objects.count() == (1 if fault == "after" else 0)
    if fault == "gone":
        look(page, "daftar-terputus")
    line.fault = ""
    expect(page.locator("h1")).to_have_text("Sudah tercatat", timeout=20_000)
    assert Stay.objects.count() == 1


def test_a_browser_killed_at_work_finds_everything_again(
    playwright, browser_type_launch_args, browser_context_args, line, cast, tmp_path
):
    def start():
        return playwright.chromium.launch_persistent_context(
            tmp_path, **browser_type_launch_args, **browser_context_args
        )

    def kill(context):
        session = context.browser.new_browser_cdp_session() if context.browser else None
        processes = (session or context.new_cdp_session(context.pages[0])).send("SystemInfo.getProcessInfo")
        os.kill(next(one["id"] for one in processes["processInfo"] if one["type"] == "browser"), signal.SIGKILL)

    context = start()
    page = context.pages[0]
    prepare(page, line)
    line.fault = "gone"
    reopen(page, line, "lapor")
    write(page)
    page.get_by_role("button", name="Simpan di ponsel ini").first.click()
    expect(page.locator(".outbox [data-state=phone]")).to_be_visible()
    page.get_by_role("link", name="Daftarkan", exact=True).click()
    write(page, full_name="Belum Selesai")
    page.locator("[data-part=form-lapor] [name=banjar]").focus()
    page.wait_for_timeout(300)
    kill(context)
    context = start()
    page = context.pages[0]
    reopen(page, line)
    expect(page.locator(".outbox [data-state=phone]")).to_have_count(1)
    expect(page.locator("[data-part=draft]")).to_be_visible()
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.locator("[data-part=form-lapor] [name=full_name]")).to_have_value("Belum Selesai")
    page.get_by_role("button", name="Simpan di ponsel ini").first.click()
    expect(page.locator(".outbox [data-state=phone]")).to_have_count(2)
    line.fault = ""
    context.clear_cookies()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-part=line]")).to_contain_text("Masuk lagi")
    look(page, "luring-masuk-lagi")
    sign_in(page, line.address, "petugas.kuta")
    page.goto(f"{line.address}/luring/")
    received(page, 2)
    context.close()


def stored(page):
    """All that this browser keeps, as text: every store, cache and cookie-like place."""
    return page.evaluate(
        """async () => {
        const plain = (_, value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
          ? new TextDecoder("latin1").decode(value) : value;
        const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
        const all = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
        for (const { name } of await indexedDB.databases()) {
          const database = await done(indexedDB.open(name));
          for (const store of database.objectStoreNames) {
            all.push(JSON.stringify(await done(database.transaction(store).objectStore(store).getAll()), plain));
          }
          database.close();
        }
        for (const name of await caches.keys()) {
          for (const request of await (await caches.open(name)).keys()) {
            all.push(request.url, await (await caches.match(request)).text());
          }
        }
        return all.join("\\n");
      }"""
    )


def test_two_officers_on_one_phone_see_nothing_of_each_other(page, line, cast):
    """Not a name, not a row, not a count; after a sign-out nothing readable is left; and the first finds his rows."""
    prepare(page, line)
    line.fault = "gone"
    reopen(page, line, "lapor")
    number = nik_of()
    write(page, nik=number, full_name="Kanari Rahasia")
    page.get_by_role("button", name="Simpan di ponsel ini").first.click()
    expect(page.locator(".outbox [data-state=phone]")).to_be_visible()
    page.route("**/luring/perpanjang/", lambda route: route.abort())
    line.fault = "before"  # pages come, nothing can be saved
    page.goto(f"{line.address}/meja/")
    page.locator(".menu-user summary").click()
    page.get_by_role("button", name="Keluar").click()
    page.goto(f"{line.address}/luring/")
    expect(page.locator("[data-part=locked]")).to_be_visible()
    readable = stored(page)
    assert [word for word in ("Kanari", "Rahasia", number, "petugas.kuta", "Gang Melati") if word in readable] == []
    prepare(page, line, "petugas.intaran", WORDS)
    expect(page.locator(".outbox li")).to_have_count(0)
    expect(page.locator("[data-part=none]")).to_be_visible()
    page.goto(f"{line.address}/meja/")
    expect(page.locator("a[data-waiting]")).to_be_hidden()
    line.fault = "gone"
    reopen(page, line, username="petugas.intaran")
    expect(page.locator("[data-part=none]")).to_be_visible()
    expect(page.locator(".outbox li")).to_have_count(0)
    page.goto(f"{line.address}/meja/")
    unlock(page)  # the same words, the first officer's account
    expect(page.locator(".outbox [data-state=phone]")).to_contain_text("Kanari Rahasia")
    line.fault = ""  # the second officer is still the one who is signed in
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-part=line]")).to_contain_text("akun lain")
    assert Stay.objects.count() == 0
    page.context.clear_cookies()
    sign_in(page, line.address, "petugas.kuta")
    page.goto(f"{line.address}/luring/")
    received(page)
    assert Stay.objects.get().registered_by == cast["petugas.kuta"]


def test_what_the_server_does_not_take_stays_with_its_sentences(page, line, cast):
    here = arrive(cast["petugas.kuta"], who={"full_name": "Sudah Di Sini"})
    prepare(page, line)
    line.fault = "gone"
    reopen(page, line, "lapor")
    write(page, nik=here.person.nik)
    page.get_by_role("button", name="Simpan di ponsel ini").first.click()
    page.get_by_role("link", name="Daftarkan", exact=True).click()
    write(page, nik=nik_of(sex="P"), full_name="Lain Dari NIK")
    page.get_by_role("button", name="Simpan di ponsel ini").first.click()
    line.fault = ""
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".outbox [data-state=needs]")).to_have_count(2, timeout=20_000)
    expect(page.locator(".outbox")).to_contain_text("masih tercatat tinggal di sini")
    look(page, "luring-perlu-anda")
    page.get_by_role("button", name="Sudah dilihat, kirim apa adanya").click()
    expect(page.locator(".outbox [data-state=received]")).to_have_count(1, timeout=20_000)
    assert Stay.objects.count() == 2


def test_a_renewal_without_a_line_and_one_that_was_overtaken(page, line, cast):
    stay, other = arrive(cast["petugas.kuta"]), arrive(cast["petugas.kuta"])
    prepare(page, line)
    line.fault = "gone"
    reopen(page, line, "perpanjang")
    form = page.locator("[data-part=form-perpanjang]")
    for number, one in enumerate((stay, other), 1):
        page.get_by_role("link", name="Perpanjang", exact=True).click()
        form.locator("[name=code]").fill(one.registration_number.lower())
        form.locator("[name=planned_until]").fill("2027-11-20")
        if one is stay:
            look(page, "luring-perpanjang")
        form.get_by_role("button", name="Simpan di ponsel ini").click()
        expect(page.locator(".outbox [data-state=phone]")).to_have_count(number)  # kept: only then the next is typed
    from registrations.residency.changes import depart

    depart(stay=other, by=cast["petugas.kuta"], on=other.arrived_on)
    line.fault = ""
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".outbox [data-state=received]")).to_have_count(1, timeout=20_000)
    expect(page.locator(".outbox [data-state=needs]")).to_contain_text("Sudah pulang")
    look(page, "luring-bentrok")
    page.get_by_role("button", name="Pakai yang tercatat").click()
    expect(page.locator(".outbox [data-state=needs]")).to_have_count(0)
    stay.refresh_from_db()
    assert stay.planned_until.isoformat() == "2027-11-20"


def test_a_new_version_of_the_kept_page_leaves_the_rows_alone(page, line, cast):
    prepare(page, line)
    line.fault = "gone"
    reopen(page, line, "lapor")
    write(page)
    page.get_by_role("button", name="Simpan di ponsel ini").first.click()
    expect(page.locator(".outbox [data-state=phone]")).to_be_visible()
    before = page.evaluate("caches.keys()")
    line.fault = "before"
    upgrade()
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    wait_for(lambda: len(page.evaluate("caches.keys()")) == 1 and page.evaluate("caches.keys()") != before)
    line.fault = "gone"
    reopen(page, line)
    expect(page.locator(".outbox [data-state=phone]")).to_have_count(1)
    line.fault = ""
    page.evaluate("dispatchEvent(new Event('online'))")
    received(page)


def upgrade():
    """Another office's key is published: the kept page is another one."""
    from harmoni.letters.models import VerificationKey

    VerificationKey.objects.create(kid="00" * 8, office="5399", year=2026, public=bytes(32))
