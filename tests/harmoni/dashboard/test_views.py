import re

import pytest
from django.urls import reverse
from django.utils import timezone

from harmoni.dashboard import rollups, snapshots
from harmoni.dashboard.disclosure import shown
from harmoni.regions.models import Region
from registrations.residency.models import Stay
from tests.cast import arrive

HOME = "/dasbor/"
FIGURE = re.compile(r'<(?:td|dd|strong) data-metric="([^"]+)" data-value="([^"]+)"')


def figures_on(response):
    """{metric: data-value} of a page."""
    assert response.status_code == 200
    return dict(FIGURE.findall(response.content.decode()))


@pytest.fixture
def twelve(petugas_kuta):
    """Nine from Waingapu and three from Surabaya, all in Kuta, before the week was frozen."""
    java = {"origin_village": Region.objects.get(code="3578011001")}
    for number in range(12):
        arrive(petugas_kuta, who=java if number < 3 else None)
    snapshots.freeze()


def test_a_province_sees_its_figures(twelve, provinsi_bali, signed_in):
    found = figures_on(signed_in(provinsi_bali).get(HOME))
    assert found["stays.active"] == found["stays.registered"] == found["arrivals.month"] == "10"
    assert found["stays.overdue"] == found["departures.month"] == "0"
    assert found["stays.active.5103"] == "10"
    assert found["stays.active.5171"] == "0"
    assert found["stays.active.from.5311"] == "10"
    assert found["stays.active.from.lain"] == "hidden"
    assert found[f"arrivals.month.{timezone.localdate():%Y-%m}"] == "10"


def test_ntt_sees_only_people_from_ntt(twelve, provinsi_ntt, signed_in):
    found = figures_on(signed_in(provinsi_ntt).get(HOME))
    mine = Stay.objects.active().filter(person__origin_village__code__startswith="53").count()
    assert (mine, found["stays.active"]) == (9, str(shown(mine, zero_ok=True)))
    assert found["stays.active.from.5311"] == "10"
    assert found["stays.active.from.5304"] == "0"
    assert not any(metric.startswith("stays.active.from.35") for metric in found)


def test_ten_newcomers_are_ten_more_at_once_and_none_in_the_breakdown_of_the_week(
    twelve, petugas_kuta, provinsi_bali, signed_in
):
    client = signed_in(provinsi_bali)
    before = figures_on(client.get(HOME))
    for _ in range(10):
        arrive(petugas_kuta)
    assert figures_on(client.get(HOME)) == before
    rollups.fold()
    after = figures_on(client.get(HOME))
    changed = {metric for metric in before if before[metric] != after[metric]}
    assert int(after["stays.active"]) == int(before["stays.active"]) + 10
    assert changed == {"stays.active", "stays.registered", "arrivals.month"}


def test_a_regency_sees_its_districts_and_no_zero_beneath(twelve, kabupaten_badung, signed_in):
    found = figures_on(signed_in(kabupaten_badung).get(HOME))
    assert found["stays.active.510301"] == "10"
    assert found["stays.active.510304"] == "hidden"
    assert "stays.active.517101" not in found


def test_a_village_hides_zero_and_has_no_map(petugas_kuta, signed_in):
    arrive(petugas_kuta)
    response = signed_in(petugas_kuta).get(HOME)
    assert set(figures_on(response).values()) == {"hidden"}
    assert b"tidak ditampilkan" in response.content
    assert b"/peta/" not in response.content


def test_a_community_sees_no_list_of_hidden_districts(twelve, paguyuban_sumbatimur, signed_in):
    found = figures_on(signed_in(paguyuban_sumbatimur).get(HOME))
    assert {m: v for m, v in found.items() if ".from." in m} == {"stays.active.from.531101": "10"}


def test_the_first_page_of_an_installation_freezes_by_itself(provinsi_bali, signed_in):
    assert figures_on(signed_in(provinsi_bali).get(HOME))["stays.active.5103"] == "0"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("provinsi.bali", "53"),
        ("provinsi.bali", "5199"),
        ("provinsi.bali", "510399"),
        ("provinsi.bali", "510301/nihil"),
        ("provinsi.ntt", "531101"),
        ("provinsi.ntt", "5103"),
        ("kabupaten.badung", "5171"),
        ("kabupaten.badung", "510301%00"),
        ("kabupaten.badung", "510301/%00"),
        ("paguyuban.sumbatimur", "5304"),
        ("petugas.kuta", "517101/intaran"),
        ("petugas.kuta", "nihil"),
    ],
)
def test_a_foreign_place_is_not_found(cast, signed_in, name, code):
    assert signed_in(cast[name]).get(f"{HOME}{code}/").status_code == 404


@pytest.mark.parametrize("name", ["admin", "mediator.badung", "kesbangpol.bali"])
def test_other_roles_see_no_figures(cast, signed_in, name):
    assert signed_in(cast[name]).get(HOME).status_code == 403


def test_a_stranger_is_sent_to_the_sign_in(client, db):
    assert client.get(HOME).url == f"/masuk/?next={HOME}"


@pytest.mark.parametrize("name", ["provinsi.bali", "provinsi.ntt", "kabupaten.badung", "petugas.kuta"])
def test_the_page_takes_six_queries_whatever_the_rows(twelve, cast, signed_in, name, django_assert_num_queries):
    client = signed_in(cast[name])
    client.get(HOME)
    with django_assert_num_queries(6 + 2):  # session, user, assignments, totals, snapshot, names; and the savepoint
        client.get(HOME)


@pytest.mark.parametrize(("name", "code"), [("provinsi.bali", "5103"), ("provinsi.ntt", "5311")])
def test_a_province_goes_down_to_its_regencies_and_back(twelve, cast, signed_in, name, code):
    client = signed_in(cast[name])
    assert reverse("dashboard:place", args=[code]) in client.get(HOME).content.decode()
    assert reverse("dashboard:place", args=[code[:2]]) in client.get(f"{HOME}{code}/").content.decode()


def test_no_person_category_or_belief_appears(twelve, provinsi_bali, signed_in):
    page = signed_in(provinsi_bali).get(HOME).content.decode().lower()
    for word in ("landukara", "531101", "jalan raya", "tamiu", "agama", "suku", "etnis"):
        assert word not in page


def test_every_figure_on_the_page_obeys_the_rule(twelve, provinsi_ntt, signed_in):
    for value in figures_on(signed_in(provinsi_ntt).get(HOME)).values():
        assert value == "hidden" or value.isdigit()
    told = [
        v
        for m, v in figures_on(signed_in(provinsi_ntt).get(HOME)).items()
        if "share" not in m and m != "days.to_letter"
    ]
    assert all(v == "hidden" or int(v) % 5 == 0 for v in told)


def test_the_page_has_no_inline_style_or_script_and_stays_small(twelve, provinsi_ntt, signed_in):
    page = signed_in(provinsi_ntt).get(HOME).content.decode()
    assert not re.search(r"\sstyle=|<style|<script>|\son\w+=", page)
    assert len(page) < 30_000
