"""Figures follow the history: whatever verb, whatever path, a fold later they are what the books say."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from harmoni.dashboard import figures, rollups
from harmoni.dashboard.models import Counted, Figure, Fold
from harmoni.dashboard.standing import standing_of, usual_wait
from harmoni.dashboard.telling import TOTAL
from harmoni.dashboard.tiles import KEPT
from harmoni.dashboard.viewpoint import Side, Viewpoint
from harmoni.regions.models import Region
from registrations.certification.deciding import replace, revoke
from registrations.residency.changes import correct, depart, end_as_settled, renew, undo_departure
from registrations.residency.follow_up import take_up_arrived
from registrations.residency.models import Stay
from registrations.residency.settling import start_settling
from registrations.residency.transferring import accept_transfer, propose_transfer
from tests.cast import arrive, brief, issue, prepare, village

VIEWS = [
    *(Viewpoint(Side.STAY, path) for path in ("51", "5103", "510301", "510301/kuta/", "5171", "517101/intaran/")),
    *(Viewpoint(Side.ORIGIN, path) for path in ("53", "5311", "5304", "35")),
]


def agrees(view, today):
    """The kept totals of a viewpoint beside a plain count in the books."""
    live = figures.totals(view, today)
    rows = Figure.objects.filter(scope=view.key)
    kept = {(row.breakdown, row.cell): row.count for row in rows}
    mine = {metric: kept.get(key, 0) for metric, key in KEPT.items() if metric in live}
    for moves in ("arrivals", "departures"):
        mine[f"{moves}.month"] = kept.get((moves, f"{today:%Y-%m}"), 0)
    return mine == {metric: count for metric, count in live.items() if metric != "wait"}


@pytest.fixture
def a_year(staf_sumbatimur, kepala_sumbatimur, petugas_kuta, petugas_intaran):
    """A hook that folds between the acts of many verbs, and says after which one the figures were wrong."""
    today, wrong = timezone.localdate(), []

    def after(what):
        rollups.fold()
        drifted = rollups.drift()
        odd = [view.key for view in VIEWS if not agrees(view, today)]
        if drifted or odd:
            wrong.append((what, drifted, odd))

    return after, wrong, today


def test_every_verb_is_followed(a_year, staf_sumbatimur, kepala_sumbatimur, petugas_kuta, petugas_intaran):
    after, wrong, today = a_year
    office = staf_sumbatimur, kepala_sumbatimur
    candidate = prepare(staf_sumbatimur)
    after("prepare")
    brief(staf_sumbatimur, candidate)
    issue(candidate, *office)
    after("issue")
    stay = arrive(petugas_kuta, who={"nik": candidate.person.nik})
    after("arrive by letter")
    replace(recommendation=candidate.letter, by=staf_sumbatimur, reason="Tujuan berubah")
    again = issue(candidate, *office)
    after("replace a letter")
    revoke(recommendation=again, by=kepala_sumbatimur, reason="Data tidak benar")
    after("revoke")
    changed = {"sex": "P", "origin_village": Region.objects.get(code="3578011001")}
    correct(stay=stay, by=petugas_kuta, person=changed, changes={"occupation_code": "9112"}, reason="Salah ketik")
    after("correct")
    renew(stay=stay, by=petugas_kuta, until=today + datetime.timedelta(days=300))
    after("renew")
    depart(stay=stay, by=petugas_kuta, on=today)
    after("depart")
    undo_departure(stay=stay, by=petugas_kuta, reason="Masih di sini")
    after("undo")
    other = arrive(petugas_kuta)
    move = propose_transfer(stay=other, village=village("517101/intaran/"), on=today, by=petugas_kuta)
    after("propose a move")
    accept_transfer(transfer=move, by=petugas_intaran, on=today, address="Jalan Danau Poso 1")
    after("move")
    take_up_arrived(stay=arrive(petugas_kuta), origin=Region.objects.get(code="5311"), by=staf_sumbatimur)
    after("prepared after arrival")
    assert wrong == []


def test_who_moves_or_settles_has_neither_left_nor_come_anew(petugas_kuta, petugas_intaran):
    today = timezone.localdate()
    moving, settling, leaving = (arrive(petugas_kuta) for _ in range(3))
    move = propose_transfer(stay=moving, village=village("517101/intaran/"), on=today, by=petugas_kuta)
    accept_transfer(transfer=move, by=petugas_intaran, on=today, address="Jalan Danau Poso 1")
    start_settling(stay=settling, by=petugas_kuta, due=today)
    end_as_settled(stay=settling, by=petugas_kuta, on=today)
    depart(stay=leaving, by=petugas_kuta, on=today)
    rollups.fold()
    rows = Figure.objects.filter(scope__in=["stay:51", "stay:517101/intaran/"])
    moves = rows.filter(breakdown__in=["arrivals", "departures"])
    found = {(row.scope, row.breakdown): row.count for row in moves}
    assert found == {("stay:51", "arrivals"): 3, ("stay:51", "departures"): 1}


def test_a_day_turns_plans_and_ages_without_anybodys_act(petugas_kuta):
    today = timezone.localdate()
    arrive(petugas_kuta, who={"birth_date": today - datetime.timedelta(days=25 * 365)})
    rollups.fold()
    for days in (10, 40, 200, 400):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
            rollups.fold()
            assert rollups.drift() == []
    assert set(Figure.objects.filter(scope="stay:51", breakdown="length").values_list("cell", flat=True)) == {"366"}


def test_a_fold_with_nothing_new_writes_nothing(petugas_kuta):
    arrive(petugas_kuta)
    rollups.fold()
    before = list(Counted.objects.values_list("pk", flat=True)), list(Figure.objects.values())
    assert rollups.fold() == 0
    Fold.objects.update(seal=0)
    assert rollups.fold() == 1
    assert (list(Counted.objects.values_list("pk", flat=True)), list(Figure.objects.values())) == before


def test_what_was_changed_beside_the_history_is_found_told_and_repaired(petugas_kuta, client):
    stay = arrive(petugas_kuta)
    rollups.fold()
    arrive(petugas_kuta)  # not folded yet, and no drift
    assert rollups.drift() == []
    Stay.objects.filter(pk=stay.pk).update(arrived_on=stay.arrived_on - datetime.timedelta(days=40))
    month = f"{stay.arrived_on:%Y-%m}"
    with pytest.raises(CommandError, match=f"stay:51 arrivals {month}: 1 -> 0"):
        call_command("verify_figures")
    assert client.get("/readyz").json()["parts"]["figures"] == f"{Fold.objects.get().drift} differ from the books"
    assert rollups.drift(repair=True) != []
    assert rollups.drift() == []
    call_command("verify_figures")


def test_a_row_taken_away_from_the_figures_is_drift(petugas_kuta):
    arrive(petugas_kuta)
    rollups.fold()
    Figure.objects.filter(scope="stay:51", breakdown=TOTAL, cell="active").update(count=3)
    assert rollups.drift() == ["stay:51 total active: 3 -> 1"]


def test_the_median_is_that_of_the_days_themselves():
    assert usual_wait({}) is None
    assert usual_wait({3: 1}) == 3
    assert usual_wait({0: 2, 1: 1, 3: 1, 4: 1, 5: 1, 30: 1, 90: 1}) == 3.5
    assert usual_wait({2: 500_000, 9: 499_999}) == 2


def test_the_page_says_as_of_when(petugas_kuta, signed_in):
    with time_machine.travel(datetime.datetime(2026, 11, 25, 3, 4, tzinfo=datetime.UTC)):
        rollups.fold()
        assert standing_of(VIEWS[0], timezone.localdate()).as_of.hour == 11
        assert "per 25 Nov 2026 11.04 WITA" in signed_in(petugas_kuta).get("/dasbor/").content.decode()
