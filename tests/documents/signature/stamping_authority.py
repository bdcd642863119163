"""A time stamping authority (RFC 3161) over HTTP, for tests: the stamps are made by OpenSSL, and some paths misbehave.

`python -m tests.documents.signature.stamping_authority FOLDER` prints its port. FOLDER holds `tsa.pem`, `tsa.key` and
`root.pem`.
"""

from __future__ import annotations

import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Final

CONFIG: Final = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/root.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
ess_cert_id_alg = sha256
"""


class Door(BaseHTTPRequestHandler):
    """/ answers as it should; /old with an earlier stamp, /refusal with none, /rubbish and /page with no reply."""

    folder: Path
    first: bytes = b""

    def do_POST(self) -> None:
        """Answer one request."""
        request = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/")
            self.end_headers()
            return
        reply = {"/rubbish": b"\x30\x03\x02\x01\x00", "/page": b"<p>Welcome</p>"}.get(self.path) or self._stamp(request)
        Door.first = Door.first or reply
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if self.path == "/page" else "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(Door.first if self.path == "/old" else reply)

    def _stamp(self, request: bytes) -> bytes:
        query, config = self.folder / "query.tsq", self.folder / "tsa.conf"
        query.write_bytes(request)
        config.write_text(
            CONFIG.format(folder=self.folder, digests="sha512" if self.path == "/refusal" else "sha256"),
            encoding="utf-8",
        )
        command = ["openssl", "ts", "-reply", "-config", str(config), "-queryfile", str(query)]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main(folder: str) -> None:
    """Serve until ended."""
    Door.folder = Path(folder)
    with HTTPServer(("127.0.0.1", 0), Door) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
