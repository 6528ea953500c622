"""The QR on a receipt, held before the camera or photographed, opens its record; nothing of it stands in an address."""

import io

import pytest
import segno
from django.conf import settings
from PIL import Image
from playwright.sync_api import expect

from harmoni.letters.models import Document
from harmoni.seeding.accounts import open_accounts
from tests.browser.looking import look, sign_in
from tests.cast import arrive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture
def stay(transactional_db):
    cast = {user.username: user for user in open_accounts()}
    return arrive(cast["petugas.kuta"], who={"full_name": "Maria Yohana Rambu"})


def picture(text, kind="JPEG"):
    """A receipt's QR as a camera of 640 x 480 sees it."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="png", scale=7, border=4)
    seen = Image.new("RGB", (640, 480), "#888")
    code = Image.open(drawn).convert("RGB").rotate(4, fillcolor="#888", expand=True)
    seen.paste(code, ((640 - code.width) // 2, (480 - code.height) // 2))
    made = io.BytesIO()
    seen.save(made, kind, quality=90)
    return made.getvalue()


def address_of(stay):
    return settings.BASE_URL + Document.objects.get(record=stay.pk).check_path


@pytest.fixture
def camera(browser_type, browser_type_launch_args, browser_context_args, tmp_path):
    """camera(text) -> a page of a browser whose camera sees the QR of this text."""
    opened = []

    def see(text):
        film = tmp_path / "camera.mjpeg"
        film.write_bytes(picture(text) * 3)
        args = [*browser_type_launch_args["args"], *CAMERA, f"--use-file-for-fake-video-capture={film}"]
        browser = browser_type.launch(**{**browser_type_launch_args, "args": args})
        opened.append(browser)
        return browser.new_context(**browser_context_args).new_page()

    yield see
    for browser in opened:
        browser.close()


def test_the_camera_reads_a_receipt(camera, portal, stay):
    page, problems = camera(address_of(stay)), []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, portal, "petugas.kuta")
    page.get_by_role("button", name="Pindai QR bukti").click()
    expect(page.locator("h1")).to_have_text("Maria Yohana Rambu", timeout=20_000)
    assert page.url == f"{portal}{stay.get_absolute_url()}"
    assert problems == []


def test_what_is_no_receipt_is_said_and_nothing_opens(camera, portal, stay):
    page = camera("https://contoh.example/lain")
    sign_in(page, portal, "petugas.kuta")
    page.get_by_role("button", name="Pindai QR bukti").click()
    expect(page.locator(".found-said")).to_contain_text("Tidak ditemukan", timeout=20_000)


def test_a_photograph_does_it_too_and_a_refused_camera_is_said(page, portal, stay):
    sign_in(page, portal, "petugas.kuta")
    page.get_by_role("button", name="Pindai QR bukti").click()
    expect(page.locator(".scan p")).to_contain_text("Kamera tidak dapat dibuka")
    look(page, "pindai-tanpa-kamera")
    blank = {"name": "kosong.png", "mimeType": "image/png", "buffer": _blank()}
    page.set_input_files(".scan input[type=file]", blank)
    expect(page.locator(".scan p")).to_contain_text("QR tidak terbaca")
    photo = {"name": "bukti.jpg", "mimeType": "image/jpeg", "buffer": picture(address_of(stay))}
    page.set_input_files(".scan input[type=file]", photo)
    expect(page.locator("h1")).to_have_text("Maria Yohana Rambu", timeout=20_000)


def _blank():
    made = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(made, "PNG")
    return made.getvalue()
