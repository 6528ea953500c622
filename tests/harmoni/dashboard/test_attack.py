"""The attack test: nobody is found by subtraction, over cells, totals, levels, breakdowns, the files and 52 weeks."""

import datetime
from random import Random

from django.utils import timezone

from harmoni.dashboard import protection, rollups, snapshots, telling
from harmoni.dashboard.models import Figure, Snapshot
from tests.harmoni.dashboard.attack import Reader

SPLITS = ("sex", "age", "work", "length", "origins")


def above(scope):
    side, _, path = scope.partition(":")
    return f"{side}:{path.partition('/')[0] if '/' in path else path[:-2]}"


def same(scope, breakdown, cell):
    """One number under several names: what a reader sees at once when two pages lie side by side."""
    side, _, path = scope.partition(":")
    if side == "stay" and breakdown in ("active", "overdue") and cell != "?" and "/" not in cell:
        return f"stay:{cell}", "total", breakdown
    if breakdown == "origins" and len(cell) == 4 and cell[:2] != "51" and path in ("51", cell[:2]):
        return f"origin:{cell}", "total", "active"
    if side == "origin" and breakdown == "active" and len(path) == 4 and cell != "?":
        return f"stay:{cell}", "origins", path
    return scope, breakdown, cell


def reader_of(published, truth):
    """`published`: told numbers by (scope, breakdown, cell); the reader even guesses which hidden ones are small."""
    reader = Reader()
    for key, told in published.items():
        scope, breakdown, _cell = same(*key)
        deep = scope.startswith("stay:") and len(scope) > len("stay:5103")
        deep |= (
            scope.startswith("origin:")
            and scope != "origin:53"
            and not (scope[:9] == "origin:53" and breakdown == "total")
        )
        reader.reads(same(*key), told, small=truth[key] < 8, like_zero=deep or breakdown == "origins")
    groups = {}
    for scope, breakdown, cell in published:
        part = same(scope, breakdown, cell)
        if breakdown in (*SPLITS, "active", "overdue"):
            whole = same(scope, "total", "overdue" if breakdown == "overdue" else "active")
            groups.setdefault((whole, scope, breakdown), set()).add(part)
        if (above(scope), breakdown, cell) in published:
            groups.setdefault((same(above(scope), breakdown, cell), "down"), set()).add(part)
    for (whole, *_how), parts in groups.items():
        if whole in reader.low and whole not in parts:
            reader.adds_up(whole, sorted(parts))
    return reader


def found_out(published, truth):
    """Hidden cells of 1 to 7 of which the reader is left with two values or fewer."""
    reader = reader_of(published, truth)
    small = sorted({same(*key) for key, told in published.items() if told is None and 0 < truth[key] < 8})
    return [cell for cell in small if len(reader.possible(cell)) <= 2]


def world(seed, *, people):
    """True counts of two kabupaten with kecamatan, split by sex, age and origin, small ones beside large ones."""
    rng, truth = Random(seed), {}
    leaves = ["stay:510301", "stay:510302", "stay:517101"]
    weights = [rng.choice((1, 2, 8, 30)) for _ in leaves]
    for _ in range(people):
        leaf = rng.choices(leaves, weights)[0]
        origin = rng.choice(["5311", "5311", "5311", "5304", "3578"])
        facts = [("sex", rng.choice("LLLP")), ("age", rng.choice(["18", "25", "25", "55"])), ("origins", origin)]
        for scope in (leaf, leaf[:-2], "stay:51"):
            for breakdown, cell in [("total", "active"), *facts]:
                truth[scope, breakdown, cell] = truth.get((scope, breakdown, cell), 0) + 1
            if scope != leaf:
                key = scope, "active", leaf.partition(":")[2][: len(scope) - 3]
                truth[key] = truth.get(key, 0) + 1
        for scope in (f"origin:{origin}", f"origin:{origin[:2]}"):
            for key in ((scope, "total", "active"), (scope, "active", leaf[5:9])):
                truth[key] = truth.get(key, 0) + 1
        key = f"origin:{origin[:2]}", "origins", origin
        truth[key] = truth.get(key, 0) + 1
    return truth


WORLDS = [(seed, people) for seed in range(8) for people in (12, 30, 90)]


def test_nobody_can_be_subtracted_out_of_a_week():
    found = {}
    for seed, people in WORLDS:
        truth = world(seed, people=people)
        if cells := found_out(telling.told_of(truth), truth):
            found[seed, people] = cells
    assert found == {}


def test_without_complementary_hiding_the_same_attack_finds_people(monkeypatch):
    monkeypatch.setattr(protection.Protection, "settle", lambda self: set())
    found = [found_out(telling.told_of(truth), truth) for seed, n in WORLDS[:9] if (truth := world(seed, people=n))]
    assert sum(map(bool, found)) >= 3


def test_most_is_still_told():
    """A rule that hides everything would be safe too."""
    told = telling.told_of(world(1, people=3000))
    assert sum(number is not None for number in told.values()) > 0.8 * len(told)


def test_a_plain_table_with_one_small_cell_covers_it():
    counts = {("stay:51", "total", "active"): 28, ("stay:51", "sex", "L"): 21, ("stay:51", "sex", "P"): 7}
    told = telling.told_of(counts)
    assert telling.told_of(counts | {("stay:51", "sex", "P"): 0})["stay:51", "sex", "L"] == 20
    assert told == {("stay:51", "total", "active"): 30, ("stay:51", "sex", "L"): None, ("stay:51", "sex", "P"): None}


def test_a_month_that_has_ended_stays_as_it_was_for_52_weeks(db):
    """Late reports make a neighbour told; the month's other figures would then open the weeks before."""
    start = snapshots.monday(timezone.localdate() - datetime.timedelta(days=7 * 52))
    rng, month, seen = Random(5), f"{timezone.localdate() - datetime.timedelta(days=60):%Y-%m}", []
    truth = {("stay:51", "arrivals", month): 0}
    parts = {"stay:5103": 21, "stay:5171": 3, "stay:5108": 30}
    rollups.fold()
    for number in range(52):
        if number % 9 == 8:
            parts["stay:5171"] += rng.choice((1, 2))
        truth = {(scope, "arrivals", month): n for scope, n in parts.items()}
        truth["stay:51", "arrivals", month] = sum(parts.values())
        Figure.objects.all().delete()
        Figure.objects.bulk_create(Figure(scope=s, breakdown=b, cell=c, count=n) for (s, b, c), n in truth.items())
        week = start + datetime.timedelta(days=7 * number)
        snapshots.freeze(week)
        rows = Snapshot.objects.filter(week=week)
        seen.append(({(r.scope, r.breakdown, r.cell): r.told for r in rows}, truth))
    assert {week: found for week, (told, true) in enumerate(seen) if (found := found_out(told, true))} == {}
    unmoved = ("stay:5103", "stay:5108")
    over_all = {(scope, "arrivals", month) for scope in unmoved}
    for told, true in seen[:10]:  # those who did not move are known from every week
        known = {key: next((t[key] for t, _ in seen if t[key] is not None), None) for key in over_all}
        assert found_out(told | known, true) == []
