"""Reports of figures: what they say is what the frozen week tells, made step by step, once, for who may see it."""

import csv
import datetime
import hashlib
import io
import uuid
import zipfile

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from harmoni.dashboard import rollups, snapshots
from harmoni.dashboard.disclosure import shown
from harmoni.dashboard.models import Week
from harmoni.dashboard.viewpoint import Side, Viewpoint
from harmoni.history.workflow import MoveRefused
from harmoni.home.queues import queues_of
from harmoni.notices.digest import post_digests
from harmoni.notices.models import Message, MessageState, Notice, Outbox
from harmoni.notices.outbox import drain
from harmoni.periodic import asking, clock, making
from harmoni.periodic.asking import ask, readers_of, set_up
from harmoni.periodic.facts import NotCounted, change, facts_of, periods_for
from harmoni.periodic.files import FORMATS, file_of
from harmoni.periodic.models import FAILURES, STEPS, Report, ReportFile, Schedule
from harmoni.periodic.periods import Kind, Period
from harmoni.periodic.telling import QUEUES, REPORT, STOPPED
from harmoni.periodic.workflow import ReportStatus, ScheduleStatus
from harmoni.regions.models import Region
from registrations.residency.models import Stay
from tests.cast import arrive

DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(days=7)
TODAY = timezone.localdate()
BALI, BADUNG, NTT = Viewpoint(Side.STAY, "51"), Viewpoint(Side.STAY, "5103"), Viewpoint(Side.ORIGIN, "53")
KUTA = Viewpoint(Side.STAY, "510301/kuta/")
LAST_MONTH = Period.of(Kind.MONTHLY, TODAY).before
LAST_WEEK = Period.of(Kind.WEEKLY, TODAY).before
AT = datetime.datetime(2026, 11, 25, 8, tzinfo=datetime.UTC)
DESK = reverse("periodic:desk")
JAVA = "3578011001"


def monday_from(day):
    return day + (-day.weekday() % 7) * DAY


def freeze(week):
    rollups.fold()
    snapshots.freeze(week)


@pytest.fixture
def counted(petugas_kuta, petugas_intaran):
    """Twelve of Sumba in Kuta when the month before last had ended; then fifteen more, three of Java, nine there."""
    for _ in range(12):
        arrive(petugas_kuta, arrived_on=LAST_MONTH.before.first + 9 * DAY)
    freeze(monday_from(LAST_MONTH.before.end))
    for _ in range(15):
        arrive(petugas_kuta, arrived_on=LAST_MONTH.first + 9 * DAY)
    for _ in range(3):
        arrive(petugas_kuta, who={"origin_village": Region.objects.get(code=JAVA)})
    for _ in range(9):
        arrive(petugas_intaran, where="517101/intaran/")
    freeze(monday_from(LAST_MONTH.end))


def told(facts):
    """{metric: value} of every figure in it."""
    rows = [row for table in facts["tables"] for row in table["rows"]]
    beside = {row["late_metric"]: row["late"] for row in rows if row.get("late_metric")}
    return {row["metric"]: row["value"] for row in [*facts["tiles"], *rows]} | beside


def made(by, view=BALI, period=LAST_MONTH, **values):
    report = ask(by=by, view=view, period=period, place_name="Bali", **values)
    drain(kind=asking.MAKE)
    report.refresh_from_db()
    return report


def ordered(by, kind=Kind.MONTHLY, view=BALI, recipients=()):
    """A schedule that was set up when the month before last had not ended."""
    schedule = set_up(by=by, kind=kind, view=view, place_name="Bali", recipients=recipients)
    Schedule.objects.filter(pk=schedule.pk).update(created_at=timezone.now() - 70 * DAY)
    return schedule


def _leaves(user):
    """The office ended yesterday."""
    user.assignments.update(since=TODAY - 9 * DAY, until=TODAY - DAY)


# --- what it says ---------------------------------------------------------------------------------------
def test_every_figure_is_the_plain_count_after_the_rule(counted, cast):
    here = Stay.objects.active()
    month = {"arrived_on__range": (LAST_MONTH.first, LAST_MONTH.end - DAY)}
    for view, stays in ((BALI, here), (NTT, here.filter(person__origin_village__code__startswith="53"))):
        figures = told(facts_of(view, LAST_MONTH))
        assert figures["stays.active"] == shown(stays.count(), zero_ok=True)
        assert figures[f"arrivals.month.{LAST_MONTH.first:%Y-%m}"] == shown(stays.filter(**month).count(), zero_ok=True)
        assert figures["stays.active.sex.L"] == shown(stays.filter(person__sex="L").count(), zero_ok=True)
        assert figures["stays.overdue"] == 0
    assert told(facts_of(BALI, LAST_MONTH))["stays.active.5103"] == shown(
        here.filter(customary_village__path__startswith="5103").count(), zero_ok=True
    )
    assert "stays.active.from.3578" not in told(facts_of(BALI, LAST_MONTH))  # three people: not even named


def test_it_tells_what_changed_since_the_period_before(counted):
    facts = facts_of(BALI, LAST_MONTH)
    active = next(tile for tile in facts["tiles"] if tile["metric"] == "stays.active")
    assert (active["value"], active["before"], active["change"]) == (40, 10, "naik sekitar 30")
    assert "naik sekitar 30" in facts["lead"][0]
    first = facts_of(BALI, LAST_MONTH.before)
    assert first["before_as_of"] == ""
    assert "naik" not in " ".join(first["lead"])
    assert [change(None, 10), change(10, 10), change(10, 35), change(40, 30, "%")] == [
        *("", "tetap", "turun sekitar 25"),
        "naik sekitar 10 poin",
    ]


def test_only_frozen_periods_can_be_told(counted):
    assert {LAST_MONTH, LAST_MONTH.before} <= set(periods_for(Kind.MONTHLY))
    with pytest.raises(NotCounted):
        facts_of(BALI, Period.of(Kind.MONTHLY, TODAY))
    Week.objects.all().delete()
    assert periods_for(Kind.MONTHLY) == []


def test_a_week_is_told_by_the_monday_after_it(counted):
    freeze(LAST_WEEK.end)
    assert told(facts_of(KUTA, LAST_WEEK))["stays.active"] == 30
    assert periods_for(Kind.WEEKLY)[0] == LAST_WEEK


# --- its files ------------------------------------------------------------------------------------------
def test_the_same_facts_give_the_same_files_and_no_cell_is_a_formula(counted):
    facts = facts_of(BADUNG, LAST_MONTH)
    files = {shape: file_of(facts, shape, number="R-1", made_at=AT) for shape in FORMATS}
    assert files == {shape: file_of(facts, shape, number="R-1", made_at=AT) for shape in FORMATS}
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as book:
        assert not [name for name in book.namelist() if b"<f>" in book.read(name)]
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"]))

    def named(table):  # at most 31 signs, never in the middle of a word
        return {"months": "Kedatangan dan kepulangan per…"}.get(table["slug"], table["title"])

    assert sheets.sheet_names == ["Ringkasan", *map(named, facts["tables"]), "Cara menghitung"]
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig")), delimiter=";"))
    figures = {row[4]: row[5] for row in rows[1:]}
    assert figures == {
        metric: "tidak ditampilkan" if value is None else str(value) for metric, value in told(facts).items()
    }
    assert None in told(facts).values()
    paper = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages).split())
    for said in (facts["office"].upper(), "R-1", *facts["lead"], *facts["hidden"]):
        assert " ".join(said.split()) in paper


# --- how it is made -------------------------------------------------------------------------------------
def test_each_step_is_done_once_however_often_it_is_called(counted, provinsi_bali):
    report = ask(by=provinsi_bali, view=BALI, period=LAST_MONTH, place_name="Bali")
    for step in range(len(STEPS)):
        for _again in range(2):  # a worker that was killed after its commit
            with transaction.atomic():
                making.make(str(report.pk), step)
        report.refresh_from_db()
        assert report.done == step + 1
    assert report.status == ReportStatus.READY
    assert Outbox.objects.filter(kind=asking.MAKE).count() == len(STEPS)
    assert [file.format for file in report.files.all()] == list(FORMATS)
    assert all(hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256 for file in report.files.all())


def test_two_beats_make_one_report_and_nothing_is_made_up_for(counted, provinsi_bali, kabupaten_badung):
    ordered(provinsi_bali)
    set_up(by=kabupaten_badung, kind=Kind.MONTHLY, view=BADUNG, place_name="Badung", recipients=[])  # today
    assert [clock.post_due(), clock.post_due()] == [1, 0]
    assert Report.objects.get().period == LAST_MONTH


def test_word_goes_to_who_may_see_it_when_it_goes(counted, cast, mailoutbox, settings):
    settings.QUIET_HOURS = ""
    viewer, badung, ntt = cast["provinsi.bali"], cast["kabupaten.badung"], cast["provinsi.ntt"]
    assert viewer in readers_of(BADUNG)
    assert badung in readers_of(BADUNG)
    assert ntt not in readers_of(BADUNG)
    schedule = ordered(badung, view=BADUNG, recipients=[viewer, ntt])
    clock.post_due()
    drain(kind=asking.MAKE)
    report = schedule.reports.get()
    assert {row.user for row in Message.objects.filter(event=REPORT)} == {badung, viewer}
    _leaves(viewer)
    drain()
    states = {row.user_id: row.state for row in Message.objects.filter(event=REPORT)}
    assert states == {badung.pk: MessageState.SENT, viewer.pk: MessageState.WITHDRAWN}
    letter = next(mail for mail in mailoutbox if badung.email in mail.to and report.get_absolute_url() in mail.body)
    assert report.files.get(format="pdf").sha256 in letter.body
    assert report.facts["lead"][0] in letter.body


def test_a_schedule_whose_owner_lost_the_right_stops_and_says_so(counted, cast):
    owner = cast["provinsi.bali"]
    schedule = ordered(owner)
    _leaves(owner)
    clock.post_due()
    schedule.refresh_from_db()
    assert schedule.status == ScheduleStatus.STOPPED
    assert "berhak" in schedule.why
    assert not Report.objects.exists()
    assert Notice.objects.filter(kind=STOPPED, record=schedule.pk).exists()
    assert Message.objects.filter(event=STOPPED, user=owner).exists()


def test_after_five_in_a_row_it_stops_and_one_that_arrives_forgives(counted, provinsi_bali):
    schedule, period = ordered(provinsi_bali), LAST_MONTH
    for number in range(1, FAILURES + 1):
        period = period.before
        report = ask(by=provinsi_bali, view=BALI, period=period, place_name="Bali", schedule=schedule)
        with transaction.atomic():
            making.give_up(str(report.pk), 0)
        schedule.refresh_from_db()
        assert schedule.failures == number
        assert schedule.status == (ScheduleStatus.STOPPED if number == FAILURES else ScheduleStatus.ACTIVE)
    assert "5 kali" in schedule.why
    assert clock.post_due() == 0
    asking.act("lanjutkan-jadwal", schedule, by=provinsi_bali)
    assert (schedule.status, schedule.failures, schedule.why) == (ScheduleStatus.ACTIVE, 0, "")
    Schedule.objects.filter(pk=schedule.pk).update(failures=4)
    clock.post_due()
    drain(kind=asking.MAKE)
    schedule.refresh_from_db()
    assert (schedule.failures, schedule.status) == (0, ScheduleStatus.ACTIVE)


def test_the_desks_morning_is_a_line_of_the_inbox_and_no_second_mail(counted, petugas_kuta, bendesa_kuta):
    schedule = ordered(petugas_kuta, Kind.DAILY, KUTA)
    morning = timezone.localtime().replace(hour=6, minute=5)
    assert clock.post_due(morning.replace(hour=5)) == 0
    assert clock.post_due(morning) == 1
    cards = {f"queue.{card.slug}": card.count for card in queues_of(petugas_kuta) if card.count}
    drain(kind=asking.MAKE)
    report = schedule.reports.get()
    assert told(report.facts) == cards != {}
    assert not Message.objects.filter(event=REPORT).exists()
    (note,) = Notice.objects.addressed_to(bendesa_kuta).filter(kind=QUEUES)
    assert note.path == report.get_absolute_url()
    yesterday = Notice.objects.get(pk=note.pk)
    again = ask(
        by=petugas_kuta, view=KUTA, period=Period(Kind.DAILY, TODAY + DAY), place_name="Kuta", schedule=schedule
    )
    drain(kind=asking.MAKE)
    assert Notice.objects.open().filter(kind=QUEUES).get().record == again.pk
    yesterday.refresh_from_db()
    assert yesterday.done_at
    assert post_digests(timezone.localtime().replace(hour=8)) >= 1


# --- the pages ------------------------------------------------------------------------------------------
def test_asked_twice_with_one_key_it_is_one_report(counted, signed_in, provinsi_bali):
    desk, key = signed_in(provinsi_bali), str(uuid.uuid4())
    asked = {"key": key, "place": "5103", "period": f"bulanan/{LAST_MONTH.first}"}
    answers = [desk.post(DESK, asked) for _ in range(2)]
    report = Report.objects.get()
    assert {answer.url for answer in answers} == {report.get_absolute_url()}
    assert "langkah 0 dari 4" in desk.get(answers[0].url).content.decode()
    drain(kind=asking.MAKE)
    page = desk.get(answers[0].url).content.decode()
    assert 'data-metric="stays.active" data-value="30"' in page
    assert 'data-value="hidden"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "5311"},
        {"place": "x\x00"},
        {"period": "bulanan/2020-01-01"},
        {"period": "harian/2026-11-25"},
        {"period": ""},
    ],
)
def test_what_cannot_be_reported_is_said_beside_the_field(counted, signed_in, provinsi_bali, wrong):
    asked = {"key": str(uuid.uuid4()), "place": "51", "period": f"bulanan/{LAST_MONTH.first}", **wrong}
    assert signed_in(provinsi_bali).post(DESK, asked).status_code == 422
    assert not Report.objects.exists()


def test_a_report_is_seen_by_who_sees_its_figures_and_a_desks_queues_by_that_desk(counted, cast, client):
    badung = made(cast["kabupaten.badung"], BADUNG)
    queues = made(cast["petugas.kuta"], KUTA, Period.of(Kind.DAILY, TODAY))
    seen = {}
    for name in (
        "provinsi.bali",
        "kabupaten.badung",
        "petugas.kuta",
        "bendesa.kuta",
        "petugas.intaran",
        "provinsi.ntt",
    ):
        client.force_login(cast[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        paths = [badung.get_absolute_url(), f"{badung.get_absolute_url()}pdf/", queues.get_absolute_url()]
        seen[name] = [client.get(path).status_code for path in paths]
    assert seen == {
        "provinsi.bali": [200, 200, 404],
        "kabupaten.badung": [200, 200, 404],
        "petugas.kuta": [404, 404, 200],
        "bendesa.kuta": [404, 404, 200],
        "petugas.intaran": [404, 404, 404],
        "provinsi.ntt": [404, 404, 404],
    }
    client.force_login(cast["admin"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(DESK).status_code == 403
    with pytest.raises(MoveRefused):
        ask(by=cast["kabupaten.badung"], view=BALI, period=LAST_MONTH, place_name="Bali")
    with pytest.raises(MoveRefused):
        set_up(by=cast["kabupaten.badung"], kind=Kind.DAILY, view=KUTA, place_name="Kuta", recipients=[])


def test_a_file_that_was_touched_is_not_given_out(counted, signed_in, provinsi_bali):
    report, desk = made(provinsi_bali), signed_in(provinsi_bali)
    for file in report.files.all():
        assert hashlib.sha256(desk.get(f"{report.get_absolute_url()}{file.format}/").content).hexdigest() == file.sha256
    ReportFile.objects.filter(report=report, format="csv").update(content=b"Bali;9999")
    answer = desk.get(f"{report.get_absolute_url()}csv/", follow=True)
    assert answer.redirect_chain
    assert "tidak cocok" in answer.content.decode()
    assert desk.get(f"{report.get_absolute_url()}docx/").status_code == 404


def test_a_schedule_is_its_owners_to_address_and_to_stop(counted, cast, client):
    viewer, badung = cast["provinsi.bali"], cast["kabupaten.badung"]

    def as_(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    ordering = {"kind": Kind.WEEKLY, "place": "5103", "key": str(uuid.uuid4())}
    address = as_(badung).post(reverse("periodic:schedules"), ordering).url
    schedule = Schedule.objects.get()
    assert address == schedule.get_absolute_url()
    again = as_(badung).post(reverse("periodic:schedules"), {**ordering, "key": str(uuid.uuid4())})
    assert again.status_code == 422
    assert "sudah ada" in again.content.decode()
    as_(badung).post(address, {"recipients": [viewer.pk]})
    assert list(schedule.recipients.all()) == [viewer]
    assert as_(badung).post(address, {"recipients": [cast["provinsi.ntt"].pk]}).status_code == 422
    as_(viewer).post(address, {"recipients": []})
    as_(viewer).post(f"{address}hentikan-jadwal/", {"reason": "Tidak perlu lagi"})
    schedule.refresh_from_db()
    assert list(schedule.recipients.all()) == [viewer]
    assert schedule.status == ScheduleStatus.ACTIVE
    assert as_(badung).post(f"{address}hentikan-jadwal/", {"reason": ""}).status_code == 422
    as_(badung).post(f"{address}hentikan-jadwal/", {"reason": "Tidak perlu lagi"})
    schedule.refresh_from_db()
    assert (schedule.status, schedule.why) == (ScheduleStatus.STOPPED, "Tidak perlu lagi")


def test_the_archive_costs_the_same_for_one_and_for_three(
    counted, signed_in, kabupaten_badung, django_assert_num_queries
):
    made(kabupaten_badung, BADUNG)
    desk = signed_in(kabupaten_badung)
    desk.get(DESK)
    with django_assert_num_queries(13):
        desk.get(DESK)
    for _ in range(2):
        made(kabupaten_badung, BADUNG)
    with django_assert_num_queries(13):
        assert desk.get(DESK).content.decode().count('class="row-link"') == 3
