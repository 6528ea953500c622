"""Whoever holds the owner's key to the database can touch the past, and the chain says which row it was."""

import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from harmoni.history import chain
from harmoni.history.models import Event, Seal
from harmoni.history.record import record_acts
from tests.database import NAME, owner_cursor

pytestmark = pytest.mark.django_db(transaction=True)
INSERT = (
    "INSERT INTO history_event (id, at, kind, verb, actor_name, place, subjects, before, after, reason)"
    " VALUES ({id}, {at}, 'act', 'palsu', '', '', '{{}}', '', '', '')"
)


def happen(*verbs):
    with transaction.atomic():
        record_acts({"verb": verb, "by": None, "subjects": [], "detail": {"n": [verb]}} for verb in verbs)


@pytest.fixture
def past():
    """Six rows in two sealings, numbered 1 to 6."""
    happen("satu", "dua", "tiga")
    chain.seal()
    happen("empat", "lima", "enam")
    chain.seal()
    assert list(chain.faults()) == []


def tamper(*statements, values=None):
    with owner_cursor(NAME) as cursor:
        for sql in statements:
            cursor.execute(sql, values)


def verify(*options):
    out = io.StringIO()
    call_command("verify_history", *options, stdout=out)
    return out.getvalue()


def accused(*options):
    with pytest.raises(CommandError) as found:
        verify(*options)
    return str(found.value).splitlines()


def of(number, verb, what="was edited, inserted or reordered"):
    return f"event {number} ({verb}, seal {number}) {what}"


def test_an_honest_history_has_no_faults(past):
    happen("tujuh")
    assert verify().startswith("1 sealed now, 7 in the chain, head ")
    assert verify().startswith("0 sealed now, 7 in the chain, head ")


def test_an_empty_history_has_no_faults():
    assert verify() == f"0 sealed now, 0 in the chain, head {'0' * 64}\n"


def test_sealing_goes_on_where_it_stopped(past):
    before = list(Seal.objects.values_list("number", "event_id", "digest", "at"))
    happen("tujuh", "delapan")
    assert (chain.seal(), chain.seal()) == (2, 0)
    assert list(Seal.objects.values_list("number", "event_id", "digest", "at"))[:6] == before


def test_many_rows_are_one_chain(monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 4)
    happen(*map(str, range(11)))
    assert chain.seal() == 11
    assert verify().startswith("0 sealed now, 11 in the chain")


@pytest.mark.parametrize(
    "column",
    ["verb = 'lain'", "at = at + interval '1 second'", "kind = 'reading'", "actor_id = 9", "actor_name = 'x'"]
    + ["place = '51'", "subjects = '{00000000-0000-0000-0000-000000000001}'", "before = 'x'", "after = 'x'"]
    + ["reason = 'x'", "detail = NULL"],
)
def test_an_edited_row_is_named(past, column):
    tamper(f"UPDATE history_event SET {column} WHERE id = 4")  # noqa: S608 - our own words
    assert accused() == [of(4, "lain" if "verb" in column else "empat")]


def test_an_edited_id_is_named(past):
    tamper("UPDATE history_event SET id = 77 WHERE id = 4")
    assert accused() == ["event 4 (seal 4) was deleted"]


def test_swapped_detail_bytes_are_named(past):
    tamper("UPDATE history_event a SET detail = b.detail FROM history_event b WHERE (a.id, b.id) IN ((2, 5), (5, 2))")
    assert accused() == [of(2, "dua"), of(5, "lima")]


def test_a_deleted_row_is_named(past):
    tamper("DELETE FROM history_event WHERE id = 3")
    assert accused() == ["event 3 (seal 3) was deleted"]


def test_a_row_deleted_with_its_seal_leaves_a_gap(past):
    tamper("DELETE FROM history_event WHERE id IN (3, 4)", "DELETE FROM history_seal WHERE number IN (3, 4)")
    assert accused() == ["seals 3 to 4 are missing: the chain was cut"]


def test_a_gap_that_is_closed_again_is_named(past):
    tamper(
        "DELETE FROM history_event WHERE id = 3",
        "DELETE FROM history_seal WHERE number = 3",
        "UPDATE history_seal SET number = number - 1 WHERE number > 3",
    )
    assert accused() == ["event 4 (empat, seal 3) was edited, inserted or reordered"]


def test_swapped_seals_are_named(past):
    tamper(
        "UPDATE history_seal SET event_id = -event_id WHERE number IN (2, 5)",
        "UPDATE history_seal SET event_id = 7 + event_id WHERE number IN (2, 5)",
    )
    assert accused() == [
        "event 5 (lima, seal 2) was edited, inserted or reordered",
        "event 2 (dua, seal 5) was edited, inserted or reordered",
    ]


def test_a_redated_seal_is_named(past):
    tamper("UPDATE history_seal SET at = at - interval '1 year' WHERE number = 6")
    assert accused() == [of(6, "enam")]


def test_a_back_dated_row_is_named_though_the_sealer_took_it(past):
    tamper(INSERT.format(id=7, at="now() - interval '2 days'"))
    assert accused() == [of(7, "palsu", "was inserted later than its time says")]


def test_a_back_dated_row_in_a_free_place_is_named(past):
    tamper(INSERT.format(id=-5, at="now() - interval '2 days'"))
    assert accused() == ["event -5 (palsu, seal 7) was inserted later than its time says"]


def test_a_row_where_the_sealer_never_looks_is_named(past):
    tamper(INSERT.format(id=-chain.WINDOW - 1, at="now()"))
    assert accused() == [f"event {-chain.WINDOW - 1} (palsu) stands outside the chain: it was inserted later"]


def test_a_forged_seal_is_named(past):
    tamper(
        INSERT.format(id=7, at="now()"),
        "INSERT INTO history_seal VALUES (7, sha256('palsu'), now(), 7)",
    )
    assert accused() == [of(7, "palsu")]


def test_a_well_forged_seal_of_a_back_dated_row_is_named(past):
    """The chain has no secret: whoever owns the database can compute the next link, but not its time."""
    tamper(INSERT.format(id=7, at="now() - interval '2 days'"))
    last, event = Seal.objects.last(), Event.objects.get(pk=7)
    digest = chain.link(bytes(last.digest), last.at, event)
    tamper("INSERT INTO history_seal VALUES (7, %s, %s, 7)", values=[digest, last.at])
    assert accused() == [of(7, "palsu", "was inserted later than its time says")]


def test_a_sealer_that_was_away_accuses_nobody(past):
    """Rows that waited two hours for the sealer are old, and honest: it had sealed nothing in between."""
    tamper(
        "UPDATE history_event SET at = at - interval '5 hours'",
        "UPDATE history_seal SET at = at - interval '5 hours'",
    )
    rewrite()
    happen("lama", "lama")
    tamper("UPDATE history_event SET at = now() - (10 - id) * interval '1 hour' WHERE verb = 'lama'")
    assert verify().startswith("2 sealed now, 8 in the chain")


def test_a_row_dated_ahead_is_named_and_accuses_nobody_else(past):
    tamper(INSERT.format(id=-5, at="now() + interval '2 days'"))
    chain.seal()
    happen("tujuh")
    assert accused() == ["event -5 (palsu, seal 7) bears a time that had not come"]


def test_what_happens_during_the_walk_is_no_fault(past):
    walk = chain.faults()
    happen("tujuh")
    assert list(walk) == []


def rewrite():
    """The whole chain anew over whatever the rows now say, as its owner could do it."""
    digest = chain.GENESIS
    for seal in Seal.objects.order_by("number"):
        digest = chain.link(digest, seal.at, seal.event)
        tamper("UPDATE history_seal SET digest = %s WHERE number = %s", values=[digest, seal.number])


@pytest.fixture
def heads(past, tmp_path):
    """The witness file after two looks."""
    file = tmp_path / "heads"
    verify("--head", file)
    happen("tujuh")
    verify("--head", file)
    return file


def test_the_witness_keeps_every_head(heads):
    assert [line.split()[0] for line in heads.read_text().splitlines()] == ["6", "7"]


def test_a_cut_tail_is_found_by_the_witness(heads):
    tamper("DELETE FROM history_event WHERE id > 5", "DELETE FROM history_seal WHERE number > 5")
    assert verify().startswith("0 sealed now, 5 in the chain")
    gone = [f"the head {number} witnessed earlier is no longer in the chain" for number in (6, 7)]
    assert accused("--head", heads) == gone
    happen("baru", "baru")
    assert accused("--head", heads) == gone


def test_a_rewritten_chain_is_found_by_the_witness(heads):
    tamper("UPDATE history_event SET reason = 'x' WHERE id = 2")
    rewrite()
    assert verify().startswith("0 sealed now, 7 in the chain")
    assert accused("--head", heads) == [
        f"the head {number} witnessed earlier is no longer in the chain" for number in (6, 7)
    ]


def test_an_emptied_history_is_found_by_the_witness(heads):
    tamper("TRUNCATE history_event, history_seal RESTART IDENTITY")
    assert len(accused("--head", heads)) == 2


def test_a_failed_look_does_not_become_a_witness(heads):
    before = heads.read_text()
    tamper("DELETE FROM history_event WHERE id = 3")
    accused("--head", heads)
    assert heads.read_text() == before


def test_a_replaced_witness_is_said(heads):
    heads.write_text("not a head\n")
    assert accused("--head", heads) == ["the head not witnessed earlier is no longer in the chain"]


def test_two_sealers_make_one_chain():
    happen(*map(str, range(400)))
    start, done = threading.Barrier(4), []

    def sealer():
        start.wait()
        done.append(chain.seal())
        connection.close()

    threads = [threading.Thread(target=sealer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 400
    assert verify().startswith("0 sealed now, 400 in the chain")


def test_a_database_without_tables_gets_one_sentence():
    with connection.cursor() as cursor:
        cursor.execute("SET search_path TO pg_catalog")
        try:
            assert accused() == [
                "This database has no history_event and no history_seal: run `manage.py migrate` first."
            ]
        finally:
            cursor.execute("SET search_path TO DEFAULT")
