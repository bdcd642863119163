"""Fetching from one origin: never led elsewhere, never more than was asked for."""

from __future__ import annotations

import http.server
import threading

import pytest

from certs.errors import CouldNotCheck, Misuse
from scripts.network.fetching import Origin


def test_a_redirect_to_another_origin_and_too_much_are_refused() -> None:
    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/away":
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.1:1/stolen")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Length", "20" if self.path == "/cut" else "10")
            self.end_headers()
            self.wfile.write(b"0123456789")
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = Origin(f"http://127.0.0.1:{server.server_port}")
        assert origin("here", 10) == b"0123456789"
        for path, most, code in (("away", 10, "fetch"), ("here", 9, "fetch_too_long"), ("cut", 99, "fetch")):
            with pytest.raises(CouldNotCheck) as caught:
                origin(path, most)
            assert caught.value.code == code
            assert "stolen" not in caught.value.words.en or "another origin" in caught.value.words.en
        server.shutdown()
    for bad in ("http://example.org", "ftp://127.0.0.1", "https://user@example.org", "x"):
        with pytest.raises(Misuse):
            Origin(bad)
