"""The start page while others keep the service busy with nothing: the slowest of many askings, in milliseconds.

Here an absolute time decides, since people wait in seconds and not in hellos. The service is the real one, with its
processes; each asking opens a connection of its own.
"""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from certs.errors import Words
from tests.bench.timing import Line, micro
from tests.faults.web_process import Web, running, until
from tests.instances import Staff, certificate_file, made, number

ASKERS: Final = 30
SILENT: Final = 1_100
ASKINGS: Final = 40
LIMIT: Final = 50  # milliseconds


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    staff, site = made(folder), folder / "site"
    staff.issue(certificate_file(folder, 1))
    site.mkdir()
    (site / "index.html").write_text("home", encoding="utf-8")
    with running(staff.home, folder / "log", site) as web:
        alone = _slowest(web)
        with _locked(web, staff):
            yield _line(
                f"首页，{ASKERS} 人在等锁住的登记簿", f"start page while {ASKERS} wait on a locked register", web, alone
            )
        with _silent(web):
            yield _line(
                f"首页，{SILENT} 个连接不出声", f"start page while {SILENT} connections say nothing", web, alone
            )


@contextmanager
def _locked(web: Web, staff: Staff) -> Iterator[None]:
    """Hold the register, with askers who wait for it: whoever has been told so asks again."""
    writer = sqlite3.connect(staff.home / "register.db", isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    waits = True

    def ask() -> None:
        while waits:
            web.get(f"/c/{number(1)}")

    with ThreadPoolExecutor(ASKERS) as askers:
        waiting = [askers.submit(ask) for _ in range(ASKERS)]
        try:
            until(lambda: all(one.running() for one in waiting), "nobody asks", web.process)
            yield
        finally:
            waits = False
            writer.execute("ROLLBACK")
            writer.close()
    for one in waiting:
        one.result()


@contextmanager
def _silent(web: Web) -> Iterator[None]:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8_192), hard))
    with ExitStack() as stack:
        for _ in range(SILENT):
            stack.enter_context(web.opened())
        yield


def _slowest(web: Web) -> float:
    """Return how long the slowest asking took, in seconds."""
    times = []
    for _ in range(ASKINGS):
        begun = time.perf_counter()
        if web.get("/") != 200:
            raise AssertionError("the start page does not come")
        times.append(time.perf_counter() - begun)
    return max(times)


def _line(zh: str, en: str, web: Web, alone: float) -> Line:
    slowest = _slowest(web)
    words = Words(f"{zh}，{ASKINGS} 次里最慢的", f"{en}, the slowest of {ASKINGS}")
    return Line(words, micro(slowest), f"{micro(alone)} alone", slowest * 1e3, LIMIT, "ms")
