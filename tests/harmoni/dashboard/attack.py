"""A reader who wants to know who the hidden ones are: all published numbers at once, and an exact search.

It shares no line with the code that hides. `Reader` knows what each number on its own says, and that wholes are the
sums of their parts; it narrows intervals, and then tries every value of a hidden cell by branching over the rest:
a value stays possible only while whole numbers for everything else exist.
"""

from dataclasses import dataclass, field

INFINITE = 10**7
TRIES = 4000


@dataclass
class Reader:
    """`low` and `high` by cell; `sums` are (whole, parts)."""

    low: dict = field(default_factory=dict)
    high: dict = field(default_factory=dict)
    sums: list = field(default_factory=list)

    def reads(self, cell, told, *, small=None, like_zero=False):
        """A told number, or None where it is hidden; `small`: the reader has guessed of which sort it is.

        `like_zero`: nothing on the page tells a hidden number from none.
        """
        low, high = (told - 2, told + 2) if told else (0, 0)
        if told is None:
            low, high = {True: (0 if like_zero else 1, 7), False: (8, INFINITE), None: (1, INFINITE)}[small]
        elif told == 10:
            low = 8
        self.low[cell] = max(low, self.low.get(cell, 0))
        self.high[cell] = min(high, self.high.get(cell, INFINITE))

    def adds_up(self, whole, parts):
        self.sums.append((whole, [part for part in parts if part in self.low]))

    def possible(self, cell, most=3):
        """Values that this cell may have, up to so many."""
        low, high = dict(self.low), dict(self.high)
        assert self._narrow(low, high), "the publication contradicts itself"
        found = []
        for value in range(low[cell], min(high[cell], 60) + 1):
            self.left = TRIES
            if self._solves({**low, cell: value}, {**high, cell: value}):
                found.append(value)
            if len(found) == most:
                break
        return found

    def _narrow(self, low, high):
        moved = True
        while moved:
            moved = False
            for whole, parts in self.sums:
                least, most = sum(low[p] for p in parts), sum(high[p] for p in parts)
                for cell, a, b in [(whole, least, most)] + [
                    (p, low[whole] - most + high[p], high[whole] - least + low[p]) for p in parts
                ]:
                    if a > low[cell]:
                        low[cell], moved = a, True
                    if b < high[cell]:
                        high[cell], moved = b, True
                    if low[cell] > high[cell]:
                        return False
        return True

    def _solves(self, low, high):
        """Whether whole numbers exist for every cell. Out of patience counts as yes: nothing was found out."""
        self.left -= 1
        if self.left < 0:
            return True
        if not self._narrow(low, high):
            return False
        open_cells = [cell for whole, parts in self.sums for cell in (whole, *parts) if low[cell] < high[cell]]
        if not open_cells:
            return True
        cell = min(open_cells, key=lambda one: high[one] - low[one])
        middle = (low[cell] + high[cell]) // 2
        return self._solves(dict(low), {**high, cell: middle}) or self._solves({**low, cell: middle + 1}, dict(high))
