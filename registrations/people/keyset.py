"""Pages by key: the next page begins after the last row shown, so that a deep page costs what the first one does."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime


@dataclass(frozen=True)
class Page:
    rows: list
    older: str  # the key after which the next page begins; '' on the last


def page(rows: QuerySet, *, by: str, descending: bool, after: str, size: int = 25) -> Page:
    """One page ordered by the field `by` and the primary key; an unreadable key begins at the top."""
    value, last = _position(after)
    if value and last:
        further = "lt" if descending else "gt"
        rows = rows.filter(**{f"{by}__{further}e": value})  # where the index begins to read
        rows = rows.filter(Q(**{f"{by}__{further}": value}) | Q(**{by: value, "pk__gt": last}))
    rows = rows.order_by(f"-{by}" if descending else by, "pk")
    found = list(rows.filter(pk__in=rows.select_related(None).values("pk")[: size + 1]))  # joins only what is shown
    shown = found[:size]
    return Page(shown, _key(shown[-1], by) if len(found) > size else "")


def _position(after):
    """The value and the id in a key; (None, None) for anything that is none."""
    value, _, last = after.partition("_")
    try:
        value, last = parse_datetime(value) or parse_date(value), UUID(last)
    except ValueError:
        return None, None
    return (value, last) if value and 1900 < value.year < 9000 else (None, None)


def _key(row: Any, by: str) -> str:
    return f"{getattr(row, by).isoformat()}_{row.pk}"
