"""The desk: the late first, then the questions somebody waits behind, and each role's own doors."""

import datetime
import uuid

import pytest
from django.utils import timezone

from adat.villages.levy_reports import report
from adat.villages.models import LevyReport
from harmoni.home.queues import queues_of
from tests.cast import arrive, told

pytestmark = pytest.mark.django_db


def slugs(user):
    return [card.slug for card in queues_of(user)]


def test_the_late_come_first_and_the_empty_last(petugas_kuta):
    quiet = slugs(petugas_kuta)
    assert quiet.index("segera") < quiet.index("lewat")
    today = timezone.localdate()
    ago = today - datetime.timedelta(days=40)
    arrive(petugas_kuta, arrived_on=ago, planned_until=today - datetime.timedelta(days=3))
    arrive(petugas_kuta, planned_until=today + datetime.timedelta(days=3))
    assert slugs(petugas_kuta)[:2] == ["lewat", "segera"]


def test_the_desk_folds_what_comes_after_the_sixth(signed_in, petugas_kuta):
    today = timezone.localdate()
    since = today - datetime.timedelta(days=400)
    arrive(petugas_kuta, arrived_on=since, planned_until=today + datetime.timedelta(days=3))
    cards = len(slugs(petugas_kuta))
    assert cards > 6
    page = signed_in(petugas_kuta).get("/meja/").content.decode()
    shown, folded = page.split('<details class="panel queues-more">')
    assert [part.count("data-queue") for part in (shown, folded)] == [6, cards - 6]


def test_whoever_answers_reports_is_asked_on_the_desk_and_no_village_is(cast, petugas_kuta):
    report(key=uuid.uuid4(), values=told())
    LevyReport.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    for name in ("kabupaten.badung", "inspektorat.bali"):
        card = queues_of(cast[name])[0]
        assert (card.slug, card.count, card.late) == ("laporan", 1, True)
    assert "laporan" not in slugs(petugas_kuta)


def test_the_administrator_finds_the_lists_of_places_on_the_desk(signed_in, admin):
    assert '<a class="btn btn-outline-primary" href="/rujukan/">' in signed_in(admin).get("/meja/").content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_the_desk_counts_so_far_and_no_further_in_one_question(
    signed_in, petugas_kuta, people, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("harmoni.home.queues.MOST", 2)
    today = timezone.localdate()
    for number in range(people):
        since = today - datetime.timedelta(days=40 + number)
        arrive(petugas_kuta, arrived_on=since, planned_until=today + datetime.timedelta(days=10 - number))
    client = signed_in(petugas_kuta)
    client.get("/meja/")
    with django_assert_num_queries(5 + 2):  # session, user, assignments, every count, drafts; and the savepoint
        page = client.get("/meja/").content.decode()
    said = {1: "1", 3: "2+"}[people]
    assert f'<p class="queue-count" data-queue="segera">{said}</p>' in page
    card = next(card for card in queues_of(petugas_kuta) if card.slug == "segera")
    assert (card.days, card.late) == (people - 11, False)
