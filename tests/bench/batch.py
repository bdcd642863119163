"""A batch with a durable store: planning, signing, indexing, the tree and the commit, against pure signatures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from certs.errors import Words
from certs.register.acts import mint
from tests.bench import timing
from tests.bench.timing import Line
from tests.register.founded_register import draft, founded, ring

CERTIFICATES = 1_000
SIGNATURES = 4 * CERTIFICATES
ROUNDS = 7
_DATA = b"x" * 64


def measure(folder: Path) -> Iterator[Line]:
    """Yield two lines: the batch by itself, and beside it the batch as it is shipped, with every signature proved."""
    plain, proved = _Batches(folder / "plain"), _Batches(folder / "proved")
    try:
        for _ in range(ROUNDS):
            with patch.object(mint, "prove_event", lambda *_: None):
                plain.issue()
            proved.issue()
    finally:
        plain.register.close()
        proved.register.close()
    yield timing.line(
        Words(
            f"批量签发 {CERTIFICATES} 张并落盘，每个签名对一次纯签名",
            f"batch of {CERTIFICATES} into a durable store; each signature to a pure one",
        ),
        plain.pair(),
        4,
    )
    yield timing.line(
        Words(
            "同上，加上发布前由另一个密码库自我核验",
            "likewise, with the self-verification before release by a second library",
        ),
        proved.pair(),
        None,
    )


class _Batches:
    """Batches of new certificates into one register that grows, each between two measurements of pure signatures."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.register = founded(f"sqlite:///{folder / 'register.db'}")
        self._key, self._next = ring().get("certificate"), 1
        self._times: list[tuple[float, float]] = []

    def issue(self) -> None:
        """Issue one batch."""
        drafts = [draft(n) for n in range(self._next, self._next + CERTIFICATES)]
        self._next += CERTIFICATES
        before = timing.seconds(self._sign, SIGNATURES)
        ours = timing.seconds(lambda: self.register.issue(*drafts), 1) / SIGNATURES
        self._times.append((ours, (before + timing.seconds(self._sign, SIGNATURES)) / 2))

    def pair(self) -> timing.Pair:
        """The medians of the rounds."""
        return timing.judged(self._times)

    def _sign(self) -> bytes:
        return self._key.sign(_DATA)
