"""Pages by key: the next page begins after the last row shown, so that a deep page costs what the first one does."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime


@dataclass(frozen=True)
class Page:
    rows: list
    older: str  # the key after which the next page begins; '' on the last


def page(rows: QuerySet, *, by: str, descending: bool, after: str, size: int = 25) -> Page:
    """One page ordered by the field `by` and the primary key; an unreadable key begins at the top."""
    value, _, last = after.partition("_")
    value = parse_datetime(value) or parse_date(value) if value else None
    if value and last:
        further = "lt" if descending else "gt"
        rows = rows.filter(Q(**{f"{by}__{further}": value}) | Q(**{by: value, "pk__gt": last}))
    found = list(rows.order_by(f"-{by}" if descending else by, "pk")[: size + 1])
    shown = found[:size]
    return Page(shown, _key(shown[-1], by) if len(found) > size else "")


def _key(row: Any, by: str) -> str:
    return f"{getattr(row, by).isoformat()}_{row.pk}"
