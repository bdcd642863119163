"""`make mutants`: break 65 lines, one at a time, and see whether the tests of their rooms notice.

python -m tests.mutants [--seed N] [--room ROOM] [--list]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Final

from tests.mutants.breakages import Breakage
from tests.mutants.targets import TARGETS
from tests.mutants.trial import Copy, copies

SEED: Final = 27922
MOST: Final = 5  # breakages that may go unnoticed
_AT_ONCE: Final = 2
_SHOWN: Final = 60  # characters of what was there before


@dataclass(frozen=True, slots=True)
class Trial:
    """One breakage and the tests that must notice it."""

    room: str
    breakage: Breakage
    tests: tuple[str, ...]

    def row(self, outcome: str) -> str:
        """Return the row of the table."""
        old, of = " ".join(self.breakage.old.split()), self.breakage
        shown = old if len(old) <= _SHOWN else f"{old[:_SHOWN]}…"
        return f"{outcome:9} {self.room:10} {of.module}:{of.line} {of.kind}: `{shown}` → `{of.new}`"


class Bench:
    """Copies of the tree, each at one trial at a time."""

    def __init__(self, free: Sequence[Copy]) -> None:
        self._free: SimpleQueue[Copy] = SimpleQueue()
        for copy in free:
            self._free.put(copy)

    @contextmanager
    def _one(self) -> Iterator[Copy]:
        copy = self._free.get()
        try:
            yield copy
        finally:
            self._free.put(copy)

    def require_sound(self, tests: Sequence[str]) -> None:
        """Raise AssertionError where tests fail before anything is broken: they would seem to notice everything."""
        with self._one() as copy:
            if not copy.passes(tests):
                raise AssertionError(f"these fail before anything is broken: {' '.join(tests)}")

    def survives(self, trial: Trial) -> bool:
        """Try one breakage, and print what came of it."""
        with self._one() as copy:
            survives = copy.survives(trial.breakage, trial.tests)
        print(trial.row("UNNOTICED" if survives else "noticed"), flush=True)
        return survives


def main() -> int:
    """Run, print a row for each breakage, and return the exit code: 1 where too many went unnoticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="chooses other breakages")
    parser.add_argument("--room", choices=sorted({target.room for target in TARGETS}))
    parser.add_argument("--list", action="store_true", help="show the breakages without trying them")
    options = parser.parse_args()
    trials = [
        Trial(target.room, breakage, target.tests_of(breakage.module))
        for target in TARGETS
        if options.room in {None, target.room}
        for breakage in target.breakages(options.seed)
    ]
    if options.list:
        print(*(trial.row("-") for trial in trials), sep="\n")
        return 0
    began = time.monotonic()
    with copies(_AT_ONCE) as made, ThreadPoolExecutor(_AT_ONCE) as pool:
        bench = Bench(made)
        list(pool.map(bench.require_sound, {frozenset(trial.tests): trial.tests for trial in trials}.values()))
        outcomes = list(pool.map(bench.survives, trials))
    survivors = [trial for trial, survives in zip(trials, outcomes, strict=True) if survives]
    print(f"seed {options.seed}: {len(trials)} breakages in {time.monotonic() - began:.0f} s")
    print(f"{len(survivors)} unnoticed, {MOST} allowed", *(trial.row("UNNOTICED") for trial in survivors), sep="\n")
    return 1 if len(survivors) > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
