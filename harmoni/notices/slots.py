"""A job of the clock runs once a slot, however many beats tick."""

from django.db import connection


def first_in(job: str, slot: str) -> bool:
    """True for the first caller of this slot. The row lies in the job's own transaction: a job that fails gives it back."""
    assert connection.in_atomic_block, "the slot is taken in the transaction of the job"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notices_slot (job, slot) VALUES (%s, %s) ON CONFLICT (job, slot) DO NOTHING",
            [job, slot],
        )
        return cursor.rowcount == 1
