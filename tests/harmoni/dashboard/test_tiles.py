"""The tiles of what comes before arrival: true counts against plain SQL, and what may be told of them."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from harmoni.dashboard import figures, rollups
from harmoni.dashboard.disclosure import shown
from harmoni.dashboard.models import Figure
from harmoni.dashboard.viewpoint import Side, Viewpoint
from harmoni.regions.models import Region
from registrations.certification.deciding import approve, propose, replace, revoke, send_back
from registrations.residency.changes import depart
from registrations.residency.follow_up import take_up_arrived
from tests.cast import arrive, brief, issue, nik_of, prepare
from tests.harmoni.dashboard.test_rollups import agrees
from tests.harmoni.dashboard.test_views import HOME, figures_on

BALI, BADUNG, KUTA = Viewpoint(Side.STAY, "51"), Viewpoint(Side.STAY, "5103"), Viewpoint(Side.STAY, "510301/kuta/")
DENPASAR, INTARAN = Viewpoint(Side.STAY, "5171"), Viewpoint(Side.STAY, "517101/intaran/")
NTT, SUMBA_TIMUR, BELU = Viewpoint(Side.ORIGIN, "53"), Viewpoint(Side.ORIGIN, "5311"), Viewpoint(Side.ORIGIN, "5304")
WAINGAPU, JAVA = Viewpoint(Side.ORIGIN, "5311011001"), Viewpoint(Side.ORIGIN, "35")
PREPARED = ("letters.issued", "candidates.expected", "candidates.arrived", "stays.briefed", "stays.letter")


def counted(view):
    """(letters, expected, arrived, briefed stays, stays with a letter) of a viewpoint."""
    totals = figures.totals(view, timezone.localdate())
    return tuple(totals[name] for name in PREPARED)


def sql(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def come(candidate, by, where="510301/kuta/"):
    """The candidate reports at the desk with the NIK of the letter."""
    return arrive(by, where=where, who={"nik": candidate.person.nik})


def issue_after(wait, candidate, by, signer):
    """Proposed so long ago, approved now."""
    with time_machine.travel(timezone.now() - wait):
        propose(recommendation=candidate.recommendation, by=by, reason="Berangkat segera")
    approve(recommendation=candidate.recommendation, by=signer)


@pytest.fixture
def office(staf_sumbatimur, kepala_sumbatimur):
    """Who proposes and who approves in Sumba Timur."""
    return staf_sumbatimur, kepala_sumbatimur


@pytest.fixture
def journeys(office, petugas_kuta, petugas_intaran):
    """From Sumba Timur: three letters to Kuta (one came there, one to Intaran, one is awaited) and one to Intaran."""
    to_kuta = [prepare(office[0]) for _ in range(3)]
    to_intaran = prepare(office[0], where="517101/intaran/")
    brief(office[0], *to_kuta[:2])
    for candidate in (*to_kuta, to_intaran):
        issue(candidate, *office)
    come(to_kuta[0], petugas_kuta)
    come(to_kuta[1], petugas_intaran, where="517101/intaran/")
    return [*to_kuta, to_intaran]


@pytest.fixture
def many(office, petugas_kuta):
    """Twenty to Kuta: all but one with a letter, nine of them there, eight of those briefed; one more came without."""
    candidates = [prepare(office[0]) for _ in range(20)]
    brief(office[0], *candidates[:8])
    for candidate in candidates[:19]:
        issue_after(datetime.timedelta(days=3), candidate, *office)
    for candidate in candidates[:9]:
        come(candidate, petugas_kuta)
    arrive(petugas_kuta)


@pytest.mark.parametrize(
    ("view", "found"),
    [
        (BALI, (4, 2, 2, 2, 2)),
        (BADUNG, (3, 1, 1, 1, 1)),
        (KUTA, (3, 1, 1, 1, 1)),
        (DENPASAR, (1, 1, 1, 1, 1)),
        (INTARAN, (1, 1, 1, 1, 1)),
        (NTT, (4, 2, 2, 2, 2)),
        (SUMBA_TIMUR, (4, 2, 2, 2, 2)),
        (WAINGAPU, (4, 2, 2, 2, 2)),
        (BELU, (0, 0, 0, 0, 0)),
        (JAVA, (0, 0, 0, 0, 0)),
    ],
)
def test_every_viewpoint_counts_its_own_and_nothing_foreign(journeys, view, found):
    """Expected is where the letter leads to, arrived is where the person came to."""
    assert counted(view) == found


def test_a_regency_of_origin_counts_what_it_prepared_and_a_village_its_own_people(office):
    belu = Region.objects.filter(code__startswith="530401", level=Region.Level.VILLAGE)[0]
    issue(prepare(office[0], who={"origin_village": belu}), *office)
    assert [counted(view)[0] for view in (SUMBA_TIMUR, BELU, WAINGAPU)] == [1, 0, 0]
    assert counted(Viewpoint(Side.ORIGIN, belu.code))[0] == 1


def test_without_a_named_village_the_regency_alone_expects(office):
    issue(prepare(office[0], destination_customary_village=None), *office)
    assert [counted(view)[:2] for view in (BADUNG, KUTA)] == [(1, 1), (0, 0)]


def test_letters_stay_counted_when_replaced_or_revoked_and_other_decisions_are_none(office):
    clerk, signer = office
    letter = issue(prepare(clerk), *office)
    again = replace(recommendation=letter, by=clerk, reason="Tujuan berubah").candidate
    revoke(recommendation=issue(again, *office), by=signer, reason="Data tidak benar")
    declined = prepare(clerk).recommendation
    propose(recommendation=declined, by=clerk, reason="Berangkat segera")
    send_back(recommendation=declined, by=signer, verb="tolak", reason="Tujuan tidak jelas")
    assert counted(SUMBA_TIMUR)[0] == counted(BADUNG)[0] == 2
    assert sql("SELECT count(*) FROM certification_recommendation WHERE letter_number <> ''") == 2


def test_who_withdrew_or_did_not_come_is_expected_no_more(office, journeys):
    journeys[2].move("batal", by=office[0], reason="Sakit")
    assert counted(BADUNG)[1] == 0
    assert counted(BALI)[1] == 1


def test_a_letter_counts_for_a_stay_until_it_is_revoked(office, journeys, petugas_kuta):
    revoke(recommendation=journeys[0].letter, by=office[1], reason="Data tidak benar")
    assert counted(KUTA) == (3, 1, 1, 1, 0)


def test_a_replaced_letter_counts_until_its_successor_is_revoked(office, journeys):
    replace(recommendation=journeys[0].letter, by=office[0], reason="Tujuan berubah")
    successor = issue(journeys[0], *office)
    assert counted(KUTA)[4] == 1
    revoke(recommendation=successor, by=office[1], reason="Data tidak benar")
    assert counted(KUTA)[4] == 0


def test_who_failed_the_test_or_has_left_is_not_among_the_briefed(office, petugas_kuta):
    failed, passed, gone = [prepare(office[0]) for _ in range(3)]
    brief(office[0], failed, points=59)
    brief(office[0], passed, gone, points=60)
    for candidate in (failed, passed, gone):
        issue(candidate, *office)
        stay = come(candidate, petugas_kuta)
    depart(stay=stay, by=petugas_kuta, on=timezone.localdate())
    assert counted(KUTA)[2:] == (3, 1, 2)


def test_two_briefings_of_one_person_count_once(office, journeys):
    brief(office[0], journeys[0])
    assert counted(KUTA)[3] == 1


def test_who_came_without_a_letter_counts_once_the_origin_has_prepared_him_afterwards(office, petugas_kuta):
    stay = arrive(petugas_kuta)
    assert counted(KUTA) == (0, 0, 0, 0, 0)
    candidate = take_up_arrived(stay=stay, origin=Region.objects.get(code="5311"), by=office[0])
    assert counted(KUTA) == (0, 0, 1, 0, 0)
    brief(office[0], candidate)
    issue(candidate, *office)
    assert counted(KUTA) == (1, 0, 1, 1, 1)


def test_the_page_tells_plain_counts_after_the_rule(many, provinsi_bali, provinsi_ntt, signed_in):
    letters = sql("SELECT count(*) FROM certification_recommendation WHERE letter_number <> ''")
    expected = sql("SELECT count(*) FROM certification_candidate WHERE status = 'expected'")
    arrived = sql("SELECT count(*) FROM certification_candidate WHERE status = 'arrived'")
    days = sql(
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY decided_at - proposed_at)"
        " FROM certification_recommendation WHERE letter_number <> ''"
    )
    assert (letters, expected, arrived, days.days) == (19, 10, 9, 3)
    for user in (provinsi_bali, provinsi_ntt):
        found = figures_on(signed_in(user).get(HOME))
        assert found["letters.issued"] == str(shown(letters, zero_ok=True)) == "20"
        assert found["candidates.expected"] == str(shown(expected, zero_ok=True)) == "10"
        assert found["candidates.arrived"] == str(shown(arrived, zero_ok=True)) == "10"
        assert found["days.to_letter"] == "3"


def test_shares_are_of_told_numbers(many, petugas_kuta, provinsi_bali, signed_in):
    """Eight, nine and ten are all told as 10; with eight more who bring nothing, 18 are told as 20."""
    found = figures_on(signed_in(provinsi_bali).get(HOME))
    assert (found["share.briefed"], found["share.letter"]) == ("100", "100")
    for _ in range(8):
        arrive(petugas_kuta)
    rollups.fold()
    found = figures_on(signed_in(provinsi_bali).get(HOME))
    assert (found["stays.active"], found["share.briefed"], found["share.letter"]) == ("20", "50", "50")


def test_who_has_left_is_in_neither_part_nor_whole_of_a_share(many, petugas_kuta, provinsi_bali, signed_in):
    for _ in range(10):
        depart(stay=arrive(petugas_kuta), by=petugas_kuta, on=timezone.localdate())
    found = figures_on(signed_in(provinsi_bali).get(HOME))
    assert (found["stays.registered"], found["share.briefed"], found["share.letter"]) == ("20", "100", "100")


def test_a_share_is_hidden_with_its_part_and_a_zero_is_told_only_from_the_regency_up(
    petugas_kuta, office, provinsi_bali, kabupaten_badung, signed_in
):
    for _ in range(12):
        arrive(petugas_kuta)
    come(issue(prepare(office[0]), *office).candidate, petugas_kuta)
    for user, briefed in ((provinsi_bali, "0"), (kabupaten_badung, "0"), (petugas_kuta, "hidden")):
        found = figures_on(signed_in(user).get(HOME))
        assert (found["stays.active"], found["share.briefed"], found["share.letter"]) == ("15", briefed, "hidden")


def test_nothing_is_told_where_nobody_lives(provinsi_bali, signed_in):
    found = figures_on(signed_in(provinsi_bali).get(HOME))
    assert (found["letters.issued"], found["candidates.expected"], found["candidates.arrived"]) == ("0", "0", "0")
    assert {found[name] for name in ("share.briefed", "share.letter", "days.to_letter")} == {"hidden"}


def test_days_are_hidden_until_the_eighth_letter(office, provinsi_ntt, signed_in):
    for _ in range(7):
        issue(prepare(office[0]), *office)
    assert figures_on(signed_in(provinsi_ntt).get(HOME))["days.to_letter"] == "hidden"
    issue(prepare(office[0]), *office)
    response = signed_in(provinsi_ntt).get(HOME)
    assert figures_on(response)["days.to_letter"] == "0"
    assert b">0 <small>hari</small>" in response.content


def test_a_village_counts_as_its_list_does_so_that_a_wait_elsewhere_does_not_show(petugas_kuta, petugas_intaran):
    """The same NIK in two villages: each counts one who lives there and is late; above them it is one person."""
    nik, today = nik_of(), timezone.localdate()
    long_ago = {"arrived_on": today - datetime.timedelta(days=30), "planned_until": today - datetime.timedelta(days=1)}
    arrive(petugas_kuta, who={"nik": nik}, **long_ago)
    assert arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik}, **long_ago).status == "awaiting_match"
    told = {view: figures.totals(view, today) for view in (KUTA, INTARAN, BALI, DENPASAR)}
    counted = {view: (told[view]["stays.active"], told[view]["stays.overdue"]) for view in told}
    assert counted == {KUTA: (1, 1), INTARAN: (1, 1), BALI: (1, 1), DENPASAR: (0, 0)}
    rollups.fold()
    kept = Figure.objects.filter(breakdown="origins", scope__in=(INTARAN.key, DENPASAR.key)).values_list(
        "scope", "count"
    )
    assert dict(kept) == {INTARAN.key: 1}
    assert rollups.drift() == []
    assert all(agrees(view, today) for view in told)


def test_days_are_the_middle_of_all_waits_and_half_a_day_counts_up(office, provinsi_ntt, signed_in):
    for days in (0, 0, 1, 3, 4, 5, 30, 90):
        issue_after(datetime.timedelta(days=days), prepare(office[0]), *office)
    assert figures_on(signed_in(provinsi_ntt).get(HOME))["days.to_letter"] == "4"


def test_a_foreign_viewpoint_has_no_days_of_others(many):
    waits = {view: figures.totals(view, timezone.localdate())["wait"] for view in (KUTA, SUMBA_TIMUR, INTARAN, BELU)}
    assert waits[KUTA] == waits[SUMBA_TIMUR]
    assert waits[KUTA].days == 3
    assert waits[INTARAN] is waits[BELU] is None


def test_units_are_shown_and_what_is_hidden_has_none(many, provinsi_bali, petugas_kuta, petugas_intaran, signed_in):
    page = signed_in(provinsi_bali).get(HOME).content.decode()
    assert re.search(r'data-metric="days.to_letter" data-value="3">3 <small>hari</small>', page)
    assert re.search(r'data-metric="share.letter" data-value="100">100<small>%</small>', page)
    page = signed_in(petugas_intaran).get(HOME).content.decode()
    assert page.count(">belum cukup<") == 3
    assert "<small>%" not in page
