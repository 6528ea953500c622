"""Things drawn in proportion to their weights, and the tables they come from."""

import csv
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the files in `data/`."""
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Shares:
    """A bag of (thing, weight); the same generator in the same state draws the same thing."""

    def __init__(self, pairs: Iterable[tuple[Any, float]]):
        pairs = list(pairs)
        self.things = [thing for thing, _ in pairs]
        self.cumulative = list(accumulate(weight for _, weight in pairs))

    def draw(self, rng: Random) -> Any:
        return rng.choices(self.things, cum_weights=self.cumulative)[0]


def generator(label: str) -> Random:
    """A generator of its own for everything that has this label; for invented worlds, never for secrets."""
    return Random(label)  # noqa: S311


def happens(rng: Random, share: float) -> bool:
    """True in this share (0 to 1) of the cases."""
    return rng.random() < share
