"""A figure leads to the very list that it counts, where its reader may see people; and how many messages arrived."""

import datetime
import re

import pytest
from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.dashboard import rollups, snapshots
from harmoni.dashboard.lists import Lists
from harmoni.dashboard.models import Figure, Snapshot
from harmoni.dashboard.viewpoint import Side, Viewpoint
from harmoni.dashboard.weekly import MESSAGES
from harmoni.history.models import Event
from harmoni.notices.messages import message
from harmoni.notices.models import Message, MessageState
from harmoni.regions.models import Region
from registrations.certification.models import Candidate
from registrations.people.models import Person
from registrations.residency.changes import depart, renew
from registrations.residency.models import Stay
from tests.cast import arrive, brief, issue, nik_of, prepare
from tests.harmoni.dashboard.test_views import HOME, figures_on

KUTA, SUMBA_TIMUR = Viewpoint(Side.STAY, "510301/kuta/"), Viewpoint(Side.ORIGIN, "5311")
BADUNG, KUTA_DISTRICT = Viewpoint(Side.STAY, "5103"), Viewpoint(Side.STAY, "510301")
TODAY, DAY = timezone.localdate(), datetime.timedelta(days=1)
S = MessageState
SPLITS = {"total", "arrivals", "departures", "origins", "sex", "age", "work", "length"}
SEEN = [
    ("petugas.kuta", KUTA, SPLITS, {"expected"}),
    ("kabupaten.badung", BADUNG, SPLITS, set()),
    ("kabupaten.badung", KUTA_DISTRICT, SPLITS, set()),
    ("kabupaten.badung", KUTA, SPLITS, set()),
    ("staf.sumbatimur", SUMBA_TIMUR, {"total"}, {"expected", "arrived", "letters"}),
]


def years_ago(years, days=0):
    return TODAY.replace(year=TODAY.year - years, day=min(TODAY.day, 28)) - days * DAY


@pytest.fixture
def mixed(petugas_kuta, petugas_intaran, staf_sumbatimur, kepala_sumbatimur):
    """With letter and briefing, renewed, gone home, past the plan, of every age; one who is active elsewhere."""
    late = {"planned_departure": TODAY - 61 * DAY}
    candidate, not_coming, *_awaited = (prepare(staf_sumbatimur, **values) for values in ({}, {}, {}, late))
    brief(staf_sumbatimur, candidate)
    for one in Candidate.objects.all():
        issue(one, staf_sumbatimur, kepala_sumbatimur)
    Candidate.objects.filter(pk=not_coming.pk).update(status="not_coming")
    arrive(petugas_kuta, who={"nik": candidate.person.nik})
    long_ago = {"arrived_on": TODAY - 90 * DAY, "planned_until": TODAY + 9 * DAY}
    renewed, gone, late, plain, *_more = [arrive(petugas_kuta, **long_ago) for _ in range(6)]
    Stay.objects.filter(pk=renewed.pk).update(registered_at=timezone.now() - 80 * DAY, term_since=TODAY - 80 * DAY)
    renewed.refresh_from_db()
    renew(stay=renewed, by=petugas_kuta, until=TODAY + 100 * DAY)
    depart(stay=gone, by=petugas_kuta, on=TODAY)
    Stay.objects.filter(pk=late.pk).update(planned_until=TODAY - DAY)
    java = Region.objects.get(code="3578011001")
    for number, born in enumerate(years_ago(years, days) for years in (18, 25, 40, 55) for days in (-1, 0)):
        stay = arrive(petugas_kuta, who={"origin_village": java} if number % 2 else None)
        Person.objects.filter(pk=stay.person_id).update(birth_date=born, sex="P" if number % 3 else "L")
        arrived = TODAY - (30, 31, 29, 183, 182, 366, 365, 400)[number] * DAY
        Stay.objects.filter(pk=stay.pk).update(arrived_on=arrived, occupation_code=("", "5120", "9112")[number % 3])
    Person.objects.filter(stays=plain).update(birth_date=None, origin_village=None)
    nik = nik_of()
    arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    assert arrive(petugas_kuta, who={"nik": nik}).status == "awaiting_match"
    rollups.rebuild()
    snapshots.freeze()


@pytest.mark.parametrize(("name", "view", "breakdowns", "prepared"), SEEN)
def test_a_figure_leads_to_the_list_that_it_counts(mixed, cast, signed_in, name, view, breakdowns, prepared):
    client, lists = signed_in(cast[name]), Lists.of(view, cast[name])
    kept = Figure.objects.filter(scope=view.key, breakdown__in=breakdowns).values_list("breakdown", "cell", "count")
    urls = {(breakdown, cell): lists.url(breakdown, cell) for breakdown, cell, _count in kept}
    true = {(breakdown, cell): count for breakdown, cell, count in kept if "?angka=" in urls[breakdown, cell]}
    assert {breakdown for breakdown, _cell in true} == breakdowns
    assert {("total", cell) for cell in prepared} <= true.keys()
    assert {key: len(client.get(urls[key]).context["rows"]) for key in true} == true


def test_a_village_and_its_regency_differ_by_who_is_active_elsewhere(mixed, petugas_kuta, kabupaten_badung, signed_in):
    url = Lists(KUTA, may=True).url("total", "active")
    of_village = signed_in(petugas_kuta).get(url).context["stays"]
    assert {stay.status for stay in of_village} == {"active", "awaiting_match"}
    url = Lists(BADUNG, may=True).url("total", "active")
    assert {stay.status for stay in signed_in(kabupaten_badung).get(url).context["stays"]} == {"active"}


@pytest.mark.parametrize(("name", "view", "breakdowns", "prepared"), SEEN)
def test_every_figure_of_a_page_leads_somewhere(mixed, cast, signed_in, name, view, breakdowns, prepared):
    """A list that opens, a page further down, or a definition that stands on the page."""
    client = signed_in(cast[name])
    page = client.get(f"{HOME}{view.code}/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    links = set(re.findall(r'href="([^"]+)"', main))
    assert {link for link in links if link.startswith("#") and f'id="{link[1:]}"' not in page} == set()
    lists = {link for link in links if "?angka=" in link}
    assert {link.partition("?angka=")[2].partition(".")[0] for link in lists} == breakdowns
    assert {client.get(link).status_code for link in links if link.startswith("/")} == {200}
    figures = main[: main.index('class="how"')] + main[main.index("</details>") :]  # without the definitions
    assert re.findall(r"<dt>(?!<a)|<h3[^>]*>(?!<a)", figures) == []


@pytest.mark.parametrize("name", ["provinsi.bali", "provinsi.ntt", "paguyuban.sumbatimur"])
def test_who_may_see_no_people_is_led_to_definitions(mixed, cast, signed_in, name):
    client = signed_in(cast[name])
    page = client.get(HOME).content.decode()
    assert "?angka=" not in page
    assert 'href="#cara-stays.active"' in page
    assert client.get("/dasbor/orang/51/?angka=sex.L").status_code in (403, 404)


@pytest.mark.parametrize(
    "path",
    [
        "orang/510301/kuta/?angka=",
        "orang/510301/kuta/?angka=sex.X",
        "orang/510301/kuta/?angka=wait.3",
        "orang/510301/kuta/?angka=total.letters",
        "orang/510301/kuta/?angka=total.expected",
        "orang/510301/kuta/?angka=arrivals.2026-13",
        "orang/510301/kuta/?angka=origins.9999",
        "orang/510301/kuta/?angka=origins.%00",
        "orang/510301/kuta/?angka=arrivals.0000-00",
        "orang/510301/nihil/?angka=sex.L",
        "orang/510301%00/?angka=sex.L",
        "orang/517101/intaran/?angka=sex.L",
        "orang/5103/?angka=sex.L",
        "ditunggu/5103/?angka=total.expected",
        "ditunggu/517101/intaran/?angka=total.expected",
        "ditunggu/510301/kuta/?angka=total.active",
        "orang/53/?angka=total.active",
    ],
)
def test_no_list_of_a_foreign_place_or_an_unknown_figure(mixed, petugas_kuta, signed_in, path):
    assert signed_in(petugas_kuta).get(f"{HOME}{path}").status_code == 404


def test_a_list_of_nobody_says_so(petugas_kuta, signed_in):
    page = signed_in(petugas_kuta).get(f"{HOME}orang/510301/kuta/?angka=arrivals.9999-12")
    assert (page.status_code, b"Tidak ada seorang pun" in page.content) == (200, True)


def test_an_origin_lists_nobody_who_stays_and_nothing_of_another(mixed, cast, signed_in):
    client = signed_in(cast["staf.sumbatimur"])
    assert client.get("/dasbor/calon/5311/?angka=total.active").status_code == 404
    assert client.get("/dasbor/calon/5304/?angka=total.arrived").status_code == 404
    assert client.get("/dasbor/orang/5311/?angka=total.active").status_code == 403


def test_whoever_is_listed_finds_it_told(mixed, petugas_kuta, signed_in):
    stays = signed_in(petugas_kuta).get(Lists(KUTA, may=True).url("age", "18")).context["stays"]
    read = Event.objects.filter(verb="lihat_daftar", actor_id=petugas_kuta.pk).latest("pk")
    assert set(read.subjects) >= {stay.person_id for stay in stays} != set()


def test_a_long_list_goes_on(petugas_kuta, signed_in):
    for _ in range(26):
        arrive(petugas_kuta)
    client, url = signed_in(petugas_kuta), Lists(KUTA, may=True).url("total", "registered")
    first = client.get(url)
    second = client.get(url.partition("?")[0] + first.context["older_url"])
    assert len({stay.pk for page in (first, second) for stay in page.context["stays"]}) == 26


def sent(place, state, number, age=1):
    for one in range(number):
        key = f"{place}/{state}/{age}/{one}"
        row = message(event="x", key=key, place=place, state=state, changed_by=User.objects.first())
        row.save(force_insert=True)
        Message.objects.filter(pk=row.pk).update(changed_at=timezone.now() - age * DAY)


def test_messages_that_arrived_are_told_as_a_share_of_those_that_ended(petugas_kuta, provinsi_bali, signed_in):
    for state, number in ((S.SENT, 20), (S.HANDED, 10), (S.BOUNCED, 10), (S.WITHDRAWN, 9), (S.PREPARED, 9)):
        sent("510301/kuta/", state, number)
    sent("510301/kuta/", S.SENT, 9, age=31)
    sent("5311", S.FAILED, 3)
    sent("", S.SENT, 3)
    snapshots.recount_and_freeze()
    rows = Snapshot.objects.filter(breakdown=MESSAGES).values_list("scope", "cell", "count", "told")
    bali = {(f"stay:{code}", *told) for code in ("51", "5103", "510301", "510301/kuta/")
            for told in (("ended", 40, 40), ("arrived", 30, 30))}  # fmt: skip
    ntt = {(f"origin:{code}", "ended", 3, None) for code in ("53", "5311")}  # none that arrived is no row
    assert set(rows) == bali | ntt
    assert figures_on(signed_in(provinsi_bali).get(HOME))["share.delivered"] == "75"
