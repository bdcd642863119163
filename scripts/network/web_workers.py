"""Starting the web as a process of its own: granian over `verify`, told where the instance is and nothing else."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from certs.errors import Misuse


def command_line(host: str, port: int) -> list[str]:
    """Return the command of the web process: one worker a core, one blocking thread each (measured)."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(os.cpu_count() or 1),
        "--blocking-threads",
        "1",
        "--no-ws",
        "--log-level",
        "warning",
        # A worker that is told to stop while it starts does not hear it (seen): then it is made to.
        "--workers-kill-timeout",
        "5",
        "verify.wsgi:app",
    ]


def environment(home: Path) -> dict[str, str]:
    """Return the environment of the web process. Nothing secret is in ours, and none of it names a key."""
    return {**os.environ, "STARMARK_HOME": str(home.absolute())}


def require_free(host: str, port: int) -> None:
    """Raise Misuse if nothing can listen there, with the cause, before a server fails with a stack of its own."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Misuse(
            "port",
            f"不能在 {host}:{port} 上提供服务（{error.strerror}）。请换一个端口：--port。",
            f"Nothing can be served on {host}:{port} ({error.strerror}). Choose another: --port.",
        ) from error
