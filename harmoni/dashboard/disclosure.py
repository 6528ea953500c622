"""The one rule of what a figure may say, so that no figure points at a person.

A count of 1 to 7 is never told; everything else is rounded to the nearest 5. Zero is told only from the
kabupaten upward; beneath, it looks like any other hidden count. A share is made of told numbers alone. A median
is told of eight or more, in whole days.
"""

import datetime

SMALLEST = 8
STEP = 5


def shown(count: int, *, zero_ok: bool) -> int | None:
    """The number that may be told, or None when it stays hidden."""
    if count == 0:
        return 0 if zero_ok else None
    if count < SMALLEST:
        return None
    return (count + STEP // 2) // STEP * STEP


def share(part: float | None, whole: float | None) -> float | None:
    """Per cent of two told numbers; None where one is hidden or there is nothing to divide. A told zero is 0 %.

    Less than one per cent has one decimal, and never looks like none.
    """
    if part is None or not whole:
        return None
    found = 100 * part / whole
    return round(found) if found >= 1 or not found else max(round(found, 1), 0.1)


def median_days(median: datetime.timedelta | None, count: int) -> int | None:
    """The median of so many durations in days of 24 hours, half a day up; None of fewer than eight."""
    if median is None or count < SMALLEST:
        return None
    return (median + datetime.timedelta(hours=12)).days
