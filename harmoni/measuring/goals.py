"""What was measured beside what was promised: times of the floor, queries, bytes, and growth with the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from harmoni.measuring.pages import FLOOR, Result

PAGE = 15_000  # bytes of a later page on the wire
GROWTH = 1.5  # from 10k to any size, in times of the floor
GROWING = ("list", "search", "save", "record", "dashboard")


@dataclass(frozen=True)
class Judged:
    """One result with its goals; `before` is the same work judged in smaller worlds of this run, the smallest first."""

    result: Result
    floor: float
    before: Sequence["Judged"] = ()

    @property
    def ratio(self) -> float:
        return self.result.median / self.floor

    @property
    def growth(self) -> float | None:
        return self.ratio / self.before[0].ratio if self.before else None

    @property
    def missed(self) -> list[str]:
        """The goals that do not hold, with their limits."""
        work = self.result.work
        limits = [
            ("floor", self.ratio, work.most),
            ("ms", self.result.median * 1000, work.milliseconds),
            ("queries", self.result.queries, work.queries),
            ("bytes", self.result.zipped, PAGE),
            ("growth", self.growth, GROWTH if work.name.startswith(GROWING) else None),
        ]
        return [name for name, value, most in limits if value and most and value > most]

    @property
    def cells(self) -> list[str]:
        result, work = self.result, self.result.work
        return [
            work.name,
            *(f"{one.result.median * 1000:.2f}" for one in (*self.before, self)),
            f"{self.ratio:.2f}",
            f"<= {work.most:g}" if work.most else f"<= {work.milliseconds:g} ms" if work.milliseconds else "",
            f"{result.queries} + {result.savepoints}",
            f"<= {work.queries}" if work.queries else "",
            f"{result.raw / 1000:.1f}",
            f"{result.zipped / 1000:.1f}",
            f"{self.growth:.2f}" if self.growth else "",
            f"MISSED {' '.join(self.missed)}" if self.missed else "ok",
        ]

    @property
    def facts(self) -> dict[str, Any]:
        result, work = self.result, self.result.work
        return {
            "median_ms": result.median * 1000,
            "slowest_ms": max(result.seconds) * 1000,
            "times_floor": self.ratio,
            "goal_times_floor": work.most,
            "goal_ms": work.milliseconds,
            "queries": result.queries,
            "savepoints": result.savepoints,
            "goal_queries": work.queries,
            "bytes_raw": result.raw,
            "bytes_gzip": result.zipped,
            "growth": self.growth,
            "missed": self.missed,
        }


def head(sizes: Sequence[str]) -> list[str]:
    """Above the cells of works that were measured in worlds of these sizes."""
    times = [f"ms {size}" for size in sizes]
    return ["work", *times, "x floor", "goal", "queries + savepoints", "goal", "KB", "gzip", "growth", ""]


def judge(results: list[Result], smaller: Sequence[Sequence[Judged]] = ()) -> list[Judged]:
    """`smaller`: what was judged before in smaller worlds; a work that was not measured there has no growth."""
    floor = next(result.median for result in results if result.work.name == FLOOR)
    before: dict[str, list[Judged]] = {}
    for world in smaller:
        for one in world:
            before.setdefault(one.result.work.name, []).append(one)
    return [Judged(result, floor, before.get(result.work.name, [])) for result in results]
