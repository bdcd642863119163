"""Timing side by side: ours and the limit in turn, in the same process, so that a noisy machine hits both alike.

No absolute time decides anything, unless the line says so. Each round gives one ratio, of ours to the base measured
before and after it; what counts is the median of the rounds (decision 0022).
"""

from __future__ import annotations

import gc
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, TypeVar

from certs.errors import Words

ROUNDS: Final = 15
FEWEST: Final = 5
SAMPLE_SECONDS: Final = 0.08  # about how long one sample of one side takes
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    `ours` and `base` are texts with a unit; `value` is what is judged (a ratio, or what `unit` says), `limit` the
    largest value allowed, None where the line is only told.
    """

    what: Words
    ours: str
    base: str
    value: float
    limit: float | None
    unit: str = "×"

    @property
    def kept(self) -> bool:
        """Whether the limit holds; a line without one always does."""
        return self.limit is None or self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Pair:
    """The times of both sides, in seconds a call, and how many times the base ours takes: medians of the rounds."""

    ours: float
    base: float
    ratio: float


def judged(rounds: Sequence[tuple[float, float]]) -> Pair:
    """Return the medians of at least `FEWEST` rounds, given as (ours, base)."""
    if len(rounds) < FEWEST:
        raise AssertionError(f"{len(rounds)} rounds are too few to judge by")
    ours, base = zip(*rounds, strict=True)
    return Pair(median(ours), median(base), median(mine / limit for mine, limit in rounds))


def seconds(action: Callable[[], object], count: int) -> float:
    """Return the seconds that one call takes, over `count` calls."""
    start = time.perf_counter()
    for _ in range(count):
        action()
    return (time.perf_counter() - start) / count


def side_by_side(ours: Callable[[], object], base: Callable[[], object], rounds: int = ROUNDS) -> Pair:
    """Time both in turn, the base before and after ours."""
    for action in (ours, base):
        action()
    counts = [max(1, int(SAMPLE_SECONDS / seconds(action, 3))) for action in (ours, base)]
    times: list[tuple[float, float]] = []
    for _ in range(rounds):
        gc.collect()
        gc.freeze()  # the collector runs on, but does not walk over what the bench itself has prepared
        before = seconds(base, counts[1])
        mine = seconds(ours, counts[0])
        after = seconds(base, counts[1])
        times.append((mine, (before + after) / 2))
        gc.unfreeze()
    return judged(times)


def in_turn(items: Sequence[T]) -> Callable[[], T]:
    """Return a function that gives one item after another, for ever, so that no cache of one answer is measured."""
    endless: Iterator[T] = itertools.cycle(items)
    return endless.__next__


def micro(value: float) -> str:
    """Write a time in microseconds, or in milliseconds from one on."""
    return f"{value * 1e3:.2f} ms" if value >= 1e-3 else f"{value * 1e6:.1f} µs"


def line(what: Words, pair: Pair, limit: float | None, factor: float = 1, **more: Any) -> Line:
    """Make a line of a pair; `factor` is how many of the base's operations ours is compared with."""
    return Line(what, micro(pair.ours), micro(pair.base * factor), pair.ratio / factor, limit, **more)
