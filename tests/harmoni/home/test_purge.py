"""What has done its service goes once a day; what is young, waits, or is history stays."""

import datetime
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from adat.villages.fault_sheet import fault_lines
from adat.villages.models import Sheet, SheetRow
from harmoni import cipher
from harmoni.celery import app
from harmoni.history.models import Event, Submission
from harmoni.history.once import once
from harmoni.home import purge as purging
from harmoni.home.purge import purge
from harmoni.notices.models import Notice, Outbox, Slot
from harmoni.notices.outbox import drain
from harmoni.notices.reminding import REMIND as ROW
from registrations.residency.reminders import REMIND, post_due
from tests.cast import arrive

NOW = timezone.now()


def ago(days):
    return NOW - datetime.timedelta(days=days)


def tomorrow():
    """As if the day were over: the next call is the first of its day."""
    Slot.objects.filter(job=purging.JOB).delete()


def test_forms_go_after_ninety_days(petugas_kuta):
    for days in (91, 89):
        key = uuid.uuid4()
        with transaction.atomic():
            once(key, actor=petugas_kuta, route="a", body={"nik": "1"}, act=lambda: "/")
        Submission.objects.filter(pk=key).update(at=ago(days))
    assert purge() is True
    assert [(NOW - found.at).days for found in Submission.objects.all()] == [89]


def test_done_work_goes_and_what_waits_or_failed_stays(db):
    for state, days in (("done", 91), ("done", 89), ("dead", 200), ("waiting", 200)):
        done_at = ago(days) if state == "done" else None
        row = Outbox.objects.create(kind="test", dedupe_key=f"{state}/{days}", state=state, done_at=done_at)
        Outbox.objects.filter(pk=row.pk).update(created_at=ago(days))
    purge()
    assert set(Outbox.objects.values_list("dedupe_key", flat=True)) == {"done/89", "dead/200", "waiting/200"}


def test_sessions_go_when_they_have_ended(db):
    for name, days in (("lama", 1), ("baru", -1)):
        Session.objects.create(session_key=name, session_data="", expire_date=ago(days))
    purge()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["baru"]


@pytest.fixture
def sheet_of(kuta, petugas_kuta):
    def make(state, days):
        """One good and one bad row."""
        sheet = Sheet(customary_village=kuta, uploaded_by=petugas_kuta, file_name=f"{state}.csv", state=state)
        sheet.seal_content(b"nik")
        sheet.columns = {"nik": 0}
        sheet.save(force_insert=True)
        Sheet.objects.filter(pk=sheet.pk).update(uploaded_at=ago(days))
        for number, good in ((2, True), (3, False)):
            SheetRow.objects.create(
                sheet=sheet,
                number=number,
                good=good,
                faults=[] if good else [["A3", "nik", "Salah."]],
                values_sealed=cipher.seal_json({"nik": "5311011202980001"}, about=sheet.about),
                nik_digest=b"1" * 32,
            )
        return sheet

    return make


@pytest.mark.parametrize("state", ["reading", "checked", "refused"])
def test_a_sheet_that_was_never_saved_goes_after_thirty_days(sheet_of, state):
    sheet_of(state, 31)
    young = sheet_of(state, 29)
    purge()
    assert list(Sheet.objects.all()) == [young]
    assert set(SheetRow.objects.values_list("sheet", flat=True)) == {young.pk}


def test_a_saved_sheet_keeps_its_figures_and_no_value(sheet_of, desk):
    sheet, young = sheet_of("saved", 31), sheet_of("saved", 29)
    purge()
    bad = sheet.rows.bad().get()
    assert (bad.values_sealed, bad.nik_digest) == (None, None)
    assert fault_lines(bad)[0]["shown"] == "sudah dihapus"
    assert young.rows.bad().get().values["nik"] == "5311011202980001"
    assert sheet.counts()["bad"] == 1
    for one, offered in ((sheet, False), (young, True)):
        page = desk.get(one.get_absolute_url()).content.decode()
        assert ("kesalahan.xlsx" in page) is offered
        assert "Salah." in page


def test_a_sheet_that_is_being_saved_is_left_alone(sheet_of):
    sheet = sheet_of("saving", 31)
    purge()
    assert sheet.rows.exclude(values_sealed=None).count() == 2


def test_the_history_is_never_touched(petugas_kuta):
    arrive(petugas_kuta)
    before = list(Event.objects.values_list("pk", flat=True))
    purge()
    assert list(Event.objects.values_list("pk", flat=True)) == before != []


def test_once_a_day(db):
    assert [purge(), purge()] == [True, False]
    tomorrow()
    Session.objects.create(session_key="lama", session_data="", expire_date=ago(1))
    assert (purge(), Session.objects.count()) == (True, 0)


@pytest.mark.django_db(transaction=True)
def test_a_purge_that_failed_gives_its_day_back(monkeypatch):
    def fail(_before):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(purging, "forget_done", fail)
        with pytest.raises(OSError):  # noqa: PT011 - our own
            purge()
    assert purge() is True


def test_beat_knows_the_task():
    app.loader.import_default_modules()
    asked = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert "home.purge" in asked
    assert asked <= set(app.tasks)


def test_a_reminder_of_long_ago_does_not_come_again(petugas_kuta):
    """The outbox forgets its key after 90 days; a stay that nobody asked about is still past its end."""
    stay = arrive(petugas_kuta)
    Outbox.objects.all().delete()
    late = timezone.localdate() + datetime.timedelta(days=181)
    post_due(late)
    drain()
    Outbox.objects.update(done_at=ago(91))
    Notice.objects.get(kind=REMIND, record=stay.pk).finish(by=petugas_kuta)
    purge()
    assert Outbox.objects.count() == 0
    post_due(late)
    drain()
    assert list(Outbox.objects.values_list("kind", "state")) == [(ROW, "done")]
    assert Notice.objects.open().filter(kind=REMIND).count() == 0
