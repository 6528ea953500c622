"""A question of the desk about the records of one book: a name, a set of rows, an order, and what to do with a row."""

from dataclasses import dataclass
from typing import Any

from harmoni.accounts.roles import Permission


@dataclass(frozen=True)
class Queue:
    """`method` is the queryset method whose rows it asks about; `clock` the date whose oldest comes first.

    `patience`: days after which the oldest row is late; None when waiting is nobody's fault.
    `quiet`: the desk asks only while there is somebody to ask about.
    """

    slug: str
    name: Any
    question: Any
    button: Any
    method: str
    clock: str
    permission: Permission
    descending: bool = False
    patience: int | None = None
    quiet: bool = False
