"""A small bench and small proofs: what they measure is there, and what they accuse is true."""

import io
import json
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from harmoni.dashboard.snapshots import freeze
from harmoni.history.models import Event
from harmoni.measuring import faults, papers
from harmoni.measuring.faults import Ground, Proof
from harmoni.measuring.goals import Judged, head, judge
from harmoni.measuring.newcomers import newcomer, province_viewer, village_officer
from harmoni.measuring.numbers import numbered_letters
from harmoni.measuring.pages import FLOOR, Result, Sample, Work, check, measure, works
from harmoni.measuring.reminders import reminded_once
from harmoni.measuring.report import keep, kept, table
from harmoni.measuring.servers import NotOurs, OurPostgres, OurRedis
from harmoni.measuring.stack import Portal
from harmoni.measuring.submissions import Answer
from harmoni.measuring.tampering import KINDS, tampered_history
from harmoni.notices.models import Outbox
from harmoni.seeding.world import World
from registrations.residency.models import Stay


# --- bench -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_small_bench(kuta):
    officer, viewer = village_officer(), province_viewer()
    World("kecil", today=timezone.localdate(), village=kuta).fill(150)
    freeze()
    readings = Event.objects.filter(verb="buka_catatan").count()
    judged = {one.result.work.name: one for one in judge(measure(list(works(officer, viewer, Sample.of(kuta, 2))), 2))}
    assert judged[FLOOR].ratio == 1
    assert Event.objects.filter(verb="buka_catatan").count() == readings + 3 + 2
    assert Stay.objects.filter(person__full_name=newcomer()["full_name"]).count() == 3 + 2
    assert {name: one.result.queries for name, one in judged.items() if name.startswith("list")} == {
        "list, first page": 5,
        "list, deep page": 5,
    }
    assert judged["list, first page"].result.raw > judged["list, first page"].result.zipped > 1000
    assert [len(one.cells) for one in judged.values()] == [len(head(["10k"]))] * len(judged)


@pytest.mark.django_db
def test_letters_a_second(monkeypatch):
    monkeypatch.setattr(papers, "weasyprint", None)
    assert re.fullmatch(r"[\d.]+ signed letters a second, WeasyPrint is not installed", said_of_papers())


@pytest.mark.django_db
def test_letters_a_second_beside_another_engine(monkeypatch):
    drawn = []
    monkeypatch.setattr(papers, "weasyprint", Engine(drawn))
    assert said_of_papers().endswith(" by WeasyPrint")
    assert len(set(drawn)) == len(drawn) > 1
    assert all(re.search(r"400\.8\.4\.7/\d{4}/REK/5311/", page) for page in drawn)


class Engine:
    """Stands for the other engine: notes what it would draw."""

    def __init__(self, drawn):
        self.drawn = drawn

    def HTML(self, string):
        self.drawn.append(string)
        return self

    def write_pdf(self, **options):
        return b""


def said_of_papers():
    return papers.rates(measure(list(papers.paper_works()), 1))


def result(name="list", seconds=0.05, queries=5, **goals):
    return Result(Work(name, lambda: None, **goals), [seconds], queries)


def test_what_is_missed_is_said():
    kept_goal = Judged(result(most=5, queries=5), floor=0.01)
    assert (kept_goal.missed, kept_goal.cells[-1]) == ([], "ok")
    small = Judged(result(seconds=0.02, most=5), floor=0.01)
    slow = Judged(result(seconds=0.06, queries=7, most=5), floor=0.01, before=[small])
    assert (slow.missed, slow.cells[-1]) == (["floor", "growth"], "MISSED floor growth")
    assert (slow.cells[1:3], len(slow.cells)) == (["20.00", "60.00"], len(head(["10k", "100k"])))


def test_an_answer_that_is_none_stops_the_bench():
    class Refused:
        status_code = 403

    with pytest.raises(AssertionError, match="list was answered with 403"):
        check(Work("list", lambda: None), Refused())


def test_a_table_has_straight_columns():
    assert table(["a", "n"], [["words", "1"], ["w", "22"]]).splitlines() == [
        "a       n",
        "---------",
        "words   1",
        "w      22",
    ]


@pytest.mark.django_db
def test_results_are_kept(settings, tmp_path):
    settings.VAR = tmp_path
    assert kept("bench", "10k") == {}
    file = keep("bench", "10k", {"people": 10})
    assert (file, kept("bench", "10k")["people"]) == (tmp_path / "bench" / "10k.json", 10)
    assert json.loads(file.read_text())["machine"]["cores"]


# --- prove -------------------------------------------------------------------------------------------------
@pytest.fixture
def ground(transactional_db, tmp_path, monkeypatch):
    monkeypatch.setenv("SWEEP_SECONDS", "2")
    with Portal(tmp_path) as portal:
        portal.start("worker")
        yield Ground(portal, village_officer())
    connection.close()


@pytest.fixture
def own_servers():
    try:
        OurPostgres(), OurRedis()
    except NotOurs as fault:
        pytest.skip(str(fault))


def test_small_proofs(ground, own_servers):
    """One after the other in one portal, since starting it takes longest."""
    proofs = [
        faults.parallel_forms(ground, copies=8, keys=6, senders=6),
        faults.killed_web_workers(ground, forms=12, kills=1, pause=0.5),
        faults.redis_away(ground, seconds=1),
        reminded_once(ground, stays=24, kills=1, seconds=0.5),
        faults.postgres_restarted(ground, modes=("fast",), seconds=0.5),
    ]
    assert {proof.name: proof.failed for proof in proofs} == {proof.name: [] for proof in proofs}
    assert Outbox.objects.exclude(state=Outbox.State.WAITING).exists()


@pytest.mark.django_db(transaction=True)
def test_every_kind_of_tampering_is_found_and_undone():
    proof = tampered_history(rows=12)
    assert (proof.failed, proof.seen["rows"], len(proof.checks)) == ([], 12, len(KINDS) + 1)
    said = io.StringIO()
    call_command("verify_history", stdout=said)
    assert said.getvalue().startswith("0 sealed now, 12 in the chain")


@pytest.mark.django_db(transaction=True)
def test_a_few_numbered_letters():
    proof = numbered_letters(letters=40, given_up=12, kills=4, threads=4)
    assert (proof.failed, proof.seen) == ([], {"letters": 40})


def test_a_proof_says_what_failed():
    proof = Proof("x", "promise", "2", {"0 lost": True, "0 double": False})
    assert (proof.holds, proof.failed) == (False, ["0 double"])


@pytest.mark.parametrize(
    ("answer", "honest"),
    [
        (Answer(302), True),
        (Answer(503, retry_after="10"), True),
        (Answer(0), True),
        (Answer(503), False),
        (Answer(500), False),
        (Answer(200), False),
    ],
)
def test_what_may_be_said_while_the_database_is_away(answer, honest):
    assert answer.is_honest == honest


def test_servers_from_outside_are_left_alone(monkeypatch):
    monkeypatch.delenv("HARMONI_THROWAWAY", raising=False)
    with pytest.raises(NotOurs):
        OurRedis()
