"""The figures follow the history: every act names whom it concerned, and those people are counted anew.

The lines of the history are the deltas: written by the books' own transactions on every path, in the order of the
chain. The fold runs once a minute, alone, so that no figure is a hot row for anybody who works at a desk.
"""

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from harmoni.dashboard import counting
from harmoni.dashboard.models import Counted, Figure, Fold
from harmoni.dashboard.telling import tell_live
from harmoni.history import chain
from harmoni.history.models import Seal

LOCK = 7_202_648
COLUMNS = "person_id, place, origin, cells, turns_on"


def fold() -> int:
    """Counts what has been sealed since the last time, and what the day has turned; returns how many people."""
    chain.seal()
    with transaction.atomic():
        state = _state()
        if state.seal is None:
            return _count_all(state)
        head = _head()
        people = _touch(state.seal)
        if _recount():
            tell_live()
        _note(state, head)
        return people


@transaction.atomic
def rebuild() -> int:
    """Forgets every figure and counts all books; returns how many rows count."""
    return _count_all(_state())


@transaction.atomic
def drift(*, repair: bool = False) -> list[str]:
    """Figures that differ from the books, each as `scope breakdown cell: kept -> books`; [] when there are none.

    Whoever was acted upon since the last fold is no drift yet, so that a comparison may run at any hour.
    """
    state = _state()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE fresh AS {counting.ALL}", _day())
        cursor.execute(LEFT_BEHIND, _day() | {"seal": state.seal or 0})  # after: what was seen of an act is left out
        cursor.execute(DRIFT.format(spread=counting.SPREAD.format(delta="cell")))
        found = [f"{scope} {breakdown} {cell}: {kept} -> {books}" for scope, breakdown, cell, kept, books in cursor]
        cursor.execute("DROP TABLE fresh, touched_person")
    state.drift, state.compared_at = len(found), timezone.now()
    state.save()
    if found and repair:
        _count_all(state)
    return found


def as_of():
    """When the figures were counted last; None before the first time."""
    state = Fold.objects.filter(pk=1).first()
    return state and state.at


def _state():
    """The one row, and the turn: whoever holds it folds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    return Fold.objects.get_or_create(pk=1)[0]


def _head():
    return Seal.objects.aggregate(head=Max("number"))["head"] or 0


def _day():
    return {"today": timezone.localdate()}


def _note(state, head):
    state.seal, state.at = head, timezone.now()
    state.save()


def _count_all(state):
    head = _head()
    Counted.objects.all()._raw_delete(Counted.objects.db)
    Figure.objects.all()._raw_delete(Figure.objects.db)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO dashboard_counted ({COLUMNS}) {counting.ALL}", _day())  # noqa: S608 - our own words
        rows = cursor.rowcount
        cursor.execute(APPLY.format(spread=counting.SPREAD.format(delta=GROUPED)))
    tell_live()
    _note(state, head)
    return rows


def _touch(seal):
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, _day() | {"seal": seal})
        return cursor.rowcount


def _recount():
    """Applies the differences of everybody touched; whether there were any."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE fresh AS {counting.FRESH}", _day())
        cursor.execute(CHANGED)
        changed = cursor.rowcount
        if changed:
            cursor.execute(APPLY.format(spread=counting.SPREAD.format(delta=DELTA)))
            cursor.execute(REPLACE)
            cursor.execute("DELETE FROM dashboard_figure WHERE count = 0")
        cursor.execute("DROP TABLE fresh, changed, touched_person")
    return changed


# A village's record of a person and the home regency's may be two: a journey is followed to its stay.
_SUBJECTS = """
SELECT DISTINCT unnest(event.subjects) AS id FROM history_event event {sealed} event.kind = 'act'
"""
_PEOPLE = """
CREATE TEMP TABLE touched_person AS
WITH subject AS MATERIALIZED ({subjects})
SELECT person.id FROM people_person person JOIN subject USING (id)
UNION SELECT stay.person_id FROM residency_stay stay JOIN subject USING (id)
UNION SELECT stay.person_id FROM residency_stay stay JOIN subject ON subject.id = stay.candidate_id
UNION SELECT journey.person_id FROM certification_candidate journey JOIN subject USING (id)
UNION SELECT counted.person_id FROM dashboard_counted counted JOIN subject ON subject.id = counted.person_id
UNION SELECT person_id FROM dashboard_counted WHERE turns_on <= %(today)s
"""
TOUCHED = _PEOPLE.format(
    subjects=_SUBJECTS.format(
        sealed="JOIN history_seal seal ON seal.event_id = event.id WHERE seal.number > %(seal)s AND"
    )
)
LEFT_BEHIND = _PEOPLE.format(
    subjects=_SUBJECTS.format(
        sealed="LEFT JOIN history_seal seal ON seal.event_id = event.id"
        " WHERE (seal.number > %(seal)s OR seal.number IS NULL) AND"
    )
)
CHANGED = f"""
CREATE TEMP TABLE changed AS
WITH kept AS (SELECT {COLUMNS} FROM dashboard_counted WHERE person_id IN (SELECT id FROM touched_person))
SELECT person_id FROM (SELECT * FROM fresh EXCEPT ALL SELECT * FROM kept) AS came
UNION SELECT person_id FROM (SELECT * FROM kept EXCEPT ALL SELECT * FROM fresh) AS went
"""  # noqa: S608 - our own words
GROUPED = """
(SELECT place, origin, cell, count(*) AS n FROM dashboard_counted, unnest(cells) AS cell GROUP BY 1, 2, 3)
"""
DELTA = """
(SELECT place, origin, cell, sum(n) AS n FROM (
    SELECT place, origin, unnest(cells) AS cell, 1 AS n FROM fresh JOIN changed USING (person_id)
    UNION ALL
    SELECT place, origin, unnest(cells), -1 FROM dashboard_counted JOIN changed USING (person_id)
 ) AS both_sides GROUP BY 1, 2, 3 HAVING sum(n) <> 0)
"""
APPLY = """
INSERT INTO dashboard_figure (scope, breakdown, cell, count) {spread}
ON CONFLICT (scope, breakdown, cell) DO UPDATE SET count = dashboard_figure.count + excluded.count
"""
REPLACE = f"""
DELETE FROM dashboard_counted WHERE person_id IN (SELECT person_id FROM changed);
INSERT INTO dashboard_counted ({COLUMNS}) SELECT {COLUMNS} FROM fresh JOIN changed USING (person_id)
"""  # noqa: S608 - our own words
# The rows of people left behind are taken from what is kept on both sides.
DRIFT = """
WITH cell AS (
    SELECT place, origin, cell, sum(n) AS n FROM (
        SELECT place, origin, unnest(cells) AS cell, 1 AS n FROM fresh
        WHERE person_id NOT IN (SELECT id FROM touched_person)
        UNION ALL
        SELECT place, origin, unnest(cells), 1 FROM dashboard_counted
        WHERE person_id IN (SELECT id FROM touched_person)
    ) AS rows GROUP BY 1, 2, 3
), books AS ({spread})
SELECT scope, breakdown, cell, coalesce(kept.count, 0), coalesce(books.count, 0)
FROM books FULL JOIN dashboard_figure kept
USING (scope, breakdown, cell)
WHERE coalesce(kept.count, 0) <> coalesce(books.count, 0)
ORDER BY 1, 2, 3
"""
