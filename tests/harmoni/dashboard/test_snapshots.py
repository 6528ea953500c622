import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from harmoni.dashboard import figures, rollups, snapshots, tasks
from harmoni.dashboard.models import Figure, Snapshot
from harmoni.dashboard.standing import standing_of
from harmoni.dashboard.viewpoint import Side, Viewpoint, opened
from harmoni.regions.models import Region
from registrations.residency.changes import depart
from tests.cast import arrive

BALI, BADUNG, KUTA = Viewpoint(Side.STAY, "51"), Viewpoint(Side.STAY, "5103"), Viewpoint(Side.STAY, "510301/kuta/")
NTT, SUMBA_TIMUR = Viewpoint(Side.ORIGIN, "53"), Viewpoint(Side.ORIGIN, "5311")
SURABAYA = "3578011001"


@pytest.fixture
def lives(petugas_kuta, petugas_intaran):
    """Three from Waingapu and one from Surabaya in Kuta, two in Intaran, one of them gone; one of unknown origin."""
    java = {"origin_village": Region.objects.get(code=SURABAYA)}
    stays = [arrive(petugas_kuta) for _ in range(3)]
    stays.append(arrive(petugas_kuta, who=java))
    stays += [arrive(petugas_intaran, where="517101/intaran/") for _ in range(2)]
    arrive(petugas_intaran, where="517101/intaran/", who={"origin_village": None})
    depart(stay=stays[5], by=petugas_intaran, on=timezone.localdate())
    return stays


def test_figures_are_the_plain_counts_of_every_viewpoint(lives):
    month = f"{timezone.localdate():%Y-%m}"
    rollups.fold()
    active, arrivals, origins = "active", "arrivals", "origins"
    assert {view: kept(view) for view in (BALI, BADUNG, KUTA, NTT, SUMBA_TIMUR)} == {
        BALI: {
            (active, "5103"): 4,
            (active, "5171"): 2,
            (origins, "5311"): 4,
            (origins, "3578"): 1,
            (origins, "?"): 1,
            (arrivals, month): 7,
        },
        BADUNG: {(active, "510301"): 4, (origins, "5311"): 3, (origins, "3578"): 1, (arrivals, month): 4},
        KUTA: {(origins, "5311"): 3, (origins, "3578"): 1, (arrivals, month): 4},
        NTT: {(active, "5103"): 3, (active, "5171"): 1, (origins, "5311"): 4, (arrivals, month): 5},
        SUMBA_TIMUR: {(active, "5103"): 3, (active, "5171"): 1, (origins, "531101"): 4, (arrivals, month): 5},
    }


def kept(view):
    """The true counts by place, origin and month of arrival."""
    rows = Figure.objects.filter(scope=view.key, breakdown__in=("active", "origins", "arrivals"))
    return {(row.breakdown, row.cell): row.count for row in rows}


def test_stays_past_their_plan_are_counted_by_place_when_the_day_has_come(lives):
    rollups.fold()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=181)):
        rollups.fold()
        found = Figure.objects.filter(scope="stay:51", breakdown="overdue").values_list("cell", "count")
        assert dict(found) == {"5103": 4, "5171": 2}
        assert rollups.drift() == []


def test_totals_are_the_plain_counts(lives):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'active'), count(*), count(departed_on)"
            " FROM residency_stay JOIN people_person p ON p.id = person_id WHERE p.origin_village_id LIKE '53%'"
        )
        active, registered, departed = cursor.fetchone()
    found = figures.totals(NTT, timezone.localdate())
    assert {name: count for name, count in found.items() if count} == {
        "stays.active": active,
        "stays.registered": registered,
        "arrivals.month": registered,
        "departures.month": departed,
    }


def test_twelve_months_end_with_the_current_one():
    found = figures.months(datetime.date(2026, 2, 10))
    assert (len(found), found[0], found[-2:]) == (12, "2025-03", ["2026-01", "2026-02"])


def test_freezing_twice_is_freezing_once(lives):
    week = snapshots.monday(timezone.localdate())
    assert snapshots.freeze(week) > 0
    before = list(Snapshot.objects.order_by("pk").values())
    arrive(lives[0].registered_by)
    assert snapshots.freeze(week) == 0
    assert tasks.freeze() == 0
    assert list(Snapshot.objects.order_by("pk").values()) == before


def test_the_newest_week_is_shown(petugas_kuta):
    this, today = snapshots.monday(timezone.localdate()), timezone.localdate()
    for number in (10, 20):
        for _ in range(10):
            arrive(petugas_kuta)
        snapshots.freeze(this - datetime.timedelta(days=7 * (2 - number // 10)))
        assert standing_of(BADUNG, today).of("active") == {"510301": number}


def test_a_week_begins_on_monday():
    assert snapshots.monday(datetime.date(2026, 11, 29)) == datetime.date(2026, 11, 23)
    assert snapshots.monday(datetime.date(2026, 11, 23)) == datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("name", "code", "key"),
    [
        ("provinsi.bali", "", "stay:51"),
        ("provinsi.bali", "5103", "stay:5103"),
        ("provinsi.bali", "510301", "stay:510301"),
        ("provinsi.bali", "510301/kuta", "stay:510301/kuta/"),
        ("provinsi.bali", "53", None),
        ("provinsi.ntt", "", "origin:53"),
        ("provinsi.ntt", "5311", "origin:5311"),
        ("provinsi.ntt", "5103", None),
        ("kabupaten.badung", "", "stay:5103"),
        ("kabupaten.badung", "510301/kuta", "stay:510301/kuta/"),
        ("kabupaten.badung", "517101/intaran", None),
        ("provinsi.ntt", "531101", None),
        ("kabupaten.badung", "51", None),
        ("kabupaten.badung", "5171", None),
        ("paguyuban.sumbatimur", "", "origin:5311"),
        ("paguyuban.sumbatimur", "5304", None),
        ("petugas.kuta", "", "stay:510301/kuta/"),
        ("petugas.kuta", "510301/kuta", "stay:510301/kuta/"),
        ("petugas.kuta", "5103", None),
        ("mediator.badung", "", None),
    ],
)
def test_who_opens_which_page(cast, name, code, key):
    view = opened(cast[name], code)
    assert (view and view.key) == key
