"""The built site on loopback, as a proxy would serve it: compressed, with the service's static files and its policy."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

VISIT: Final = "X-Visit"  # a request header by which a test tells its visits apart


@dataclass
class Hosted:
    """Where the site is served, and what went out: visit (see VISIT), path, bytes without the headers."""

    url: str
    sent: list[tuple[str, str, int]] = field(default_factory=list)


def file_of(site: Path, static: Path, address: str) -> Path:
    """Return the file that an address names: below the site, or below the service's static files."""
    if address.startswith("/static/"):
        return static / address.removeprefix("/static/")
    file = site / address.lstrip("/")
    return file / "index.html" if address.endswith("/") else file


@cache
def _compressed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 6)


@contextmanager
def hosted(site: Path, static: Path) -> Iterator[Hosted]:
    """Serve until the caller is done. Files are read once, so nothing may be built into the folder meanwhile."""
    policy = (site / "csp.txt").read_text(encoding="ascii").strip()
    here = Hosted("")

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            file = file_of(site, static, path)
            if not file.is_file():
                self.send_error(404)
                return
            data = _compressed(file)
            here.sent.append((self.headers.get(VISIT, ""), path, len(data)))
            self._head(file, policy, len(data))
            self.wfile.write(data)

        def _head(self, file: Path, policy: str, length: int) -> None:
            kind = self.guess_type(str(file))
            kind = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
            self.send_response(200)
            for name, value in (
                ("Content-Type", kind),
                ("Content-Encoding", "gzip"),
                ("Content-Length", str(length)),
                ("Content-Security-Policy", policy),
                ("Cache-Control", "max-age=600"),
            ):
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here.url = f"http://127.0.0.1:{server.server_port}"
        yield here
        server.shutdown()
