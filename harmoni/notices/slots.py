"""A job of the clock runs once a slot, however many beats tick."""

from django.db import connection

from harmoni.history.atomicity import demand_transaction


def first_in(job: str, slot: str) -> bool:
    """True for the first caller of this slot. A job that fails gives its slot back."""
    demand_transaction("a slot of the clock")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notices_slot (job, slot) VALUES (%s, %s) ON CONFLICT (job, slot) DO NOTHING",
            [job, slot],
        )
        return cursor.rowcount == 1
