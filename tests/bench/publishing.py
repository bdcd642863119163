"""Publishing after one new event over a register of 100,000 certificates: how long it takes, and what it touches."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from certs.errors import Words
from certs.lifecycle.request import Request
from certs.publication.publish import publish
from tests.bench.timing import Line, micro
from tests.register.founded_register import TODAY, Register, draft, founded, ring

CERTIFICATES: Final = 100_000
BATCH: Final = 5_000
REVOKED: Final = 2_000  # already, so that the lists are not empty
ROUNDS: Final = 9


def filled(folder: Path) -> tuple[Register, list[str]]:
    """Issue everything and revoke some."""
    register = founded(f"sqlite:///{folder / 'register.db'}")
    numbers: list[str] = []
    for first in range(1, CERTIFICATES + 1, BATCH):
        numbers += [one.number for one in register.issue(*[draft(n) for n in range(first, first + BATCH)])]
    register.act(*(Request("revoked", number, "fraud") for number in numbers[: REVOKED * 7 : 7]))
    return register, numbers


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    register, numbers = filled(folder)
    public, key = folder / "public", ring().get("list")
    started = time.perf_counter()
    publish(register.store, public, key, register.now)
    first = time.perf_counter() - started
    times, touched = _rounds(register, numbers, public)
    started = time.perf_counter()
    idle = publish(register.store, public, key, register.now)
    again = time.perf_counter() - started
    assert idle.written == ()
    register.close()
    worst, middle = max(times), statistics.median(times)
    yield Line(
        Words(
            "十万张证书中新增一条记录后发布，最慢的一次",
            "publishing after one new event over 100,000 certificates, the slowest of all rounds",
        ),
        micro(worst),
        f"{micro(middle)} median",
        worst,
        1,
        "s",
    )
    yield Line(
        Words("同上，写的文件数（最多的一次）", "the same, files written (most of all rounds)"),
        str(max(touched)),
        "—",
        max(touched),
        8,
        "",
    )
    yield Line(Words("没有新内容时再次发布", "publishing again with nothing new"), micro(again), "—", again, 1, "s")
    yield Line(
        Words("第一次发布十万张证书的全部文件", "the first publication of all files of 100,000 certificates"),
        f"{first:.0f} s",
        "—",
        first,
        None,
        "s",
    )


def _rounds(register: Register, numbers: list[str], public: Path) -> tuple[list[float], list[int]]:
    """Publish after one new event, again and again, and return the seconds of each and the files that it wrote."""
    key = ring().get("list")
    times: list[float] = []
    touched: list[int] = []
    for round_ in range(ROUNDS):
        register.later(minutes=1)
        if round_ % 3 == 0:
            register.issue(draft(CERTIFICATES + 1 + round_))
        elif round_ % 3 == 1:
            register.change("revoked", numbers[-1 - round_], "fraud")
        else:
            until = TODAY + timedelta(days=60)
            register.change("suspended", numbers[-1 - round_], "complaint", until=until)
        started = time.perf_counter()
        done = publish(register.store, public, key, register.now)
        times.append(time.perf_counter() - started)
        touched.append(len(done.written))
    return times, touched
