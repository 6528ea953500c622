"""Which figures stay untold besides the small ones, so that no small one can be worked out from those that are told.

The reader is given all that could be known: that a told number is off by two at most, that what is `small` is 1 to 7,
what else is hidden is 8 or more, and that every whole is the sum of its parts. A small figure is safe while at least
`SAFE` values remain possible for it. What has to be hidden for that is chosen from the smallest up, the same each time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from harmoni.dashboard.disclosure import SMALLEST, STEP, shown

SAFE = 3
PATIENT = 6  # rounds before more is hidden at a time
TRIALS = 400  # figures that are tried in one settling
NEAR = 2  # sums between a small figure and what may cover it; further away nothing helps
MANY = 10**9
OFF = STEP // 2
Key = tuple[str, str, str]  # scope, breakdown, cell
Sum = tuple[Key, Sequence[Key]]  # a whole and its parts


def hidden(
    counts: Mapping[Key, int],
    sums: Iterable[Sum],
    already: Iterable[Key] = (),
    like_zero: Callable[[Key], bool] = lambda key: False,
) -> set[Key]:
    """Keys of figures of eight and more that must not be told, `already` among them; no count is a known zero."""
    return Protection(counts, sums, already, like_zero).settle()


def bounds(count: int, *, is_hidden: bool, like_zero: bool = False) -> tuple[int, int]:
    """What a reader knows of this figure alone; `like_zero`: a small one looks as a zero does there."""
    if count == 0:
        return 0, 0
    if count < SMALLEST:
        return int(not like_zero), SMALLEST - 1
    if is_hidden:
        return SMALLEST, MANY
    told = shown(count, zero_ok=True) or 0
    return max(told - OFF, SMALLEST), told + OFF


class Protection:
    """The figures as one system of sums, and the reader who narrows them down."""

    def __init__(
        self,
        counts: Mapping[Key, int],
        sums: Iterable[Sum],
        already: Iterable[Key] = (),
        like_zero: Callable[[Key], bool] = lambda key: False,
    ) -> None:
        self.counts = counts
        self.sums = [(whole, tuple(part for part in parts if counts.get(part))) for whole, parts in sums]
        self.sums_of: dict[Key, list[int]] = defaultdict(list)
        for number, (whole, parts) in enumerate(self.sums):
            for key in (whole, *parts):
                self.sums_of[key].append(number)
        self.patience, self.like_zero = TRIALS, like_zero
        self.bare: set[Key] = set()  # nothing told is left near these
        self.hidden = {key for key in already if counts.get(key, 0) >= SMALLEST}
        self.small = sorted(key for key, count in counts.items() if 0 < count < SMALLEST and key in self.sums_of)

    def settle(self) -> set[Key]:
        """Hides until every small figure is safe, as far as hiding others can make it so."""
        rounds, self.bare = 0, set(self._beyond_help())
        while more := self._covers(self.pinned(), rounds) or self._covers(self.given_away(), rounds):
            self.hidden |= more
            rounds += 1
        return self.hidden

    def _beyond_help(self):
        """Pinned by what is small around them, and by zeros, even if all else were hidden."""
        kept, self.hidden = self.hidden, {key for key, count in self.counts.items() if count >= SMALLEST}
        found, self.hidden = self.pinned(), kept
        return found

    def pinned(self) -> list[Key]:
        """Small figures for which the sums alone leave fewer than `SAFE` values."""
        low, high = self.known()
        return [key for key in self.small if high[key] - low[key] + 1 < SAFE]

    def given_away(self) -> list[Key]:
        """Those for which trying value after value leaves fewer; the narrowest first, while patience lasts."""
        low, high = self.known()
        open_still = [key for key in self.small if high[key] - low[key] + 1 >= SAFE and key not in self.bare]
        narrow = sorted(open_still, key=lambda key: high[key] - low[key])[: max(self.patience, 0)]
        self.patience -= len(narrow)
        return [key for key in narrow if not self._is_safe(key, low, high)]

    def _covers(self, unsafe, rounds):
        """One cover for each at first; twice as many after every few rounds, so that large tables settle too."""
        found: set[Key] = set()
        for key in unsafe:
            if key not in self.bare:
                covers = self.covers_of(key, 2 ** (rounds // PATIENT))
                found |= set(covers)
                if not covers:
                    self.bare.add(key)
        return found

    def _is_safe(self, key, low, high):
        """A value that contradicts what is told is not possible."""
        possible = 0
        for value in range(low[key], high[key] + 1):
            trial_low, trial_high = Overlay(low), Overlay(high)
            trial_low[key] = trial_high[key] = value
            possible += self.narrow(trial_low, trial_high, self.sums_of[key])
        return possible >= SAFE

    def known(self) -> tuple[dict[Key, int], dict[Key, int]]:
        """Lower and upper bounds of every figure, narrowed by all sums."""
        low, high = {}, {}
        for key, count in self.counts.items():
            low[key], high[key] = bounds(count, is_hidden=key in self.hidden, like_zero=self.like_zero(key))
        self.narrow(low, high, range(len(self.sums)))
        return low, high

    def narrow(self, low, high, numbers) -> bool:
        """Works the sums until nothing moves; False where they cannot all hold."""
        waiting = dict.fromkeys(numbers)
        while waiting:
            number = next(iter(waiting))
            del waiting[number]
            whole, parts = self.sums[number]
            moved = _narrow_one(low, high, whole, parts)
            if moved is None:
                return False
            for key in moved:
                waiting |= dict.fromkeys(self.sums_of[key])
        return True

    def covers_of(self, key: Key, most: int) -> list[Key]:
        """The smallest told figures beside this one, else its whole; a step further when all of these are hidden."""
        seen, near = {key}, [key]
        for _step in range(NEAR):
            around = {number for one in near for number in self.sums_of[one]}
            for group in ({p for n in around for p in self.sums[n][1]}, {self.sums[n][0] for n in around}):
                if told := [one for one in group if self._is_told(one)]:
                    return sorted(told, key=lambda one: (self.counts[one], one))[:most]
            beside = {one for n in around for one in (self.sums[n][0], *self.sums[n][1])}
            near = sorted(beside - seen)
            seen |= beside
        return []

    def _is_told(self, key):
        return self.counts.get(key, 0) >= SMALLEST and key not in self.hidden


class Overlay(dict):
    """Bounds tried out over others, which stay as they are."""

    def __init__(self, beneath: Mapping[Key, int]) -> None:
        super().__init__()
        self.beneath = beneath

    def __missing__(self, key):
        return self.beneath[key]


def _narrow_one(low, high, whole, parts):
    """The keys whose bounds one sum narrows; None where it cannot hold."""
    lowest, highest = sum(low[part] for part in parts), sum(high[part] for part in parts)
    moved = []
    for key, least, most in _limits(low, high, whole, parts, lowest, highest):
        if least > low[key] or most < high[key]:
            low[key], high[key] = max(low[key], least), min(high[key], most)
            moved.append(key)
        if low[key] > high[key]:
            return None
    return moved


def _limits(low, high, whole, parts, lowest, highest):
    yield whole, lowest, highest
    for part in parts:
        yield part, low[whole] - (highest - high[part]), high[whole] - (lowest - low[part])
