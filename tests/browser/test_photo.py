"""A photograph is made small on the phone, goes on after a cut line, and without a line follows its text."""

import base64
import io
import random

import pytest
from PIL import Image
from playwright.sync_api import expect

from harmoni.history.models import Event
from harmoni.measuring.line import Line
from harmoni.seeding.accounts import open_accounts
from registrations.residency.models import Photo, Stay
from tests.browser.looking import look, sign_in
from tests.browser.test_offline import kept, prepare, reopen, write
from tests.cast import arrive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def photograph(tmp_path):
    """As a camera makes it: 3000 x 2000, megabytes, with a place in its EXIF."""
    noise = random.Random(7)  # noqa: S311 - grain
    small = Image.frombytes("RGB", (300, 200), noise.randbytes(300 * 200 * 3))
    exif = Image.Exif()
    exif[0x010E] = "Rumah rahasia"
    path = tmp_path / "foto.jpg"
    small.resize((3000, 2000), Image.Resampling.BICUBIC).save(path, quality=95, exif=exif)
    assert path.stat().st_size > 1_000_000
    return path


def content():
    return base64.b64decode(Photo.objects.kept().get().content)


def test_a_large_photo_is_shrunk_and_goes_on_where_the_line_was_cut(page, portal, transactional_db, photograph):
    cast = {user.username: user for user in open_accounts()}
    stay = arrive(cast["petugas.kuta"])
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}{stay.get_absolute_url()}bukti/")
    page.get_by_role("link", name="Tambah foto").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Simpan foto").click()
    expect(page.locator(".error-summary")).to_contain_text("Tanyakan dahulu")
    look(page, "foto-belum-setuju")
    page.locator("[name=photo]").set_input_files(photograph)
    page.locator("[name=agreed]").check()
    sent = []

    def cut(route):
        sent.append(len(route.request.post_data_buffer))
        route.abort() if len(sent) == 3 else route.continue_()

    page.route("**/foto/bagian/", cut)
    page.get_by_role("button", name="Simpan foto").click()
    expect(page.locator("[data-photo-said]")).to_contain_text("Sinyal putus", timeout=30_000)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#foto")).to_be_visible(timeout=30_000)
    assert sum(sent) < 250_000
    assert Photo.objects.get().size <= 150_000
    drawn = Image.open(io.BytesIO(content()))
    assert (max(drawn.size) <= 1600, dict(drawn.getexif())) == (True, {})
    page.get_by_role("link", name="Surat atau KTP").click()
    expect(page.locator(".photo img")).to_be_visible()
    look(page, "foto-dibuka")
    page.go_back()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Foto dibuka")
    assert Event.objects.filter(verb="lihat_foto").count() == 1


def test_without_a_line_it_waits_sealed_and_follows_its_text(page, portal, transactional_db, photograph):
    open_accounts()
    with Line(int(portal.rpartition(":")[2])) as line:
        prepare(page, line)
        kept(page)
        line.fault = "gone"
        reopen(page, line, "lapor")
        write(page)
        page.get_by_text("Foto, tidak wajib").click()
        page.locator("#luring-foto").set_input_files(photograph)
        page.locator("#luring-setuju").check()
        look(page, "luring-foto")
        page.get_by_role("button", name="Simpan di ponsel ini").first.click()
        expect(page.locator(".outbox [data-state=phone]")).to_have_count(2, timeout=30_000)  # the photo is shrunk first
        look(page, "luring-foto-menunggu")
        order = []
        page.on("request", lambda one: one.method == "POST" and order.append(one.url.rpartition("/baru/")[1]))
        line.fault = ""
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator(".outbox [data-state=received]")).to_have_count(2, timeout=30_000)
    assert order[0] == "/baru/"
    assert "/baru/" not in order[1:] != []
    photo = Photo.objects.kept().get()
    assert (photo.stay, photo.kind) == (Stay.objects.get(), "paper")
