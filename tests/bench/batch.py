"""A batch with a durable store: planning, signing, indexing, the tree and the commit, against pure signatures.

Measured is the time of the processor, that of the database server included: what the disk and other programs take says
nothing of ours.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from certs.errors import Words
from certs.register.acts import mint
from tests import postgres
from tests.bench import timing
from tests.bench.timing import Line
from tests.postgres import PostgresServer
from tests.register.founded_register import draft, founded, ring

CERTIFICATES = 1_000
SIGNATURES = 4 * CERTIFICATES
ROUNDS = 7
ACTS = 20
_DATA = b"x" * 64


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines: on each database the batch by itself, and as it is shipped, with every signature proved."""
    with postgres.running() as server:
        places = {
            "SQLite": [_Batches(f"sqlite:///{folder / name}.db") for name in ("plain", "proved")],
            "PostgreSQL": [_Batches(server.fresh(), server) for _ in range(2)],
        }
        try:
            for _ in range(ROUNDS):
                for plain, proved in places.values():
                    with patch.object(mint, "prove_event", lambda *_: None):
                        plain.issue()
                    proved.issue()
            for (name, (plain, proved)), limits in zip(places.items(), ((4, 6), (6, 8)), strict=True):
                yield from _lines(name, plain, proved, limits)
            yield _acts(places["PostgreSQL"][1], places["SQLite"][1])
        finally:
            for each in places.values():
                for one in each:
                    one.register.close()


def _lines(name: str, plain: _Batches, proved: _Batches, limits: tuple[float, float]) -> Iterator[Line]:
    words = Words(
        f"批量签发 {CERTIFICATES} 张并落盘（{name}），每个签名对一次纯签名（处理器时间）",
        f"batch of {CERTIFICATES} into a durable store ({name}); each signature to a pure one (processor time)",
    )
    yield timing.line(words, plain.pair(), limits[0])
    words = Words(
        f"同上（{name}），加上发布前由另一个密码库自我核验",
        f"likewise ({name}), with the self-verification before release by a second library",
    )
    yield timing.line(words, proved.pair(), limits[1])


def _acts(postgresql: _Batches, sqlite: _Batches) -> Line:
    rounds = [(postgresql.act(), sqlite.act()) for _ in range(ROUNDS)]
    words = Words(
        "签发一张（PostgreSQL，含服务器），对同一个办理在 SQLite（处理器时间）",
        "one issue on PostgreSQL, its server included, to the same act on SQLite (processor time)",
    )
    return timing.line(words, timing.judged(rounds), 3)


class _Batches:
    """Batches of new certificates into one register that grows, each between two measurements of pure signatures."""

    def __init__(self, url: str, server: PostgresServer | None = None) -> None:
        self.register, self._server = founded(url), server
        self._key, self._next = ring().get("certificate"), 1
        self._times: list[tuple[float, float]] = []

    def issue(self) -> None:
        """Issue one batch."""
        drafts = [draft(n) for n in range(self._next, self._next + CERTIFICATES)]
        self._next += CERTIFICATES
        before = self._seconds(self._sign, SIGNATURES)
        ours = self._seconds(lambda: self.register.issue(*drafts), 1) / SIGNATURES
        self._times.append((ours, (before + self._seconds(self._sign, SIGNATURES)) / 2))

    def act(self) -> float:
        """Issue some certificates one by one, and return the seconds of one."""
        return self._seconds(self._issue_one, ACTS)

    def _issue_one(self) -> None:
        self.register.issue(draft(self._next))
        self._next += 1

    def pair(self) -> timing.Pair:
        """The medians of the rounds."""
        return timing.judged(self._times)

    def _sign(self) -> bytes:
        return self._key.sign(_DATA)

    def _seconds(self, action: Callable[[], object], count: int) -> float:
        """Return the seconds of the processor that one call takes, here and in the server."""
        begun = self._spent()
        for _ in range(count):
            action()
        return (self._spent() - begun) / count

    def _spent(self) -> float:
        if self._server is None or self._server.process is None:
            return time.process_time()
        number = self._server.process.pid
        sessions = Path(f"/proc/{number}/task/{number}/children").read_text("ascii").split()
        served = sum(int(Path(f"/proc/{one}/schedstat").read_text("ascii").split()[0]) for one in sessions)
        return time.process_time() + served / 1e9
