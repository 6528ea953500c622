"""What belongs together is committed together."""

from django.db import connection
from django.db.transaction import TransactionManagementError


def demand_transaction(what: str) -> None:
    """Stops a caller who would write `what` outside the transaction of the act itself."""
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"{what} is written in the transaction of the act it belongs to")
