"""The number of a letter or of a row in a register: one series for each office, kind and year, without gaps."""

from collections import Counter
from collections.abc import Sequence

from django.db import connection

from harmoni.history.atomicity import demand_transaction
from harmoni.letters.models import Kind

# Archive codes of Permendagri 83/2022: spread and migration of non-permanent residents; work and transmigration.
CLASSIFICATION = {Kind.RECOMMENDATION: "400.8.4.7", Kind.CERTIFICATE: "500.11"}
SHORT = {Kind.RECOMMENDATION: "REK", Kind.CERTIFICATE: "PBK"}
NEXT_MANY = """
INSERT INTO letters_series (office, kind, year, last)
SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::int[])
ON CONFLICT (office, kind, year) DO UPDATE SET last = letters_series.last + EXCLUDED.last
RETURNING office, kind, year, last
"""


def next_number(kind: str, office_code: str, year: int) -> str:
    """`400.8.4.7/0001/REK/5311/2026`."""
    return next_numbers([(kind, office_code, year)])[0]


def next_numbers(wanted: Sequence[tuple[str, str, int]]) -> list[str]:
    """A number for each (kind, office code, year), in the order given."""
    numbered = zip(wanted, next_serials(wanted), strict=True)
    return [_written(kind, office, year, serial) for (kind, office, year), serial in numbered]


def next_serials(wanted: Sequence[tuple[str, str, int]]) -> list[int]:
    """The next serial of the series of each (kind, office, year), in the order given, in one statement.

    Taken in the transaction of the act: one that rolls back gives it back. Whoever comes next in the same series
    waits for that transaction's end, which is the price of having no gap; so take it late in the act.
    """
    demand_transaction("the number of a letter")
    counts = Counter((office, str(kind), year) for kind, office, year in wanted)
    if not counts:
        return []
    rows = sorted((*series, count) for series, count in counts.items())  # everybody takes them in one order
    with connection.cursor() as cursor:
        cursor.execute(NEXT_MANY, [list(column) for column in zip(*rows, strict=True)])
        last = {tuple(row[:3]): row[3] for row in cursor.fetchall()}
    given = {series: last[series] - count for series, count in counts.items()}
    return [_following(given, kind, office, year) for kind, office, year in wanted]


def _following(given, kind, office, year):
    series = office, str(kind), year
    given[series] += 1
    return given[series]


def _written(kind, office, year, serial):
    kind = Kind(kind)
    return f"{CLASSIFICATION[kind]}/{serial:04d}/{SHORT[kind]}/{office}/{year}"
