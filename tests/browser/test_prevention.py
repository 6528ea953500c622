"""The rooms of prevention as they look: a plan from its first action to a report, empty, one, many, wrong, long."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from adat.prevention import planning, reporting
from adat.prevention.models import ActionPlan
from tests.browser.looking import fill, look, sign_in
from tests.cast import action, planned

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = (
    "Penyelenggaraan dialog warga bersama tokoh adat, wakil paguyuban, dan pemilik penginapan"
    " di seluruh kecamatan padat penduduk Kabupaten Badung dan Kota Denpasar"
)


def test_a_plan_from_its_first_action_to_its_report(page, portal, cast):
    sign_in(page, portal, "kesbangpol.bali")
    page.get_by_role("link", name="Pencegahan", exact=True).click()
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
