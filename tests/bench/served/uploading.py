"""Handing a one-page certificate to the real service: the file goes up, a child reads it, the verdict comes back."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from certs import limits
from certs.errors import Words
from tests import instances
from tests.bench.timing import Line
from tests.documents.paper.altered_papers import pdf, printed, record_of

FILES: Final = 21
PAUSE: Final = 1.0  # seconds between two files of somebody who is alone with the service
READY: Final = limits.DOCUMENT_READY_SECONDS + 5  # seconds after which the service waits for files
_PATH: Final = "/api/v1/verify/document"
_HEAD: Final = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    staff = instances.made(folder)
    staff.issue(instances.EXAMPLES / "certificate.toml")
    body = _HEAD + pdf(printed(record_of(staff))) + b"\r\n--b--\r\n"
    with instances.served(staff.home) as address:
        host = urlsplit(address).netloc
        time.sleep(READY)
        alone = _seconds(lambda: _hand_in(host, body), PAUSE)
        pressed = _seconds(lambda: _hand_in(host, body), 0)
    yield _line("上传一页的 PDF 到真的服务，隔一秒一份", "one-page PDF to the real service, one a second", alone, 400)
    yield _line("同上，一份接一份", "likewise, one right after another", pressed, None)


def _seconds(action: Callable[[], None], pause: float) -> float:
    taken = []
    for _ in range(FILES):
        time.sleep(pause)
        begun = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _hand_in(host: str, body: bytes) -> None:
    line = http.client.HTTPConnection(host, timeout=60)
    line.request("POST", _PATH, body, {"Content-Type": "multipart/form-data; boundary=b"})
    answer = line.getresponse()
    verdict = json.loads(answer.read())
    line.close()
    if answer.status != 200 or verdict["overall"] != "valid":
        raise AssertionError(f"the bench hands in a paper that is answered with {answer.status}: {verdict}")


def _line(zh: str, en: str, seconds: float, limit: float | None) -> Line:
    return Line(Words(zh, en), f"{seconds * 1e3:.0f} ms", "—", seconds * 1e3, limit, "ms")
