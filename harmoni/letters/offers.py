"""What the check page of a paper offers to the officer who scans it: said by the book that issued the paper."""

from collections.abc import Callable
from typing import Any

from harmoni.accounts.models import User
from harmoni.letters.models import Document, Kind

OFFERS: dict[str, Callable[[Document, User], Any]] = {}


def offers(kind: Kind):
    """Registers what is offered on papers of this kind; None for whoever has no business with the record."""

    def register(offer):
        OFFERS[kind] = offer
        return offer

    return register


def offered(document: Document, user: Any) -> Any:
    offer = OFFERS.get(document.kind)
    return offer(document, user) if offer and user.is_authenticated else None
