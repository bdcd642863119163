"""A page of somebody else asks the interface from the reader's browser, which asks first whether it may."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import ANY

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
ASK = """async ([url, method, headers, body]) => {
  try {
    const answer = await fetch(url, {method, headers, body});
    return [answer.status, await answer.json()];
  } catch (error) { return [0, String(error)]; }
}"""
HEADER = "async ([url, method, name]) => (await fetch(url, {method})).headers.get(name)"


class _Blank(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>other</title>")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(browser: Browser) -> Iterator[Page]:
    """A page of another origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Blank)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        yield page
    server.shutdown()
    server.server_close()


def test_a_page_of_somebody_else_may_ask_and_hand_in(elsewhere: Page, served: Served) -> None:
    number, api = served.valid.number, f"{served.url}/api/v1"
    json = {"Content-Type": "application/json"}
    for url, method, headers, body, status, name, expected in (
        (f"{api}/certificates/{number}", "GET", {"If-None-Match": '"x"'}, None, 200, "number", number),
        (f"{api}/verify", "POST", json, f'{{"text": "{number}"}}', 200, "overall", "valid"),
        (f"{api}/verify/batch", "POST", json, "[]", 400, "code", "bad_question"),
        (f"{served.url}/contexts/v1", "GET", {"If-None-Match": '"x"'}, None, 200, "@context", ANY),
    ):
        told, answer = elsewhere.evaluate(ASK, [url, method, headers, body])
        assert (told, answer[name]) == (status, expected)
    told, reason = elsewhere.evaluate(ASK, [f"{served.url}/verify/batch", "POST", json, "[]"])
    assert (told, "TypeError" in reason) == (0, True), "our pages are not for others"


def test_its_script_reads_the_headers_that_a_program_needs(elsewhere: Page, served: Served) -> None:
    certificate = f"{served.url}/c/{served.valid.number}"
    api = f"{served.url}/api/v1/certificates/{served.valid.number}"
    for url, method, name in (
        (api, "GET", "etag"),
        (f"{certificate}.json", "GET", "etag"),
        (f"{served.url}/feed.json", "GET", "etag"),
        (api, "GET", "x-request-id"),
        (f"{certificate}.pdf", "GET", "content-disposition"),
    ):
        assert elsewhere.evaluate(HEADER, [url, method, name]), (url, name)
    tag = elsewhere.evaluate(HEADER, [api, "GET", "etag"])
    again = "async ([url, tag]) => (await fetch(url, {headers: {'If-None-Match': tag}, cache: 'no-store'})).status"
    assert elsewhere.evaluate(again, [api, tag]) == 304
