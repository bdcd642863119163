"""A stack of 2,000 bids over HTTP, and the start page asked meanwhile: absolute times, since people wait in seconds.

The service is the real one, with its processes; the stack is answered by a child process of it.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from certs import limits
from certs.errors import Words
from tests.bench.timing import Line, micro
from tests.faults.web_process import Web, running
from tests.instances import certificate_file, made, number

DIFFERENT: Final = 40  # certificates; the rows ask about each on many days
SECONDS: Final = 3  # for a whole stack
MEANWHILE: Final = 50  # milliseconds for the page


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    staff, site = made(folder), folder / "site"
    staff.issue(*(certificate_file(folder, n) for n in range(1, DIFFERENT + 1)))
    site.mkdir()
    (site / "index.html").write_text("home", encoding="utf-8")
    rows = [
        {"number": number(n % DIFFERENT + 1), "product": "家用空调器", "on": f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}"}
        for n in range(limits.BIDS)
    ]
    body = json.dumps({"rows": rows}).encode()
    with running(staff.home, folder / "log", site) as web, ThreadPoolExecutor(1) as others:
        _asked(web, "POST", "/api/v1/verify/batch", body)  # its child process starts with the first
        stack = others.submit(_asked, web, "POST", "/api/v1/verify/batch", body)
        slowest = 0.0
        while not stack.done():
            slowest = max(slowest, _asked(web, "GET", "/"))
        what = Words(f"{limits.BIDS:,} 行投标，API", f"a stack of {limits.BIDS:,} bids over the API")
        yield Line(what, micro(stack.result()), "—", stack.result(), SECONDS, "s")
        what = Words("同时打开的首页，最慢的一次", "the start page meanwhile, the slowest")
        yield Line(what, micro(slowest), "—", slowest * 1e3, MEANWHILE, "ms")


def _asked(web: Web, method: str, path: str, body: bytes = b"") -> float:
    """Return how many seconds an answer took; each asking opens a connection of its own."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection(web.host, web.port, timeout=60)
    connection.request(method, path, body or None, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise AssertionError(f"{path} answers {answer.status}")
    return time.perf_counter() - began
