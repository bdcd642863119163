"""Doing the same to each of many portions on all cores, and taking the results in order.

The other processes are spawned: a forked one would have this one's open database.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import wait
from typing import Final, TypeVar

WORTH_IT: Final = 20_000  # entries from which starting other processes pays
_CALM: Final = 1_000_000  # objects made, net, before Python looks for cycles in a process of the pool
_AHEAD: Final = 2  # portions that wait for each process
Portion = TypeVar("Portion")
Result = TypeVar("Result")


def each(
    work: Callable[[Portion], Result], portions: Iterable[Portion], entries: int
) -> Iterator[tuple[Portion, Result]]:
    """Yield each portion and what comes of it, in order; `entries` tells how much work it is.

    `work` is a function of a module. Whatever it raises is raised here.
    """
    count = os.cpu_count() or 1
    if entries < WORTH_IT or count < 2:
        yield from ((portion, work(portion)) for portion in portions)
        return
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _prepare) as pool:
        running: deque[tuple[Portion, Future[Result]]] = deque()
        for portion in portions:
            running.append((portion, pool.submit(work, portion)))
            if len(running) > _AHEAD * count:
                first, result = running.popleft()
                yield first, result.result()
        for portion, result in running:
            yield portion, result.result()


def _prepare() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # What is made here is handed back at once and holds no cycles.
    gc.freeze()
    gc.set_threshold(_CALM)


def _end_with_parent() -> None:
    """End where the process that hands out the work was killed: the pool's queues would be waited at for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # this one was spawned
    wait([parent.sentinel])
    os._exit(1)
