"""What one act, one question or one publication takes of the processor: measured on all registers in turn, so that a
busy machine hits them alike; what counts is the median of the rounds' ratios (decision 0022). Waiting for the disk is
left out: on a machine that others use it says more about them.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from werkzeug.test import create_environ

from certs.days import beijing_day
from certs.errors import Words
from certs.lifecycle.request import Remark, Request
from certs.register.store import status_bits
from certs.trust.status_list.status_list import encode_bits, lists_of
from tests.bench.service import fetch
from tests.scale import firms
from tests.scale.figures import Figure
from tests.scale.registers import Register

ROUNDS: Final = 5
QUESTIONS: Final = 120
ASKED: Final = 3  # times that each question is put; the quickest counts
_ENVIRON: Final = create_environ("/", "https://cert.example.cn")
_LENGTHS: Final = (1, 2, 3, 4, 5, 6)
Do = Callable[[Register, int], object]


def measure(registers: Sequence[Register]) -> Iterator[Figure]:
    """Yield the figures."""
    yield from of_one_certificate(registers)
    yield figure(registers, Words("一次办理以后发布", "publishing after an act"), _publish, 1.3, _issue)
    yield figure(registers, Words("名录的第一页", "first page of the directory"), _directory)
    yield figure(registers, Words("做出全部状态列表的位", "bits of all status lists"), _lists)
    yield from _search(registers)


def of_one_certificate(registers: Sequence[Register]) -> Iterator[Figure]:
    """Yield the figures of what is done to one certificate, or asked about it."""
    yield figure(registers, Words("签发一张（办理）", "one act: an issue"), _issue, 1.3)
    yield figure(registers, Words("暂停一张（办理）", "one act: a suspension"), _suspend, 1.3, _choose)
    yield figure(
        registers, Words("查一张没有人问过的证书（接口）", "look-up of a certificate never asked (API)"), _api, 1.3
    )
    yield figure(registers, Words("同上（网页）", "the same (page)"), _page, 1.3)
    yield figure(registers, Words("日志证明", "proof of an entry in the log"), _proof)


def figure(
    registers: Sequence[Register], what: Words, do: Do, limit: float | None = None, before: Do = lambda *_: None
) -> Figure:
    """Time something on each register in turn; `before` goes before each and is not timed."""
    times: dict[int, list[float]] = {register.size: [] for register in registers}
    for place in range(ROUNDS + 1):
        for register in registers:
            before(register, place)
            gc.collect()
            started = time.process_time()
            do(register, place)
            if place:  # the first warms up
                times[register.size].append(time.process_time() - started)
    least, most = min(times), max(times)
    ratio = statistics.median(large / small for large, small in zip(times[most], times[least], strict=True))
    return Figure(what, "ms", {size: statistics.median(found) * 1e3 for size, found in times.items()}, ratio, limit)


def _issue(register: Register, _: int) -> None:
    register.fresh += 1
    register.desk().perform([Request("issued", draft=firms.draft(register.fresh))])


def _publish(register: Register, _: int) -> None:
    register.publish()


def _choose(register: Register, _: int) -> None:
    register.choose()


def _suspend(register: Register, _: int) -> None:
    desk = register.desk()
    until = beijing_day(register.now) + timedelta(days=30)
    desk.perform([Request("suspended", register.chosen, "complaint", until=until, remark=Remark("", "clerk-01"))])


def _ask(register: Register, place: int, path: str) -> None:
    """Ask about twenty certificates that nobody has asked about."""
    for number in register.numbers(20, 1_000 + place):
        status, _, _ = fetch(register.app, _ENVIRON, path.format(number))
        assert status == "200 OK", (status, path, number)


_api: Final[Do] = partial(_ask, path="/api/v1/certificates/{}")
_page: Final[Do] = partial(_ask, path="/c/{}")
_proof: Final[Do] = partial(_ask, path="/c/{}.proof")


def _directory(register: Register, place: int) -> None:
    status, _, _ = fetch(register.app, _ENVIRON, f"/directory?region={('33', '44', '11', '37')[place % 4]}")
    assert status == "200 OK", status


def _lists(register: Register, _: int) -> None:
    with register.store.reading() as connection:
        bits = status_bits.bits_on(connection, beijing_day(register.now))
    for purpose in status_bits.PURPOSES:
        for one in lists_of(bits.of(purpose), bits.count):
            encode_bits(one)


def _search(registers: Sequence[Register]) -> Iterator[Figure]:
    """Time parts of names that all registers have, one question after another."""
    times: dict[int, list[float]] = {register.size: [] for register in registers}
    for question in _questions(min(times)):
        for register in registers:
            with register.reader.view() as view:
                times[register.size].append(min(_seconds(partial(view.find, question)) for _ in range(ASKED)))
    for zh, en, of, limit in (
        (
            "搜索一个名称的 1 至 6 个字，中位数",
            "search for 1 to 6 characters of a name, median",
            statistics.median,
            None,
        ),
        ("同上，第 99 百分位", "the same, 99th percentile", _ninety_nine, 3.0),
    ):
        values = {size: of(found) * 1e3 for size, found in times.items()}
        yield Figure(Words(zh, en), "ms", values, values[max(values)] / values[min(values)], limit)


def _ninety_nine(found: Sequence[float]) -> float:
    return statistics.quantiles(found, n=100)[98]


def _seconds(ask: Callable[[], object]) -> float:
    started = time.process_time()
    ask()
    return time.process_time() - started


def _questions(size: int) -> Iterator[str]:
    for place in range(QUESTIONS):
        name = firms.draft(1 + place * 37 % size).holder.name
        length = _LENGTHS[place % len(_LENGTHS)]
        start = place % (len(name) - length)
        yield name[start : start + length]
