"""What may be told of all figures together: the rule for one figure, and what their sums would give away."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Q
from django.utils import timezone

from harmoni.dashboard import protection
from harmoni.dashboard.disclosure import shown
from harmoni.dashboard.models import Figure
from harmoni.dashboard.protection import Key, Sum

TOTAL, ACTIVE, OVERDUE, ORIGINS, WAIT = "total", "active", "overdue", "origins", "wait"
PARTS = (ORIGINS, "sex", "age", "work", "length")  # each splits those who are here; so does `active`, by place
UNKNOWN = "?"
NTT = "53"


def tell_live() -> None:
    """Writes what may be told of the totals as they stand: wholes and their smaller places, of this minute."""
    month = Q(breakdown__in=("arrivals", "departures"), cell=f"{timezone.localdate():%Y-%m}")
    rows = list(Figure.objects.filter(Q(breakdown=TOTAL) | month))
    told = told_of({(row.scope, row.breakdown, row.cell): row.count for row in rows})
    changed = []
    for row in rows:
        now = told[row.scope, row.breakdown, row.cell]
        if row.told != now:
            row.told = now
            changed.append(row)
    Figure.objects.bulk_update(changed, ["told"], batch_size=2000)


def is_wide(scope: str) -> bool:
    """A kabupaten or more: wide enough for a zero to be told."""
    path = scope.partition(":")[2]
    return path.isdigit() and len(path) <= 4


def told_of(counts: Mapping[Key, int], *, stay_hidden: Iterable[Key] = ()) -> dict[Key, int | None]:
    """The number that may be told of each; None where it stays hidden, be it small or a cover for a small one."""
    one_name: dict[Key, int] = {}
    for key, count in counts.items():
        one_name[canonical(key)] = count
    covered = protection.hidden(one_name, sums(counts), map(canonical, stay_hidden), looks_like_zero)
    return {
        key: None if canonical(key) in covered else shown(count, zero_ok=is_wide(key[0]))
        for key, count in counts.items()
    }


def tells_zero(scope: str, breakdown: str) -> bool:
    """By place from a kabupaten upward; by origin in Nusa Tenggara Timur alone, and of its kabupaten only the totals.

    From elsewhere come few, from many places: to know where there is nobody would tell how many there are.
    """
    side, _colon, path = scope.partition(":")
    if side == "origin":
        return path == NTT or (path.startswith(NTT) and breakdown == TOTAL)
    return is_wide(scope)


def looks_like_zero(key: Key) -> bool:
    """Where a small number and none look alike: where no zero is told; origins in a place, listed only when told."""
    return key[1] == ORIGINS or not tells_zero(key[0], key[1])


def canonical(key: Key) -> Key:
    """One name for one number: a cell by place is the smaller place's own total, and so on."""
    scope, breakdown, cell = key
    side, _, path = scope.partition(":")
    if cell == UNKNOWN:
        return key
    if breakdown in (ACTIVE, OVERDUE) and side == "stay" and "/" not in cell:
        return f"stay:{cell}", TOTAL, breakdown
    if breakdown == ORIGINS and len(cell) == 4 and path in ("51", cell[:2]) and cell[:2] != "51":
        return f"origin:{cell}", TOTAL, ACTIVE
    if breakdown == ACTIVE and side == "origin" and len(path) == 4:
        return f"stay:{cell}", ORIGINS, path
    return key


def sums(counts: Mapping[Key, int]) -> Iterator[Sum]:
    """Every whole and its parts, under their one name: smaller places, and the ways in which a total is split.

    Where they do not add up (a letter that names no desa adat; who waits for matching, counted by the village alone),
    the whole tells nothing exact of its parts.
    """
    groups: dict[tuple[Key, str], set[Key]] = defaultdict(set)
    for key in counts:
        for whole, how in _wholes(key):
            groups[canonical(whole), how].add(canonical(key))
    named = {canonical(key): count for key, count in counts.items()}
    for (whole, _how), parts in groups.items():
        if whole not in parts and sum(named[part] for part in parts) == named.get(whole, 0):
            yield whole, sorted(parts)


def _wholes(key):
    """The wholes of which this is a part, and in which manner."""
    scope, breakdown, cell = key
    side, _, path = scope.partition(":")
    by_smaller_place = (ACTIVE, OVERDUE) if side == "stay" else (ORIGINS,)
    if breakdown not in by_smaller_place and (upper := _above(path)):
        yield (f"{side}:{upper}", breakdown, cell), "down"
    if breakdown in (ACTIVE, OVERDUE) and "/" in cell:
        yield (f"stay:{cell}", TOTAL, breakdown), "the same village"
    if breakdown in (*PARTS, ACTIVE, OVERDUE):
        yield (scope, TOTAL, OVERDUE if breakdown == OVERDUE else ACTIVE), f"{scope} {breakdown}"


def _above(path):
    """The place that holds this one, on the one tree that there is."""
    if "/" in path:
        return path.partition("/")[0]
    return path[:-2] if len(path) > 2 else ""
