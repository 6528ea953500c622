"""A world of ten thousand made ten or a hundred times as large, for the bench: no seed writes a million in minutes.

Every person gets so many twins. A twin is a new human being to every index: an id, a NIK (the birth date and a serial
of its own), a telephone and a name of its own, drawn from the words of the same kabupaten as the seed's, each sealed
and keyed by the model itself. Two records of one NIK have twins of one NIK. Everything written about the person is
written about the twin: presences, stays, both registers, jobs, papers, journeys, tasks, and every line of the
history, readings among them, with the twin in the place of the person.

Not varied: place, days (but for minutes), and words such as addresses. Left out: sealed bytes that are bound to their
row (telephones of a stay, printed letters; a pact's are copied and stay unreadable) and the outbox. Ids are digests,
the rest comes from a generator with the world's label: the same each time.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, models, transaction

from harmoni.history.models import Event
from harmoni.letters.models import Document
from harmoni.measuring.twins import twin, write_twins
from harmoni.notices.models import Notice
from harmoni.seeding.shares import generator
from registrations.certification.models import Attendance, Candidate, Pact, Recommendation
from registrations.people import numbers
from registrations.people.models import Person, Presence
from registrations.residency.models import Clash, ClashSide, Job, Referral, Registration, Stay

A_PAGE = 25  # people named by the reading of one list
SPARED = ("angkat", "rencanakan")  # acts about nobody


@dataclass(frozen=True)
class Book:
    """A table and what in it is not copied: {column: expression over `old` and `turn`}; `ids` are twins' ids."""

    model: type[models.Model]
    ids: str = ""
    values: dict[str, str] = field(default_factory=dict)
    joins: str = ""
    where: str = "true"

    @property
    def table(self) -> str:
        return self.model._meta.db_table


MINUTES = "old.{0} - turn * interval '1 minute'"
ANEW = "old.{0} || '/' || %(label)s || turn"
NUMBER = "JOIN twin_number number ON number.stay = pg_temp.twin(old.{0}, turn)"
BOOKS = [
    Book(Presence, "person_id"),
    Book(Candidate, "id person_id", {"registered_at": MINUTES.format("registered_at")}),
    Book(Attendance, "id candidate_id"),
    Book(Pact, "id candidate_id"),
    Book(
        Recommendation,
        "id candidate_id",
        {"letter_number": f"CASE old.letter_number WHEN '' THEN '' ELSE {ANEW.format('letter_number')} END"},
    ),
    Book(
        Stay,
        "id person_id candidate_id moved_from_id",
        {
            "registered_at": MINUTES.format("registered_at"),
            "registration_number": "number.number",
            "nik_digest": "(SELECT person.nik_digest FROM people_person person"
            " WHERE person.id = pg_temp.twin(old.person_id, turn))",
            "lodging_phone_sealed": "NULL",
            "responsible_phone_sealed": "NULL",
        },
        NUMBER.format("id"),
    ),
    Book(
        Registration,
        "stay_id",
        {"number": f"CASE old.number WHEN '' THEN '' ELSE {ANEW.format('number')} END"},
    ),
    Book(Job, "id stay_id"),
    Book(Referral, "id stay_id"),
    Book(Clash, "id active_id waiting_id", {"number": "left(md5(old.id::text || %(label)s || turn), 12)"}),
    Book(ClashSide, "id clash_id stay_id"),
    Book(
        Notice,
        "id record",
        {
            "dedupe_key": ANEW.format("dedupe_key"),
            "path": "replace(old.path, old.record::text, pg_temp.twin(old.record, turn)::text)",
        },
    ),
    Book(
        Document,
        "id record subject replaced_by_id",
        {
            "number": f"coalesce(number.number, {ANEW.format('number')})",
            "token": "left(md5(old.token || %(label)s || turn), 22)",
            "page": "replace(old.page, old.record::text, pg_temp.twin(old.record, turn)::text)",
            "created_at": MINUTES.format("created_at"),
            "printed": "NULL",
            "claim": "NULL",
            "content": "NULL",
        },
        f"LEFT {NUMBER.format('record')}",
    ),
    Book(
        Event,
        "",
        {
            "at": MINUTES.format("at"),
            "subjects": "ARRAY(SELECT pg_temp.twin(one, turn) FROM unnest(old.subjects) AS one)",
        },
        where=f"old.verb NOT IN {SPARED}",
    ),
]


def read(times: int = 2) -> None:
    """Readings as offices leave them: every person opened once, and so many times in a list with two dozen others."""
    with connection.cursor() as cursor:
        cursor.execute(READINGS, {"page": A_PAGE, "times": times})


READINGS = """
INSERT INTO history_event (at, kind, verb, actor_id, actor_name, place, subjects, before, after, reason)
SELECT now() - turn * interval '1 day', 'reading', 'lihat_daftar', min(by), 'Petugas', path, array_agg(person),
       '', '', ''
FROM (SELECT village.path, stay.person_id AS person, stay.registered_by_id AS by,
             row_number() OVER (PARTITION BY village.id ORDER BY stay.registered_at, stay.id) / %(page)s AS page
      FROM residency_stay stay JOIN regions_customaryvillage village ON village.id = stay.customary_village_id) AS rows
CROSS JOIN generate_series(1, %(times)s) AS turn
GROUP BY path, page, turn
UNION ALL
SELECT stay.registered_at + interval '1 hour', 'reading', 'buka_catatan', stay.registered_by_id, 'Petugas',
       village.path, ARRAY[stay.person_id, stay.id], '', '', ''
FROM residency_stay stay JOIN regions_customaryvillage village ON village.id = stay.customary_village_id
"""


@transaction.atomic
def multiply(times: int, label: str) -> None:
    """So many times as many people, with their books; as the owner of the tables, who may lay indexes aside."""
    with connection.cursor() as cursor, _indexes_aside(cursor):
        cursor.execute(TWIN, {"label": f"/{label}/"})
        cursor.execute("CREATE TEMP TABLE twin_number (stay uuid PRIMARY KEY, number text NOT NULL)")
        stays = list(Stay.objects.order_by("pk").values_list("pk", "registration_number"))
        write_twins(label, times)
        _give_numbers(cursor, stays, label, times)
        for book in BOOKS:
            cursor.execute(_copied(cursor, book), {"turns": times - 1, "label": label})
        cursor.execute("DROP TABLE twin_number")


TWIN = """
CREATE OR REPLACE FUNCTION pg_temp.twin(id uuid, turn int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT md5(id::text || %(label)s || turn)::uuid $$
"""


def _give_numbers(cursor, stays, label, times):
    """Registration numbers with their check character, none twice."""
    rng, taken, lines = generator(f"{label}/numbers"), {number for _, number in stays}, []
    for turn in range(1, times):
        for pk, _number in stays:
            while (number := numbers.new_number(numbers.STAY, rng.choice)) in taken:
                pass
            taken.add(number)
            lines.append(f"{twin(pk, label, turn)}\t{number}\n")
    cursor.copy_expert("COPY twin_number FROM STDIN", io.StringIO("".join(lines)))
    cursor.execute("ANALYZE twin_number")


def _copied(cursor, book):
    """One statement: every row of the table so many times more, with the book's own values in their columns."""
    ids = {column: f"pg_temp.twin(old.{column}, turn)" for column in book.ids.split()}
    cursor.execute(COLUMNS, [book.table])
    values = {column: f"old.{column}" for (column,) in cursor.fetchall()} | ids | book.values
    return (
        f"INSERT INTO {book.table} ({', '.join(values)}) SELECT {', '.join(values.values())}"  # noqa: S608 - our own names
        f" FROM {book.table} old CROSS JOIN generate_series(1, %(turns)s) AS turn {book.joins} WHERE {book.where}"
    )


COLUMNS = """
SELECT quote_ident(column_name) FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' AND is_identity = 'NO'
ORDER BY ordinal_position
"""


@contextmanager
def _indexes_aside(cursor) -> Iterator[None]:
    """What is built in one go when the rows stand: all but the primary keys. Nothing is checked less for that."""
    tables = [Person._meta.db_table, *(book.table for book in BOOKS)]
    cursor.execute(ASIDE, {"tables": tables})
    found = cursor.fetchall()
    for drop, _lay in found:
        cursor.execute(drop)
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL statement_timeout = 0")
    yield
    for _drop, lay in reversed(found):
        cursor.execute(lay)


# Foreign keys first: they lean on what follows.
ASIDE = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', c.conrelid::regclass, c.conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
FROM pg_constraint c
WHERE c.conrelid = ANY (%(tables)s::regclass[]) AND c.contype IN ('f', 'u', 'x')
UNION ALL
SELECT format('DROP INDEX %%I', i.indexname), i.indexdef
FROM pg_indexes i
WHERE (i.schemaname || '.' || i.tablename)::regclass = ANY (%(tables)s::regclass[])
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = format('%%I', i.indexname)::regclass)
"""
