"""What comes in through addresses: bounded, cleaned, and never the cause of a fault."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from certs.errors import Refused
from tests.verify.sample_service import World
from verify import addresses

JUNK = [
    "",
    " ",
    "\x00",
    "\x00\x01\x1f\x7f",
    "\n",
    "\r\nX: y",
    "\ud800",
    "\ufffe",
    "\u202e",
    "\u200b" * 300,
    "😀" * 100,
    "é" * 150,
    "ﷺ" * 90,
    "İ" * 90,
    "ß" * 90,
    "%",
    "%%%",
    "%zz",
    "_",
    "*",
    "'",
    "''",
    '"',
    "';--",
    "' OR 1=1 --",
    "\\",
    "/",
    "//",
    "~",
    "..",
    "../..",
    "-",
    "--",
    '"*"',
    "NEAR(a b)",
    "a AND b",
    "^x",
    "{}",
    "[",
    "(",
    "(" * 200,
    "{{7*7}}",
    "{% raw %}",
    "${7*7}",
    "<script>",
    "1e999",
    "NaN",
    "0" * 200,
    "9" * 200,
    "-1",
    "１２３",
    "a" * 200,
    "好" * 200,
    "99926SC00001R0M" * 20,
    "99926SC00001R0M-1",
    "99926SC00001R0M-99",
    "99926SC00001R0M-",
    "SC",
    "999",
    "91000000MA0001X6Q3",
    "٩٩٩",
    "𝟵𝟵𝟵𝟮𝟲",
    "ꟺ",
    "\U0010ffff",
]
TARGETS = [
    "/verify?q={}",
    "/en/verify?q={}",
    "/verify?q=样例&after={}",
    "/c/{}",
    "/C/{}",
    "/en/c/{}",
    "/c/{}.json",
    "/c/{}.svg",
    "/q/{}",
    "/Q/{}",
    "/c/99926SC00001R0M?at={}",
    "/api/v1/certificates/{}",
    "/api/v1/certificates?q={}",
    "/api/v1/certificates?q=x&limit={}",
    "/api/v1/certificates/99926SC00001R0M?at={}",
    "/{}",
    "/static/{}",
    "/c/99926SC00001R0M?lang={}",
    "/status/{}",
    "/verify?{}={}",
]


@pytest.mark.parametrize("target", TARGETS)
def test_no_junk_makes_a_fault(client: FlaskClient, target: str) -> None:
    for junk in JUNK:
        written = quote(junk.encode("utf-8", "surrogatepass"), safe="")
        answer = client.get(target.replace("{}", written))
        assert answer.status_code < 500, (target, junk)
        assert "X" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "x" * 10_000},
        {"Accept-Language": "\xff"},
        {"Cookie": "__Host-lang=" + "a" * 10_000},
        {"Cookie": ";;;=;lang"},
        {"If-None-Match": "x" * 10_000},
        {"Accept-Language": "en;q=nan"},
        {"Accept-Language": ",,,;;;"},
        {"X-Forwarded-Host": "evil"},
        {"Content-Length": "-1"},
        {"Content-Type": "multipart/form-data"},
    ],
)
def test_no_header_makes_a_fault(client: FlaskClient, world: World, headers: dict[str, str]) -> None:
    for path in (f"/c/{world.numbers['valid']}", f"/c/{world.numbers['valid']}.json", "/verify?q=x"):
        answer = client.get(path, headers=headers)
        assert answer.status_code < 500
        assert "evil" not in answer.text


def test_bytes_that_are_no_utf8_are_no_fault(client: FlaskClient) -> None:
    for path in (
        "/c/%ff%fe",
        "/verify?q=%ff",
        "/q/%c3%28",
        "/%ff",
        "/api/v1/certificates/%ed%a0%80",
        "/verify?%ff=%ff",
    ):
        assert client.get(path).status_code < 500


def test_addresses_of_numbers_need_no_quoting() -> None:
    assert addresses.in_address("00114SH22766R2L/3502") == "00114SH22766R2L~3502"
    assert addresses.with_query("/c/A~1", {"at": "2026-12-01", "lang": "en"}) == "/c/A~1?at=2026-12-01&lang=en"
    assert addresses.with_query("/verify", {}) == "/verify"
    assert addresses.with_query("/verify", {"q": "&<a>"}) == "/verify?q=%26%3Ca%3E"


def refusal(ask: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        ask()
    (error,) = refused.value.errors
    return error.field, error.code


def test_a_page_of_the_api_has_1_to_100_certificates() -> None:
    assert [addresses.limit(text) for text in (None, "1", "20", "100", "007")] == [20, 1, 20, 100, 7]
    for text in ("", "0", "101", "999", "0100", "-1", "+1", "1.0", " 1", "x", "１"):
        assert refusal(partial(addresses.limit, text)) == ("limit", "range")


def test_a_page_mark_is_short_and_visible() -> None:
    assert [addresses.cursor(text) for text in (None, "", "a", "x" * 120)] == [None, None, "a", "x" * 120]
    for text in ("x" * 121, "青", "a\n", "\x7f"):
        assert refusal(partial(addresses.cursor, text)) == ("after", "format")
