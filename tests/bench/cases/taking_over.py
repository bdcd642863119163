"""Take-over of a body's certificates against the issue of as many new ones, and ten thousand of them in one act: on
SQLite, by the time of the processor. One in a hundred is suspended, and so gets a second entry.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from certs import limits
from certs.certificate.fields import Draft
from certs.certificate.taken_over import SUSPENDED, TakenOver
from certs.errors import Words
from tests.bench import timing
from tests.bench.timing import Line
from tests.register.founded_register import TODAY, Register, draft, founded

TOGETHER: Final = 1_000
ROUNDS: Final = 7
_ISSUED: Final = TODAY - timedelta(days=400)
_OLD: Final = 5_000_000  # the n of the first one that is taken over


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    register, times = founded(f"sqlite:///{folder / 'register.db'}"), list[tuple[float, float]]()
    for turn in range(ROUNDS):
        begin = turn * TOGETHER
        fresh = [draft(n) for n in range(begin + 1, begin + TOGETHER + 1)]
        times.append((_seconds(register, _old(begin, TOGETHER)), _seconds(register, fresh)))
    words = Words(
        f"接收 {TOGETHER:,} 张旧证书，对签发 {TOGETHER:,} 张新证书（SQLite）",
        f"take-over of {TOGETHER:,} certificates, to the issue of as many new ones (SQLite)",
    )
    yield timing.line(words, timing.judged(times), 1.25)
    took = _seconds(register, _old(ROUNDS * TOGETHER, limits.BATCH))
    words = Words(f"一次接收 {limits.BATCH:,} 张旧证书", f"{limits.BATCH:,} certificates taken over in one act")
    yield Line(words, timing.micro(took), "—", took, None, "s")
    register.close()


def _seconds(register: Register, drafts: list[Draft]) -> float:
    begun = time.process_time()
    register.issue(*drafts)
    return time.process_time() - begun


def _old(begin: int, count: int) -> list[Draft]:
    return [
        draft(
            _OLD + n,
            score=None,
            headcount=None,
            level="four-star",
            issued=_ISSUED,
            taken_over=_standing(n, TakenOver(f"SH-2025-{n:07}", date(2022, 1, 5))),
        )
        for n in range(begin, begin + count)
    ]


def _standing(n: int, taken: TakenOver) -> TakenOver:
    if n % 100:
        return taken
    return TakenOver(taken.number, taken.first_issued, status=SUSPENDED, until=TODAY + timedelta(days=30))
