"""An administrator compares a list, applies it and takes it back; pictures under var/shots."""

import pytest
from playwright.sync_api import expect

from harmoni.regions.models import CustomaryVillage, LoadedFile
from harmoni.seeding.accounts import open_accounts
from tests.browser.looking import look, sign_in
from tests.harmoni.gazetteer.test_place_lists import VILLAGES, as_csv, decree, table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHEET = VILLAGES + "Kuta;Kuta;Badung;\nTuban Baru;Kuta;Badung;\nKuta;Kuta Utara;Badung;\n"


@pytest.fixture
def cast(transactional_db):
    yield {user.username: user for user in open_accounts()}
    LoadedFile.objects.filter(name__endswith=".by_hand").delete()
    CustomaryVillage.objects.filter(path="510301/tuban-baru/").delete()


def send(page, kind, content):
    page.get_by_role("link", name="Rujukan", exact=True).click()
    page.check(f"[name=kind][value={kind}]")
    page.fill("[name=source]", "Surat MDA Bali 12/2026")
    page.set_input_files("[name=file]", {"name": f"{kind}.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Unggah dan bandingkan").click()


def test_a_list_is_compared_applied_and_taken_back(page, portal, cast):
    sign_in(page, portal, "admin")
    send(page, "villages", (VILLAGES + "Baru;Antah Berantah;;\n123;Kuta;Badung;\n").encode())
    expect(page.locator(".error-summary")).to_contain_text("Baris 2")
    look(page, "rujukan-salah")
    send(page, "villages", SHEET.encode())
    expect(page.locator("#perubahan")).to_be_visible()
    look(page, "rujukan-desa-adat")
    page.get_by_role("button", name="Terapkan perubahan ini").click()
    expect(page.locator(".status").first).to_have_text("Diterapkan")
    page.get_by_role("button", name="Urungkan seluruhnya").click()
    expect(page.locator(".status").first).to_have_text("Dibatalkan")
    assert CustomaryVillage.objects.get(path="510301/kuta/").verified is False
    send(page, "regions", decree()[1])
    expect(page.get_by_text("mungkin pindah kode")).to_be_visible()
    look(page, "rujukan-wilayah")
    send(page, "regions", as_csv([row for row in table() if not row[0].startswith("510301")]))
    expect(page.get_by_role("alert")).to_contain_text("masih dipakai")
    look(page, "rujukan-terhalang")
    page.get_by_role("link", name="Rujukan", exact=True).click()
    look(page, "rujukan")
