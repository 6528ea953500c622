"""Jobs over time while the stay goes on, and the reminder before a contract's end."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import drain
from harmoni.notices.reminding import REMIND
from registrations.employment.book import enter_employer
from registrations.residency import contract_reminders, kbji
from registrations.residency.changes import correct, depart
from registrations.residency.jobs import PRESENT, end_job, start_job
from registrations.residency.models import Job
from tests.cast import arrive, typed, village

DAY = datetime.timedelta(days=1)


def work(**values):
    return {
        "employer_name": "Vila Sandat",
        "occupation": "Juru Masak",
        "occupation_code": "5120",
        "contract_type": "pkwt",
        "started_on": timezone.localdate(),
        "contract_until": None,
        **values,
    }


@pytest.fixture
def stay(petugas_kuta):
    long_ago = timezone.localdate() - 60 * DAY
    return arrive(petugas_kuta, occupation="Tukang", employer_name="CV Lama", arrived_on=long_ago)


def columns(stay):
    stay.refresh_from_db()
    return {field: getattr(stay, field) for field in PRESENT}


def told(job):
    return {field: getattr(job, field) for field in PRESENT}


def test_the_first_job_is_born_with_the_stay(stay, petugas_kuta):
    job = stay.jobs.get()
    assert (job.occupation, job.employer_name, job.started_on, job.ended_on) == (
        *("Tukang", "CV Lama"),
        stay.arrived_on,
        None,
    )
    assert arrive(petugas_kuta).jobs.count() == 0  # nothing about work is known


def test_another_job_takes_the_place_and_the_stay_goes_on(stay, petugas_kuta):
    before, old = (stay.status, stay.planned_until), stay.jobs.get()
    new = start_job(stay=stay, by=petugas_kuta, values=work(), instead_of=old)
    old.refresh_from_db()
    assert old.ended_on == new.started_on == timezone.localdate()
    assert columns(stay) == told(new)
    assert (stay.status, stay.planned_until) == before
    act = Event.objects.about(stay.pk).filter(kind="act").first()
    assert (act.verb, act.details["employer_name"]) == ("ganti_kerja", ["CV Lama", "Vila Sandat"])


def test_two_jobs_side_by_side_and_the_columns_follow_the_later(stay, petugas_kuta):
    first = stay.jobs.get()
    second = start_job(stay=stay, by=petugas_kuta, values=work())
    assert columns(stay) == told(second)
    second.stay = stay
    end_job(job=second, by=petugas_kuta, on=timezone.localdate())
    assert columns(stay) == told(first)
    first.stay = stay
    end_job(job=first, by=petugas_kuta, on=timezone.localdate())
    assert columns(stay) == dict.fromkeys(PRESENT, "") | {"contract_until": None}


def test_a_correction_corrects_the_present_job(stay, petugas_kuta):
    changes = {"occupation": "Tukang Kayu", "employer_name": "CV Baru"}
    correct(stay=stay, by=petugas_kuta, person={}, changes=changes, reason="Salah dengar")
    assert columns(stay) == told(stay.jobs.get())
    arrived = {"arrived_on": stay.arrived_on - DAY}
    correct(stay=stay, by=petugas_kuta, person={}, changes=arrived, reason="Salah hari")
    assert stay.jobs.get().started_on == stay.arrived_on


def test_no_two_spells_with_one_employer_at_a_time(stay, petugas_kuta):
    start_job(stay=stay, by=petugas_kuta, values=work(started_on=timezone.localdate() - 10 * DAY))
    with pytest.raises(ValidationError, match="sudah tercatat"):
        start_job(stay=stay, by=petugas_kuta, values=work(employer_name="vila sandat"))
    with pytest.raises(IntegrityError, match="job_once_with_an_employer"), transaction.atomic():
        Job.objects.create(stay=stay, started_on=timezone.localdate(), employer_name="VILA SANDAT")
    open_one = stay.jobs.get(employer_name="Vila Sandat")
    start_job(stay=stay, by=petugas_kuta, values=work(), instead_of=open_one)  # the day one ends the next may begin
    assert stay.jobs.filter(employer_name="Vila Sandat").count() == 2
    for occupation in ("Tukang batu", "Penjual kue"):  # of employers nobody has named, none is the same
        start_job(stay=stay, by=petugas_kuta, values=work(employer_name="", occupation=occupation))
    assert stay.jobs.filter(employer_name="", ended_on=None).count() == 2


@pytest.mark.parametrize(
    ("ended", "until", "name"),
    [(-1, None, "job_ends_after_start"), (None, -1, "job_contract_after_start")],
)
def test_days_stand_in_their_order(stay, ended, until, name):
    today = timezone.localdate()
    days = {"ended_on": ended and today + ended * DAY, "contract_until": until and today + until * DAY}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Job.objects.create(stay=stay, started_on=today, employer_name="X", **days)


def test_who_may_not_and_when_it_is_over(stay, petugas_kuta, petugas_intaran, kabupaten_badung):
    for stranger in (petugas_intaran, kabupaten_badung):
        with pytest.raises(MoveRefused):
            start_job(stay=stay, by=stranger, values=work())
    with pytest.raises(ValidationError):
        start_job(stay=stay, by=petugas_kuta, values=work(started_on=timezone.localdate() + DAY))
    depart(stay=stay, by=petugas_kuta, on=timezone.localdate())
    with pytest.raises(MoveRefused):
        start_job(stay=stay, by=petugas_kuta, values=work())


def test_an_employer_of_that_name_is_linked(stay, petugas_kuta):
    known = enter_employer(by=petugas_kuta, regency=village().regency, values={"name": "PT. Vila Sandat"})
    assert start_job(stay=stay, by=petugas_kuta, values=work()).employer == known
    enter_employer(by=petugas_kuta, regency=village().regency, values={"name": "Vila Sandat"})
    assert start_job(stay=stay, by=petugas_kuta, values=work(employer_name="vila sandat pt")).employer is None


def post(desk, stay, **values):
    return desk.post(f"{stay.get_absolute_url()}kerja/", work(contract_until="", **values))


def test_from_the_record(desk, stay):
    old = stay.jobs.get()
    page = desk.get(stay.get_absolute_url())
    assert [job.pk for job in page.context["jobs"]] == [old.pk]
    picked = {"occupation": "Juru Masak (5120)", "replaces": str(old.pk), "key": page.context["key"]}
    for _ in range(2):
        assert post(desk, stay, **picked).status_code == 302
    stay.refresh_from_db()
    assert (stay.jobs.count(), stay.occupation, stay.occupation_code) == (2, "Juru Masak", "5120")
    again = post(desk, stay, occupation="", employer_name="", started_on="2001-13-01")
    assert again.status_code == 422
    assert set(again.context["job_form"].errors) == {"occupation", "started_on"}
    present = stay.jobs.get(ended_on=None)
    ended = desk.post(f"{stay.get_absolute_url()}kerja/{present.pk}/berhenti/", {"ended_on": timezone.localdate()})
    assert ended.status_code == 302
    assert not stay.jobs.filter(ended_on=None).exists()
    assert post(desk, stay, replaces="\0").status_code == 404


def test_the_intake_makes_the_job(desk):
    desk.post("/pendatang/baru/", typed(occupation="Tukang Batu", employer_name="CV Karya"))
    assert Job.objects.get().occupation == "Tukang Batu"


@pytest.mark.parametrize(
    ("days", "steps"), [(31, []), (30, [30]), (20, [30]), (14, [14]), (3, [3]), (-1, [-1]), (-31, [])]
)
def test_a_contract_is_reminded_of_at_each_step(stay, petugas_kuta, days, steps):
    today = timezone.localdate()
    job = stay.jobs.get()
    Job.objects.filter(pk=job.pk).update(contract_until=today + days * DAY)
    assert contract_reminders.post_due(today) == len(steps)
    assert contract_reminders.post_due(today) == 0
    found = Outbox.objects.filter(kind=REMIND, payload__event="contract_ends")
    assert list(found.values_list("payload__step", flat=True)) == steps


def test_the_reminder_reaches_inbox_and_mail_and_is_settled(stay, petugas_kuta, mailoutbox):
    today = timezone.localdate()
    job = start_job(stay=stay, by=petugas_kuta, values=work(contract_until=today + 3 * DAY))
    contract_reminders.post_due(today)
    drain()
    notice = Notice.objects.get(kind=contract_reminders.REMIND)
    assert (notice.path, notice.due_on) == (stay.get_absolute_url(), job.contract_until)
    assert stay.person.full_name not in notice.title
    assert mailoutbox == []  # the officers read of it in the morning's digest
    job.stay = stay
    end_job(job=job, by=petugas_kuta, on=today)
    notice.refresh_from_db()
    assert notice.done_by == petugas_kuta
    assert contract_reminders.post_due(today + DAY) == 0


def test_the_official_list():
    assert len(kbji.titles()) == 629
    assert kbji.found("juru masak")[0] == ("5120", "Juru Masak")
    assert kbji.apart("Juru Masak (5120)") == ("Juru Masak", "5120")
    assert kbji.apart("Juru Masak (9999)") == ("Juru Masak (9999)", "")


def test_occupations_and_employers_while_typing(desk, petugas_kuta):
    enter_employer(by=petugas_kuta, regency=village().regency, values={"name": "PT Vila Sandat"})
    enter_employer(by=petugas_kuta, regency=village("517101/intaran/").regency, values={"name": "Vila Denpasar"})
    found = desk.get("/pemberi-kerja/kbji/", {"q": "masak"}).json()
    assert {"value": "Juru Masak (5120)", "label": "5120"} in found
    assert [one["value"] for one in desk.get("/pemberi-kerja/nama/", {"q": "vila"}).json()] == ["PT Vila Sandat"]
    assert desk.get("/pemberi-kerja/nama/", {"q": "\0"}).json() == []
