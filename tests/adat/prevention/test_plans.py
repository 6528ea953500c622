"""A year's plan of the Tim Terpadu with its three reports: two persons, frozen words, corrections with a reason."""

import datetime
import io
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from adat.prevention import deadlines, papers, planning, reporting
from adat.prevention.models import ActionPlan, Evidence, Milestone, PlannedAction, PlanReport
from adat.prevention.models.plan import achieved
from adat.prevention.moves import PLAN_FORMS, REPORT_FORMS
from adat.prevention.periods import Period, due_on, last_day, step_of
from adat.prevention.workflow import PLAN_MOVES, REPORT_MOVES
from harmoni.accounts.roles import Permission
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from registrations.certification.scans import Scan
from tests.cast import action, planned

WRITER, APPROVER, REGENCY = "kesbangpol.bali", "kepala.kesbangpol", "kabupaten.badung"
TEAM = {WRITER, APPROVER}
ACTIONS = (
    action(),
    action(
        phase="stopping", what="Simulasi tanggap cepat", unit="simulasi", target_b04=None, target_b08=3, target_b12=1
    ),
    action(phase="recovery", what="Pertemuan rekonsiliasi", unit="pertemuan", target_b04=2, target_b08=2, target_b12=2),
)


@pytest.fixture
def plan(cast):
    return planned(cast[WRITER], cast[APPROVER], *ACTIONS, year=2026)


def milestone(plan, number, period):
    return Milestone.objects.get(action__plan=plan, action__number=number, period=period)


def note(plan, by, period, *results):
    for number, done in enumerate(results, 1):
        if done is not None:
            planning.note_result(milestone=milestone(plan, number, period), by=by, done=done, note=f"{done} terlaksana")


def reported(plan, cast, period, *results, summary="Berjalan baik."):
    """The report of a period, written, approved by another and sent."""
    note(plan, cast[WRITER], period, *results)
    report = reporting.write_report(plan=plan, period=period, by=cast[WRITER])
    reporting.put_words(report=report, by=cast[WRITER], summary=summary, obstacles="Hujan di dua kecamatan.")
    reporting.propose_report(report=report, by=cast[WRITER])
    reporting.approve_report(report=report, by=cast[APPROVER])
    return report


def text_of(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


# --- the year -------------------------------------------------------------------------------------------
def test_a_year_with_its_three_reports(plan, cast):
    told = {}
    for period, results in ((Period.B04, (2, None, 2)), (Period.B08, (5, 1, 0)), (Period.B12, (None, 1, 1))):
        report = reported(plan, cast, period, *results)
        reporting.send_report(report=report, by=cast[WRITER])
        told[period] = report.content["achieved"]
        assert report.digest == reporting.digest_of(report.content)
    assert told == {"B04": 75, "B08": 44, "B12": 75}  # (50+100)/2; (100+33+0)/3; (100+50)/2
    assert list(PlanReport.objects.values_list("period", "version", "status")) == [
        ("B04", 1, "sent"),
        ("B08", 1, "sent"),
        ("B12", 1, "sent"),
    ]


def test_the_same_report_on_paper_and_in_a_workbook(plan, cast):
    report = reported(plan, cast, "B08", 4, 1, 2, summary='=HYPERLINK("x") dan "kutipan" #show')
    paper = papers.pdf(report)
    assert paper == papers.pdf(PlanReport.objects.get())
    words = text_of(paper)
    for part in ("Dialog warga di tiap kecamatan", "Simulasi tanggap cepat", "33%", "78%", "#show", report.digest):
        assert part in words, part
    rows = CalamineWorkbook.from_filelike(io.BytesIO(papers.workbook(report))).get_sheet_by_index(0).to_python()
    assert [row[:3] + row[6:8] + row[9:10] for row in rows[3:6]] == [
        ["Pencegahan", 1.0, "Dialog warga di tiap kecamatan", 4.0, 4.0, 100.0],
        ["Penghentian", 2.0, "Simulasi tanggap cepat", 3.0, 1.0, 33.0],
        ["Pemulihan pascakonflik", 3.0, "Pertemuan rekonsiliasi", 2.0, 2.0, 100.0],
    ]
    assert '=HYPERLINK("x") dan "kutipan" #show' in [row[1] for row in rows]
    assert papers.workbook(report) == papers.workbook(report)


def test_a_draft_says_that_it_is_one(plan, cast):
    report = reporting.write_report(plan=plan, period="B04", by=cast[WRITER])
    assert "RANCANGAN" in text_of(papers.pdf(report))


@pytest.mark.parametrize(
    ("target", "done", "per_cent"),
    [(None, 3, None), (0, 3, None), (4, None, 0), (4, 0, 0), (3, 1, 33), (3, 2, 67), (8, 1, 13), (4, 9, 100)],
)
def test_how_an_achievement_is_counted(target, done, per_cent):
    assert achieved(target, done) == per_cent


# --- two persons ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", PLAN_MOVES)
def test_who_moves_a_plan_from_where(verb, plan, cast):
    found = set()
    for status in ActionPlan.status.field.choices:
        plan.status = status[0]
        found |= {(name, status[0]) for name, user in cast.items() if verb in plan.open_moves(user)}
    who = {APPROVER} if verb == "setujui-rencana" else TEAM
    assert found == {(name, str(source)) for name in who for source in PLAN_MOVES[verb].sources}
    assert verb in PLAN_FORMS


@pytest.mark.parametrize("verb", REPORT_MOVES)
def test_who_moves_a_report_from_where(verb, plan, cast):
    report = reporting.write_report(plan=plan, period="B04", by=cast[WRITER])
    found = set()
    for status in PlanReport.status.field.choices:
        report.status = status[0]
        found |= {(name, status[0]) for name, user in cast.items() if verb in report.open_moves(user)}
    others = {"setujui-laporan"}
    who = {APPROVER} if verb in others else TEAM
    assert found == {(name, str(source)) for name in who for source in REPORT_MOVES[verb].sources}
    assert verb in REPORT_FORMS or verb == "gantikan-laporan"


def test_whoever_wrote_last_does_not_approve(plan, cast):
    report = reporting.write_report(plan=plan, period="B04", by=cast[WRITER])
    reporting.put_words(report=report, by=cast[APPROVER], summary="Diperbaiki.", obstacles="")
    reporting.propose_report(report=report, by=cast[WRITER])
    for name in TEAM:
        with pytest.raises(MoveRefused):
            reporting.approve_report(report=report, by=cast[name])
    with pytest.raises(IntegrityError, match="report_frozen_is_whole"), transaction.atomic():
        PlanReport.objects.update(status="approved", content={}, digest="x", decided_by=cast[WRITER])


def test_the_office_above_reads_and_does_not_write(cast):
    plan = planning.open_plan(region=cast[REGENCY].current_assignments[0].region, year=2026, by=cast[REGENCY])
    assert plan in ActionPlan.objects.visible_to(cast[WRITER], Permission.PREVENTION_READ)
    with pytest.raises(MoveRefused):
        planning.put_action(plan=plan, by=cast[WRITER], values=action())
    assert plan.open_moves(cast[WRITER]) == {}


# --- frozen ---------------------------------------------------------------------------------------------
def test_an_approved_report_is_not_rewritten_by_any_door(plan, cast):
    report = reported(plan, cast, "B04", 4, None, 2)
    row = PlanReport.objects.filter(pk=report.pk)
    for change in ({"content": {}}, {"digest": "0"}, {"summary": "lain"}, {"status": "draft"}, {"version": 9}):
        with pytest.raises(IntegrityError, match="approved_report_stays"), transaction.atomic():
            row.update(**change)
    with pytest.raises(IntegrityError, match="approved_report_stays"), transaction.atomic():
        row.delete()
    with pytest.raises(MoveRefused):
        reporting.put_words(report=report, by=cast[WRITER], summary="lain", obstacles="")
    with pytest.raises(MoveRefused):
        note(plan, cast[WRITER], "B04", 9)
    note(plan, cast[WRITER], "B08", 9)


def test_it_is_corrected_by_a_new_version_with_a_reason(plan, cast):
    first = reported(plan, cast, "B04", 2, None, 2)
    reporting.send_report(report=first, by=cast[WRITER])
    with pytest.raises(MoveRefused, match="alasannya"):
        reporting.write_report(plan=plan, period="B04", by=cast[WRITER], reason=" ")
    second = reporting.write_report(plan=plan, period="B04", by=cast[WRITER], reason="Dua dialog terlewat dihitung")
    note(plan, cast[WRITER], "B04", 4)
    reporting.propose_report(report=second, by=cast[WRITER])
    reporting.approve_report(report=second, by=cast[APPROVER])
    first.refresh_from_db()
    assert (first.status, first.content["achieved"], second.content["achieved"]) == ("superseded", 75, 100)
    assert (second.version, second.content["reason"]) == (2, "Dua dialog terlewat dihitung")
    assert second.summary == first.summary


def test_the_actions_of_a_plan_in_force_stay(plan, cast):
    with pytest.raises(MoveRefused):
        planning.put_action(plan=plan, by=cast[WRITER], values=action())
    with pytest.raises(IntegrityError, match="action_of_an_approved_plan"), transaction.atomic():
        PlannedAction.objects.filter(plan=plan).update(what="lain")
    with pytest.raises(IntegrityError, match="target_of_an_approved_plan"), transaction.atomic():
        Milestone.objects.update(target=1)
    planning.reopen_plan(plan=plan, by=cast[WRITER], reason="Anggaran berubah")
    planning.put_action(plan=plan, by=cast[WRITER], values=action(target_b04=9), action=plan.actions.first())
    assert (plan.revision, milestone(plan, 1, "B04").target) == (2, 9)


def test_one_plan_a_year_and_an_action_with_results_is_not_taken_out(plan, cast):
    with pytest.raises(MoveRefused, match="sudah ada"):
        planning.open_plan(region=plan.region, year=2026, by=cast[APPROVER])
    note(plan, cast[WRITER], "B04", 1)
    planning.reopen_plan(plan=plan, by=cast[WRITER], reason="Anggaran berubah")
    first, second, _third = plan.actions.all()
    with pytest.raises(MoveRefused, match="sudah punya hasil"):
        planning.take_out(action=first, by=cast[WRITER])
    planning.take_out(action=second, by=cast[WRITER])
    assert [one.number for one in plan.actions.all()] == [1, 3]


# --- reminders ------------------------------------------------------------------------------------------
def test_when_a_report_is_due():
    assert [last_day(2026, period) for period in Period] == [
        datetime.date(2026, 4, 30),
        datetime.date(2026, 8, 31),
        datetime.date(2026, 12, 31),
    ]
    due = due_on(2026, "B12")
    assert due == datetime.date(2027, 1, 10)
    days = (-15, -14, -4, -3, -1, 0, 40)
    assert [step_of(due, due + datetime.timedelta(day)) for day in days] == [None, 14, 14, 3, 3, 0, 0]


def test_reminders_come_once_a_step_and_end_with_the_report(plan, cast):
    due = due_on(2026, "B04")
    assert deadlines.remind(due - datetime.timedelta(20)) == 0
    assert [deadlines.remind(due - datetime.timedelta(day)) for day in (14, 14, 13, 3, 0, 0)] == [1, 0, 0, 1, 1, 0]
    assert Notice.objects.addressed_to(cast[APPROVER]).open().count() == 1
    assert not Notice.objects.addressed_to(cast[REGENCY]).exists()
    report = reported(plan, cast, "B04", 4, None, 2)
    reporting.send_report(report=report, by=cast[WRITER])
    assert not Notice.objects.open().exists()
    assert deadlines.remind(due + datetime.timedelta(1)) == 0


def test_after_a_long_silence_each_period_is_said_once(plan):
    assert deadlines.remind(datetime.date(2027, 2, 1)) == 3
    assert deadlines.remind(datetime.date(2028, 2, 1)) == 0


# --- over HTTP ------------------------------------------------------------------------------------------
def typed(**values):
    return {name: "" if value is None else value for name, value in (action() | values).items()}


def test_from_the_first_page_to_a_report(signed_in, cast):
    desk, year = signed_in(cast[WRITER]), timezone.localdate().year
    body = {"region": "51", "year": year, "key": str(uuid.uuid4())}
    first, again = desk.post("/pencegahan/rencana/baru/", body), desk.post("/pencegahan/rencana/baru/", body)
    plan = ActionPlan.objects.get()
    assert first.url == again.url == plan.get_absolute_url()
    wrong = desk.post(f"{plan.get_absolute_url()}aksi/", typed(target_b04="", target_b08="banyak", what="a\0b"))
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"target_b08", "what"})
    none = desk.post(f"{plan.get_absolute_url()}aksi/", typed(target_b04="", target_b08=""))
    assert "sedikitnya satu periode" in none.content.decode()
    key = str(uuid.uuid4())
    for _twice in range(2):
        desk.post(f"{plan.get_absolute_url()}aksi/", typed(key=key))
    assert plan.actions.count() == 1
    desk.post(f"{plan.get_absolute_url()}ajukan-rencana/")
    assert "orang lain yang menyetujui" in desk.get(plan.get_absolute_url()).content.decode()
    head = signed_in(cast[APPROVER])
    assert [card.slug for card in head.get("/meja/").context["queues"] if card.count] == ["rencana"]
    head.post(f"{plan.get_absolute_url()}setujui-rencana/")
    begun = head.post(f"{plan.get_absolute_url()}laporan/B04/")
    assert begun.url == PlanReport.objects.get().get_absolute_url()
    assert head.post(f"{begun.url}isi/", {"summary": ""}).status_code == 422
    assert head.post(f"{begun.url}isi/", {"summary": "Baik"}).status_code == 302
    assert head.get(f"{begun.url}laporan.pdf").content.startswith(b"%PDF")
    assert head.get(f"{begun.url}laporan.xlsx")["Content-Disposition"] == (
        f'attachment; filename="laporan-B04-{year}-51-v1.xlsx"'
    )


def test_a_result_with_its_evidence_which_is_redrawn_and_sealed(plan, cast, signed_in):
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    photo = io.BytesIO(picture.getvalue() + b"<script>")
    photo.name = "rapat.png"
    at, desk = milestone(plan, 1, "B04"), signed_in(cast[WRITER])
    url = f"{plan.get_absolute_url()}hasil/{at.pk}/"
    bad = desk.post(url, {"done": "9" * 30, "evidence": io.BytesIO(b"bukan gambar")})
    assert set(bad.context["form"].errors) == {"done", "evidence"}
    body = {"done": "3", "note": "Tiga dialog", "caption": "Daftar hadir", "evidence": photo, "key": str(uuid.uuid4())}
    assert desk.post(url, body).status_code == 302
    held = Evidence.objects.get()
    assert b"JFIF" not in bytes(held.content)
    answer = signed_in(cast["provinsi.bali"]).get(f"{plan.get_absolute_url()}bukti/{held.pk}/")
    assert (answer.content[:2], b"<script>" in answer.content) == (b"\xff\xd8", False)
    assert answer["Content-Security-Policy"] == "sandbox"
    assert Event.objects.get(verb="buka_bukti").subjects == [held.pk, plan.pk]


def test_the_list_costs_the_same_for_one_and_for_three(cast, signed_in, django_assert_num_queries):
    desk = signed_in(cast[WRITER])
    planned(cast[WRITER], cast[APPROVER], year=2025)
    desk.get("/pencegahan/rencana/")
    with django_assert_num_queries(6):
        desk.get("/pencegahan/rencana/")
    for year in (2026, 2027):
        planned(cast[WRITER], cast[APPROVER], year=year)
    with django_assert_num_queries(6):
        desk.get("/pencegahan/rencana/")


def test_the_page_of_a_result_names_its_evidence(plan, cast, signed_in):
    at = milestone(plan, 1, "B04")
    held = planning.add_evidence(milestone=at, by=cast[WRITER], caption="Daftar hadir", scan=Scan(b"%PDF-", "x"))
    page = signed_in(cast[WRITER]).get(f"{plan.get_absolute_url()}hasil/{at.pk}/").content.decode()
    assert f"{plan.get_absolute_url()}bukti/{held.pk}/" in page
