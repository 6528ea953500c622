"""The rooms of prevention as they look: a plan from its first action to a report, empty, one, many, wrong, long."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from adat.prevention import planning, reporting
from adat.prevention.models import ActionPlan, Cooperation, Dialogue, Evaluation, Organisation
from harmoni.dashboard import promises
from harmoni.seeding.gathered import fill_gathered
from tests.browser.looking import fill, look, sign_in
from tests.cast import action, planned, warned

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = (
    "Penyelenggaraan dialog warga bersama tokoh adat, wakil paguyuban, dan pemilik penginapan"
    " di seluruh kecamatan padat penduduk Kabupaten Badung dan Kota Denpasar"
)


def test_a_plan_from_its_first_action_to_its_report(page, portal, cast):
    sign_in(page, portal, "kesbangpol.bali")
    page.get_by_role("link", name="Pencegahan", exact=True).click()
    page.locator(".room-links").get_by_role("link", name="Rencana aksi").click()
    look(page, "plans-empty")
    page.get_by_role("link", name="Susun rencana").click()
    look(page, "plan-new")
    page.get_by_role("button", name="Buka rencana").click()
    look(page, "plan-empty")
    page.get_by_role("link", name="Tambah aksi").click()
    fill(page, what=LONG, measure="Dialog yang terselenggara", unit="dialog", target_b04="banyak")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, "plan-action-wrong")
    fill(page, owner="Badan Kesatuan Bangsa dan Politik", target_b04="4", target_b08="4", target_b12="5")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("button", name="Ajukan").click()
    look(page, "plan-proposed")
    plan = ActionPlan.objects.get()
    planning.decide_plan(plan=plan, by=cast["kepala.kesbangpol"], verb="setujui-rencana")
    page.reload()
    page.get_by_role("link", name="Catat hasil").first.click()
    fill(page, done="3", note="Tiga dialog di Kuta, Kuta Selatan, dan Denpasar Selatan.")
    look(page, "plan-result")
    page.get_by_role("button", name="Simpan hasil").click()
    page.get_by_role("button", name="Susun laporan").first.click()
    page.get_by_role("link", name="Tulis ringkasan").click()
    fill(page, summary="Dialog berjalan baik.", obstacles="Dua dialog mundur karena hujan.")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("button", name="Ajukan").click()
    look(page, "plan-report-proposed")
    reporting.approve_report(report=plan.reports.get(), by=cast["kepala.kesbangpol"])
    page.reload()
    page.get_by_role("button", name="Catat sudah dikirim").click()
    look(page, "plan-report-sent")


def test_a_plan_with_many_actions(page, portal, cast):
    phases = ("prevention", "prevention", "stopping", "recovery")
    many = [action(phase=phase, what=f"{LONG} {n}", owner=LONG[:110]) for n, phase in enumerate(phases)]
    plan = planned(cast["kesbangpol.bali"], cast["kepala.kesbangpol"], *many, year=timezone.localdate().year)
    sign_in(page, portal, "provinsi.bali")
    page.goto(portal + plan.get_absolute_url())
    look(page, "plan-many")
    page.goto(f"{portal}/pencegahan/rencana/")
    look(page, "plans")


def test_anyone_warns_and_the_office_weighs(page, portal, cast):
    page.goto(f"{portal}/lapor/peringatan/")
    look(page, "warn")
    fill(page, what="Orang Flores ribut soal parkir", where="Depan pasar")
    page.get_by_role("button", name="Kirim peringatan").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, "warn-wrong")
    page.select_option("[name=matter]", "trade")
    page.select_option("[name=district]", "510301")
    page.locator("[name=timing]").first.check()
    page.locator("[name=sureness]").first.check()
    page.get_by_role("button", name="Kirim peringatan").click()
    expect(page.get_by_text("menunjuk orang atau kelompok")).to_be_visible()
    look(page, "warn-caution")
    fill(page, what="Rebutan tempat parkir di depan pasar.")
    page.get_by_role("button", name="Kirim peringatan").click()
    code = page.locator(".receipt-number strong").inner_text()
    look(page, "warn-sent")
    page.goto(f"{portal}/lapor/peringatan/cek/")
    page.fill("[name=code]", code)
    page.get_by_role("button", name="Lihat keadaan").click()
    look(page, "warn-state")
    for _n in range(3):
        warned(where=LONG, what=LONG * 3)
    sign_in(page, portal, "kabupaten.badung")
    look(page, "warnings-desk")
    page.goto(f"{portal}/pencegahan/peringatan/")
    look(page, "warnings")
    page.locator("table .row-link").first.click()
    look(page, "warning")
    page.get_by_text("Mendesak: dijawab dalam 24 jam").click()
    page.get_by_role("button", name="Timbang").click()
    look(page, "warning-weighed")
    page.context.clear_cookies()
    sign_in(page, portal, "petugas.kuta")
    page.goto(f"{portal}/pencegahan/")
    look(page, "warnings-sent-empty")


def test_dialogues_agreements_and_communities(page, portal, cast):
    fill_gathered(cast, timezone.localdate())
    sign_in(page, portal, "kesbangpol.bali")
    for name, path in (
        ("dialogues", "dialog/?antre=selesai"),
        ("dialogue-new", "dialog/baru/"),
        ("occasions", "kalender/"),
        ("occasion-new", "kalender/baru/"),
        ("cooperations", "kerja-sama/"),
        ("cooperation-new", "kerja-sama/baru/"),
        ("organisations", "paguyuban/"),
        ("evaluations", "paguyuban/evaluasi/"),
        ("warnings-many", "peringatan/"),
    ):
        page.goto(f"{portal}/pencegahan/{path}")
        look(page, name)
    for name, record in (
        ("dialogue", Dialogue.objects.filter(status="held").first()),
        ("cooperation", Cooperation.objects.get(kind="declaration")),
        ("evaluation", Evaluation.objects.get()),
    ):
        page.goto(portal + record.get_absolute_url())
        look(page, name)
    page.context.clear_cookies()
    sign_in(page, portal, "paguyuban.sumbatimur")
    page.goto(portal + Organisation.objects.get(home="5311").get_absolute_url())
    look(page, "organisation")
    page.get_by_role("link", name="Catat kegiatan").click()
    look(page, "activity-new")
    page.go_back()
    page.get_by_role("link", name="Evaluasi triwulan").click()
    look(page, "evaluation-new")


def test_the_five_points_and_the_map(page, portal, cast):
    page.goto(f"{portal}/janji/")
    look(page, "promises-empty")
    fill_gathered(cast, timezone.localdate())
    promises.freeze(timezone.localdate() + datetime.timedelta(days=1))
    page.reload()
    look(page, "promises")
    sign_in(page, portal, "kesbangpol.bali")
    look(page, "prevention-desk")
    page.goto(f"{portal}/pencegahan/peta/")
    look(page, "warning-map")
    page.context.clear_cookies()
    sign_in(page, portal, "kabupaten.badung")
    page.goto(f"{portal}/pencegahan/peta/?bulan=1")
    look(page, "warning-map-badung")
