"""Mixed requests, good and bad, from several clients at once, at the real service: every answer is one that it means.

A bounded part runs with every suite; `make faults` makes 100,000.
"""

from __future__ import annotations

import http.client
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import pytest

from certs import limits
from tests import instances
from tests.instances import Staff

CLIENTS: Final = 4
VISIT: Final = 12  # requests from one address, which is then left: no address asks too often
BUSY: Final = (503, str(limits.RETRY_SOON_SECONDS))  # with its Retry-After: dear questions are answered a few at a time
READ: Final = 65_536  # bytes of an answer that are read before the connection is closed
PAGES: Final = (
    *("/verify", "/directory", "/directory/figures", "/notices", "/log", "/verify/batch", "/verify/scan", "/healthz"),
    *("/feed.atom", "/feed.json", "/notices/feed.atom", "/trust.json", "/.well-known/did.json", "/log/checkpoint"),
    *("/status/revocation/1", "/status/suspension/1", "/log/tile/0/000", "/log/tile/entries/000", "/contexts/v1"),
    *("/api/v1/certificates", "/api/v1/notices", "/directory/list.csv", "/verify/batch/template.csv"),
)
BELOW: Final = (
    *(*("",) * 12, *(".json", ".jwt", "/report", "/badge.svg", "/feed.atom", "/feed.json", ".proof", ".bundle") * 3),
    *(".svg", ".pdf", "/report.pdf", "/kit.zip"),  # drawn or set anew each time, and so the dear ones
)
NAMES: Final = ("q", "at", "product", "status", "level", "scheme", "region", "valid_on", "after", "limit", "as", "x")
VALUES: Final = (
    *("天衡", "青禾 净水器", "tianheng", "th", "valid", "five-star", "gbt27922-2011", "44", "2026-11-01", "2027-02-30"),
    *("", "0", "-1", "9" * 40, "%", "'", '"><b>', "\u200b", "\u202e", "\x00", "..", "../../etc/passwd", "a" * 3_000),
    *("冰箱", "ＡＢ－１", "2026-11-01T12:00:00+08:00", "1e9", "NaN", "*", "?", "\ud800", "😀", "٣"),
)
HEADERS: Final = (
    ("Accept-Language", "en"),
    ("Accept-Language", "zh-CN,zh;q=0.9"),
    ("Accept", "application/json"),
    ("Accept", "*/*;q=0.1, image/x"),
    ("If-None-Match", '"a", W/"b"'),
    ("If-Modified-Since", "yesterday"),
    ("Range", "bytes=5-2"),
    ("Accept-Encoding", "gzip, br;q=x"),
    ("X-Forwarded-For", "1.2.3.4"),
    ("Host", "evil.example"),
    ("Cookie", "a=b; c"),
)
BODIES: Final = (
    *(
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"rows": []}',
        b'{"rows": [{"number": 1}]}',
        b'{"text": "x"}',
        b"\xff\xfe{",
        b"{" * 999,
    ),
    *('{"rows": [{"name": "青禾", "product": "净水器", "on": "2026-11-01"}]}'.encode(), b"text=A+B%0AC", b"PK\x03\x04"),
)
TYPES: Final = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/x")
POSTS: Final = ("/api/v1/verify/batch", "/verify/batch", "/verify/batch?as=xlsx", "/verify", "/api/v1/certificates")


def questions(numbers: Sequence[str], count: int, seed: int) -> Iterator[tuple[str, str, bytes | None, dict[str, str]]]:
    """Yield methods, targets, bodies and headers: many as people ask, the rest spoilt in one way or more."""
    chance = random.Random(seed)
    for _ in range(count):
        headers = dict(chance.sample(HEADERS, chance.choice((0, 0, 1, 2))))
        if chance.random() < 0.04:
            yield "POST", chance.choice(POSTS), chance.choice(BODIES), {**headers, "Content-Type": chance.choice(TYPES)}
            continue
        number = chance.choice(numbers)
        if chance.random() < 0.25:
            place = chance.randrange(len(number))
            number = number[:place] + chance.choice("0O1IZ/~%é ") + number[place + 1 :]
        known = chance.choice((f"/c/{quote(number)}{chance.choice(BELOW)}", f"/api/v1/certificates/{quote(number)}"))
        path = chance.choice(
            (known, chance.choice(PAGES), f"/q/{quote(chance.choice(VALUES), errors='replace')[:2_000]}")
        )
        pairs = [(chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))]
        query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in pairs)
        method = chance.choice(("GET",) * 12 + ("HEAD", "OPTIONS", "PUT", "BREW"))
        yield method, chance.choice(("", "", "", "/en")) + path + (f"?{query}" if query else ""), None, headers


def answers(url: str, numbers: Sequence[str], count: int, seed: int) -> list[tuple[int, str]]:
    """Ask one after another, from ever new addresses of this machine; return each status with what was asked."""
    given: list[tuple[int, str]] = []
    connection = http.client.HTTPConnection(urlsplit(url).netloc)  # never opened: the first visit has its own
    for place, (method, target, body, headers) in enumerate(questions(numbers, count, seed)):
        if place % VISIT == 0:
            visit = place // VISIT
            address = f"127.{seed + 1}.{visit // 250}.{visit % 250 + 1}"
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120, source_address=(address, 0))
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
        except ConnectionError:  # closed between two requests: as a browser does, it is asked once more
            connection.close()
            connection.request(method, target, body, headers)
            response = connection.getresponse()
        response.read(READ)
        if not response.isclosed():
            connection.close()
        busy = (response.status, response.getheader("Retry-After")) == BUSY
        status = 0 if busy else response.status
        given.append((status, f"{method} {target} {headers} {body!r}"))
        if place % VISIT == VISIT - 1 or place == count - 1:
            connection.close()
    return given


def hold(tmp_path: Path, count: int) -> Counter[int]:
    """Serve a sample instance, ask it from several clients at once, and return how often each status came: no 5xx."""
    home = tmp_path / "home"
    staff = Staff(home, home)
    staff.run("demo", "--count", "40")
    numbers = [item["number"] for item in json.loads(staff.run("find", "样例", "--json"))["items"]]
    with instances.served(home) as url, ThreadPoolExecutor(CLIENTS) as clients:
        parts = clients.map(lambda seed: answers(url, numbers, count // CLIENTS, seed), range(CLIENTS))
        given = [answer for part in parts for answer in part]
    assert [answer for answer in given if answer[0] >= 500] == []
    return Counter(status for status, _ in given)


def test_six_hundred_mixed_requests_meet_no_failure(tmp_path: Path) -> None:
    statuses = hold(tmp_path, 600)
    assert statuses.keys() >= {200, 400, 404, 405}
    assert statuses[200] > 100


@pytest.mark.slow
def test_a_hundred_thousand_mixed_requests_meet_no_failure(tmp_path: Path) -> None:
    statuses = hold(tmp_path, 100_000)
    assert statuses[200] > 10_000
