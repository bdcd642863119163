"""A batch with a durable store: planning, signing, proving, indexing and the commit, against pure signatures."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

from certs.errors import Words
from tests.bench import timing
from tests.bench.timing import Line
from tests.register.making import draft, founded, ring

CERTIFICATES = 1_000
SIGNATURES = 4 * CERTIFICATES
ROUNDS = 5


def measure(folder: Path) -> Iterator[Line]:
    """Yield the line. Each round issues new certificates into a register that grows."""
    register = founded(f"sqlite:///{folder / 'register.db'}")
    key, data = ring().get("certificate"), b"x" * 64
    times: list[tuple[float, float]] = []
    try:
        for round_ in range(ROUNDS):
            first = 1 + round_ * CERTIFICATES
            drafts = [draft(n) for n in range(first, first + CERTIFICATES)]
            before = timing.seconds(lambda: key.sign(data), SIGNATURES)
            ours = timing.seconds(lambda drafts=drafts: register.issue(*drafts), 1) / SIGNATURES  # type: ignore[misc]
            after = timing.seconds(lambda: key.sign(data), SIGNATURES)
            times.append((ours, (before + after) / 2))
    finally:
        register.close()
    pair = timing.Pair(statistics.median(t[0] for t in times), statistics.median(t[1] for t in times),
                       statistics.median(t[0] / t[1] for t in times))
    yield timing.line(Words(f"批量签发 {CERTIFICATES} 张并落盘（含自我核验），每个签名对一次纯签名",
                            f"batch of {CERTIFICATES} into a durable store, proved; each signature to a pure one"),
                      pair, 4)
