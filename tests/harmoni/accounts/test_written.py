"""A phone's clock decides nothing: only how long something lay there."""

import datetime

import pytest
from django.utils import timezone

from harmoni.accounts.written import OLDEST, written_at
from harmoni.history.models import Event
from registrations.residency.changes import renew
from registrations.residency.models import Stay
from tests.cast import arrive, typed

RECEIVED = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
UNTIL = datetime.date.today() + datetime.timedelta(days=300)


@pytest.mark.parametrize("wrong_by", [datetime.timedelta(), 5 * HOUR, -400 * 24 * HOUR])
def test_a_wrong_clock_is_wrong_in_both_and_does_not_count(wrong_by):
    clock = RECEIVED + wrong_by
    said = {"written_at": (clock - HOUR).isoformat(), "sent_at": clock.isoformat()}
    assert written_at(said, RECEIVED) == RECEIVED - HOUR


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ({}, None),
        ({"written_at": "kemarin"}, None),
        ({"written_at": "2026-99-99T00:00:00Z"}, None),
        ({"written_at": "2026-11-25T10:00:00"}, None),
        ({"written_at": "2026-11-25T10:00:00Z"}, RECEIVED - 2 * HOUR),
        ({"written_at": "2031-01-01T00:00:00Z"}, RECEIVED),
        ({"written_at": "1999-01-01T00:00:00Z", "sent_at": "2026-11-25T12:00:00Z"}, RECEIVED - OLDEST),
    ],
)
def test_it_is_now_at_the_latest_and_not_long_ago(said, then):
    assert written_at(said, RECEIVED) == then


def test_a_phone_that_runs_ahead_is_asked_all_the_same(desk, petugas_kuta):
    """Written an hour ago by a clock that is a day ahead; renewed by somebody else half an hour ago."""
    stay = arrive(petugas_kuta)
    ahead = timezone.now() + 24 * HOUR
    renew(stay=stay, by=petugas_kuta, until=UNTIL - datetime.timedelta(days=30))
    fields = {"code": stay.registration_number, "planned_until": UNTIL.isoformat(), "sent_at": ahead.isoformat()}
    late = fields | {"written_at": (ahead - HOUR).isoformat()}
    path, json = "/luring/perpanjang/", {"accept": "application/json"}
    assert desk.post(path, late, headers=json).json()["state"] == "conflict"
    assert desk.post(path, late | {"insist": "1"}, headers=json).json()["state"] == "received"
    assert Event.objects.get(verb="ditulis_luring").reason.startswith("Dicatat pukul ")


def test_the_person_reads_both_times_of_an_arrival(desk):
    now = timezone.now()
    desk.post("/pendatang/baru/", typed() | {"written_at": (now - 3 * HOUR).isoformat(), "sent_at": now.isoformat()})
    desk.post("/pendatang/baru/", typed() | {"written_at": now.isoformat(), "sent_at": now.isoformat()})
    said = Event.objects.get(verb="ditulis_luring")
    assert Stay.objects.filter(pk__in=said.subjects).count() == 1
    then = timezone.localtime(now - 3 * HOUR)
    assert f"Dicatat pukul {then:%H.%M}" in said.reason
