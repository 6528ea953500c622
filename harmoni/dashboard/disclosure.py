"""The one rule of what a figure may say, so that no figure points at a person.

A count of 1 to 7 is never told; everything else is rounded to the nearest 5. Zero is told only from the
kabupaten upward; beneath, it looks like any other hidden count. A share is made of told numbers alone.
"""

SMALLEST = 8
STEP = 5


def shown(count: int, *, zero_ok: bool) -> int | None:
    """The number that may be told, or None when it stays hidden."""
    if count == 0:
        return 0 if zero_ok else None
    if count < SMALLEST:
        return None
    return (count + STEP // 2) // STEP * STEP


def share(part: int | None, whole: int) -> int | None:
    """Per cent of two told numbers; None where there is nothing to divide."""
    return round(100 * part / whole) if part and whole else None
