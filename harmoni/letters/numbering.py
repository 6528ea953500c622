"""The number of a letter: one series for each office, kind and year, without gaps."""

from django.db import connection

from harmoni.history.atomicity import demand_transaction
from harmoni.letters.models import Kind

# Archive codes of Permendagri 83/2022: spread and migration of non-permanent residents; work and transmigration.
CLASSIFICATION = {Kind.RECOMMENDATION: "400.8.4.7", Kind.CERTIFICATE: "500.11"}
SHORT = {Kind.RECOMMENDATION: "REK", Kind.CERTIFICATE: "PBK"}
NEXT = """
INSERT INTO letters_series (office, kind, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (office, kind, year) DO UPDATE SET last = letters_series.last + 1
RETURNING last
"""


def next_number(kind: str, office_code: str, year: int) -> str:
    """`400.8.4.7/0001/REK/5311/2026`. Taken in the transaction of the act: one that rolls back gives it back.

    The next one waits for that transaction's end, which is the price of having no gap.
    """
    demand_transaction("the number of a letter")
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [office_code, str(kind), year])
        serial = cursor.fetchone()[0]
    kind = Kind(kind)
    return f"{CLASSIFICATION[kind]}/{serial:04d}/{SHORT[kind]}/{office_code}/{year}"
