"""Restoring, and what is needed around it, by the commands."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.scripts import sheets
from tests.scripts.command_calls import Desk, Said, call


def restored(desk: Desk, file: Path, home: Path, *arguments: str | Path) -> Said:
    return call(desk.capsys, "--home", home, "restore-backup", file, *arguments, "--json")


def published(desk: Desk) -> Path:
    return desk.staff.home / "public" / "log" / "checkpoint"


def issue_another(desk: Desk, folder: Path, n: int) -> Said:
    return desk.act("issue", sheets.write(folder / f"another{n}.xlsx", [sheets.certificate(n)]))


def root_options(desk: Desk) -> tuple[str | Path, ...]:
    """Return the options that bring the root key of the first instance."""
    file = desk.staff.home / "root-key-MOVE-ME-OFF-THIS-HOST" / "root-1.pem"
    return ("--root-key", file, "--root-passphrase-file", desk.staff.passphrase_file)


def signed_for(anew: Desk, desk: Desk, *ranges: str) -> Said:
    """Have the root key sign for entries that were taken back."""
    return anew("caught-up", *ranges, *root_options(desk), "--json")


@contextmanager
def plain_web(folder: Path) -> Iterator[str]:
    """Serve a folder as it lies, and yield the address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library gives it
        del format, args
