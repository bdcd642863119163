"""The service in process, without a server: JSON and page, against a bare Flask hello with the same headers.

The limits are for a service in use: some hundred certificates asked about in turn, each for the second time and more.
The register is read for every answer; what rests on unchanged bytes may have been kept. The last lines ask about more
certificates than are kept, so that everything is read, verified and drawn anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response
from werkzeug.test import create_environ

from certs.certificate.number import in_address
from certs.errors import Words
from tests.bench import timing
from tests.bench.timing import Line
from tests.register.founded_register import SETTINGS, draft, founded
from verify.app import create_app
from verify.config import Config

IN_USE: Final = 500
MORE_THAN_KEPT: Final = 2_500
BATCH: Final = 500
Headers = list[tuple[str, str]]


def fetch(app: Flask, environ: dict[str, Any], path: str) -> tuple[str, Headers, bytes]:
    """Ask the application for an address, as a server would, and take the whole answer."""
    path, _, query = path.partition("?")
    answer: list[Any] = []

    def start_response(status: str, headers: Headers, _: Any = None) -> Callable[[bytes], object]:
        answer.extend((status, headers))
        return lambda _: None

    pieces = app.wsgi_app({**environ, "PATH_INFO": path, "QUERY_STRING": query}, start_response)
    body = b"".join(pieces)
    if hasattr(pieces, "close"):
        pieces.close()
    return answer[0], answer[1], body


def hello(headers: Headers) -> Flask:
    """Make the smallest Flask application that sends these headers."""
    app = Flask("hello", static_folder=None)

    @app.get("/hello")
    def greet() -> Response:
        return Response(b"hello")

    @app.after_request
    def send(response: Response) -> Response:
        for name, value in headers:
            response.headers[name] = value
        return response

    return app


def compared(
    app: Flask, paths: list[str], expected: str = "200 OK", forget: Callable[[], object] = lambda: None
) -> timing.Pair:
    """Time the addresses in turn against a hello with the headers of the first answer; `forget` goes before each."""
    environ = create_environ("/", "https://cert.example.cn")
    status, headers, body = fetch(app, environ, paths[0])
    if status != expected or len(body) < 100:
        raise AssertionError(f"{paths[0]} answers {status}")
    bare = hello([(name, value) for name, value in headers if name.lower() != "content-length"])
    for path in paths:
        fetch(app, environ, path)
    following = timing.in_turn(paths)

    def ask() -> None:
        forget()
        fetch(app, environ, following())

    return timing.side_by_side(ask, lambda: fetch(bare, environ, "/hello"))


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    url = f"sqlite:///{folder / 'register.db'}"
    register = founded(url)
    numbers: list[str] = []
    for start in range(0, MORE_THAN_KEPT, BATCH):
        drafts = [draft(n + 1) for n in range(start, start + BATCH)]
        numbers += [in_address(issued.number) for issued in register.issue(*drafts)]
    register.close()
    app = create_app(Config(SETTINGS, url))
    json = [f"/c/{number}.json" for number in numbers]
    page = [f"/c/{number}" for number in numbers]
    yield timing.line(
        Words("证书 JSON 文件，对同样响应头的 Flask hello", "certificate JSON, to a Flask hello with its headers"),
        compared(app, json[:IN_USE]),
        2,
    )
    yield timing.line(Words("证书网页，同上", "certificate page, likewise"), compared(app, page[:IN_USE]), 6)
    badge = [f"/c/{number}/badge.svg" for number in numbers]
    yield timing.line(Words("状态徽标，同上", "live badge, likewise"), compared(app, badge[:IN_USE]), 2)
    yield timing.line(
        Words("证书 JSON，全部重新读取", "certificate JSON, everything read anew"), compared(app, json), None
    )
