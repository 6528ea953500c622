"""The five points in public, drawn from the books; and the map of warnings, by place and time alone."""

import datetime
import re
import uuid

import pytest
from django.utils import timezone

from adat.prevention import gatherings
from adat.prevention.models import EarlyWarning
from adat.villages.levy_reports import answer, report
from harmoni.dashboard import promises
from harmoni.dashboard.models import PublicFigure
from harmoni.dashboard.warning_map import page_of, shade_of
from tests.adat.mediation.cases import agreed
from tests.cast import arrive, brief, dialogue, prepare, told, warned

FIGURE = re.compile(r'data-metric="([\w.]+)"\s+data-value="(\w+)"')
MAP = "/pencegahan/peta/"


def page(client):
    return dict(FIGURE.findall(client.get("/janji/").content.decode()))


def test_an_empty_house_says_nought_and_not_yet(client, db):
    assert page(client) == {
        "dialogues.held": "0",
        "dialogues.participants": "0",
        "share.briefed": "hidden",
        "days.to_letter": "hidden",
        "briefings.held": "0",
        "levies.answered": "0",
        "cases.settled": "hidden",
        "campaigns.held": "0",
    }


def test_figures_come_from_the_books_and_never_below_eight(client, cast):
    team, today = cast["kesbangpol.bali"], timezone.localdate()
    for days, kind, came in ((1, "dialogue", 3), (20, "campaign", 3), (400, "dialogue", 90)):
        one = dialogue(team, kind=kind, held_on=today - datetime.timedelta(days))
        gatherings.hold(dialogue=one, by=team, participants=came, outcome="-")
    dialogue(team)
    for _n in range(3):
        answer(report=report(key=uuid.uuid4(), values=told()), by=cast["kabupaten.badung"], text="-")
    found = page(client)
    assert (found["dialogues.held"], found["campaigns.held"]) == ("1", "1")
    assert (found["dialogues.participants"], found["levies.answered"]) == ("hidden", "hidden")
    assert PublicFigure.objects.get(metric="dialogues.participants").value is None


def test_agreements_are_told_of_whole_quarters(cast):
    """Or the day on which the figure rises would tell on which day one was reached."""
    for _n in range(8):
        agreed(cast["petugas.kuta"], cast["mediator.badung"])
    today = timezone.localdate()
    month = (today.month - 1) // 3 * 3 + 4  # the first of the next quarter
    after = datetime.date(today.year + month // 13, (month - 1) % 12 + 1, 1)
    days = (today, after - datetime.timedelta(days=1), after)
    assert [promises.counted(day)["cases.settled"] for day in days] == [None, None, 10]


@pytest.mark.parametrize(("people", "told"), [(7, "hidden"), (8, "0")])
def test_a_share_is_of_told_numbers(client, cast, people, told):
    for _n in range(people):
        arrive(cast["petugas.kuta"])
    assert page(client)["share.briefed"] == told


def test_a_briefing_counts_once_it_was_held(client, cast):
    brief(cast["staf.sumbatimur"], prepare(cast["staf.sumbatimur"]))
    assert page(client)["briefings.held"] == "1"


def test_counted_once_a_day_and_shown_as_of_then(client, cast):
    assert (page(client)["dialogues.held"], promises.freeze()) == ("0", False)
    one = dialogue(cast["kesbangpol.bali"])
    gatherings.hold(dialogue=one, by=cast["kesbangpol.bali"], participants=9, outcome="-")
    assert page(client)["dialogues.held"] == "0"
    assert promises.freeze(timezone.localdate() + datetime.timedelta(days=1))
    assert page(client)["dialogues.held"] == "1"


def test_the_public_page_costs_four_queries(client, db, django_assert_num_queries):
    client.get("/janji/")
    with django_assert_num_queries(6):  # two of them are the request's savepoint
        client.get("/janji/")


def test_a_figure_that_a_former_day_did_not_count_is_said_to_be_missing(client, db):
    client.get("/janji/")
    PublicFigure.objects.filter(metric="cases.settled").delete()
    assert client.get("/janji/").content.decode().count("belum dihitung") == 1


def test_settled_quarrels_are_told_from_eight_on(client, cast):
    """Of housing and work only; neither seven nor none can be told apart."""
    by, mediator, today = cast["petugas.kuta"], cast["mediator.badung"], timezone.localdate()
    agreed(by, mediator, kind="custom")
    found = []
    for day, kind in enumerate(("wage", "housing", "refusal", "wage", "wage", "wage", "wage", "wage")):
        found.append(page(client)["cases.settled"])
        agreed(by, mediator, kind=kind, ago=100)
        promises.freeze(today + datetime.timedelta(days=day + 1))
    assert set(found) == {"hidden"}
    assert page(client)["cases.settled"] == "10"


# --- the map --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("count", "shade"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (8, 4), (9, 5), (400, 5)])
def test_the_shades(count, shade):
    assert shade_of(count) == shade


def test_a_regency_sees_its_own_places_and_days(signed_in, cast):
    for district, urgent in (("510301", True), ("510301", None), ("510302", None), ("510201", None)):
        EarlyWarning.objects.filter(pk=warned(district=district).pk).update(urgent=urgent)
    old = warned()
    EarlyWarning.objects.filter(pk=old.pk).update(made_at=timezone.now() - datetime.timedelta(days=100))
    mine = page_of(cast["kabupaten.badung"], 3)
    assert [(place.code, place.count, place.urgent) for place in mine.places[:3]] == [
        ("510301", 2, 1),
        ("510302", 1, 0),
        (mine.places[2].code, 0, 0),
    ]
    assert {place.code[:4] for place in mine.places} == {"5103"}
    assert page_of(cast["kabupaten.badung"], 12).places[0].count == 3
    whole = page_of(cast["kesbangpol.bali"], 3)
    assert [(place.code, place.count) for place in whole.places[:2]] == [("5103", 3), ("5102", 1)]
    shown = dict(FIGURE.findall(signed_in(cast["kabupaten.badung"]).get(MAP).content.decode()))
    assert shown["warnings.510301"] == "2"


def test_a_strange_span_is_the_usual_one(signed_in, cast):
    desk = signed_in(cast["kabupaten.badung"])
    for asked in ("0", "x", "9" * 40, "\0", "²"):
        assert desk.get(MAP, {"bulan": asked}).context["board"].months == 3
