"""From the desk to a message that is handed over; the administrator's rules, texts, log and what was given up."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from harmoni.notices.messages import change
from harmoni.notices.models import Heartbeat, Message, Outbox
from harmoni.notices.outbox import drain
from harmoni.seeding.accounts import open_accounts
from registrations.residency.reminders import post_due
from tests.browser.looking import look, sign_in
from tests.cast import arrive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Maria Goreti Ndapa Namung Rambu Kahi Ata Endi Umbu Landukara"


@pytest.fixture
def cast(transactional_db):
    users = {user.username: user for user in open_accounts()}
    today = timezone.localdate()
    for name, phone, email in (("Umbu Nggiku", "+6281234567890", ""), (LONG, "+6281234567892", "rambu@contoh.example")):
        who = {"full_name": name, "phone": phone, "email": email}
        until = today + datetime.timedelta(days=3)
        arrive(users["petugas.kuta"], who=who, responsible_phone="+6281234567891", planned_until=until)
    post_due(today)
    drain()
    change(Message.objects.filter(receiver="host").first(), "failed")
    Outbox.objects.create(
        kind="notices.message", dedupe_key="-", state="dead", attempts=8, last_error="ConnectionError"
    )
    Heartbeat.objects.update_or_create(name="relay", defaults={"at": timezone.now()})
    return users


def test_what_goes_out(page, portal, cast):
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pesan/")
    look(page, "pesan")
    page.get_by_role("link", name="U. N.").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Masa tinggal berakhir")
    look(page, "pesan-satu")
    page.get_by_role("button", name="Sudah disampaikan").click()
    expect(page.get_by_text("Tercatat: pesan sudah disampaikan.")).to_be_visible()
    page.goto(f"{portal}/pesan/?antre=gagal")
    look(page, "pesan-gagal")
    page.goto(f"{portal}/pesan/teks/stay_ends.person/")
    look(page, "pesan-teks-petugas")
    page.context.clear_cookies()

    sign_in(page, portal, "admin")
    page.get_by_role("link", name="Pesan", exact=True).click()
    look(page, "pesan-aturan")
    page.get_by_role("link", name="Ubah Masa tinggal berakhir, 30 hari sebelumnya, kepada petugas").click()
    page.fill("[name=step]", "14")
    page.get_by_role("button", name="Simpan aturan").click()
    expect(page.locator(".error-summary")).to_contain_text("sudah ada")
    look(page, "pesan-aturan-salah")
    page.goto(f"{portal}/pesan/teks/stay_ends.host/")
    page.fill("[name=text]", "{nik}")
    page.get_by_role("button", name="Simpan versi baru").click()
    expect(page.locator(".error-summary")).to_contain_text("Tidak dikenal: nik")
    look(page, "pesan-teks-salah")
    page.goto(f"{portal}/pesan/kiriman/")
    look(page, "pesan-kiriman")
    page.goto(f"{portal}/pesan/macet/")
    look(page, "pesan-macet")
    page.get_by_text("Kesampingkan").first.click()
    page.get_by_label("Alasan").fill("Alamatnya sudah diganti")
    page.get_by_role("button", name="Kesampingkan").click()
    expect(page.get_by_text("Tidak ada yang macet")).to_be_visible()
    look(page, "pesan-macet-kosong")
