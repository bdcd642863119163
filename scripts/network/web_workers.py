"""Starting the web as a process of its own: granian over `verify`, told where the instance is and nothing else.

What granian bounds is bounded here (decision 0031): connections, the time and length of a request's head, the time that
a process may take to stop. A process that dies is started again.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import Final

from certs import limits
from certs.errors import Misuse

LOG: Final = Path("verify") / "door" / "log_config.json"
_STOP_SECONDS: Final = 3  # for whoever is being answered; a process that is stopped while it starts does not hear it
_FILES: Final = 256  # open files of a process besides its connections


def command_line(host: str, port: int) -> list[str]:
    """Return the command of the web process: one worker a core, in each of which one thread at a time computes."""
    options = {
        "interface": "wsgi",
        "host": resolved(host, port)[1][0],
        "port": port,
        "http": 1,  # with "auto", granian waits for the first byte of a connection without end
        "workers": os.cpu_count() or 1,
        "blocking-threads": limits.WEB_THREADS,
        "backlog": limits.CONNECTIONS,
        "backpressure": limits.CONNECTIONS,
        "http1-header-read-timeout": 1_000 * limits.HEAD_SECONDS,
        "http1-buffer-size": limits.HEAD,
        "workers-kill-timeout": _STOP_SECONDS,
        "log-level": "warning",
        "log-config": Path(__file__).resolve().parents[2] / LOG,
    }
    typed = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return [sys.executable, "-m", "granian", *typed, "--no-ws", "--respawn-failed-workers", "--factory", _TARGET]


_TARGET: Final = "verify.wsgi:worker"
_COUNTING: Final = "PROMETHEUS_MULTIPROC_DIR"  # the name that prometheus_client knows
_FOLDER: Final = "starmark-figures-"


def environment(home: Path, counting: Path | None = None) -> dict[str, str]:
    """Return the environment of the web process. Nothing secret is in ours, and none of it names a key.

    `counting` is where the workers count for a monitor.
    """
    counted = {_COUNTING: str(counting)} if counting is not None else {}
    return {**os.environ, **counted, "STARMARK_HOME": str(home.absolute())}


def counting_folder() -> Path:
    """Make a private folder for this process, which becomes the web, and remove those of processes that are gone.

    Under systemd it lies in the unit's own runtime folder (RuntimeDirectory=), else in that for temporary files.
    """
    above = Path(os.environ.get("RUNTIME_DIRECTORY", "").split(":")[0] or tempfile.gettempdir())
    for old in above.glob(f"{_FOLDER}*"):
        process = old.name.removeprefix(_FOLDER).partition("-")[0]
        if not Path(f"/proc/{process}").exists():
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=above))


def allow_connections() -> None:
    """Let this process, and those that it starts, hold open as many connections as they may take."""
    wanted = limits.CONNECTIONS + _FILES
    with contextlib.suppress(ValueError, OSError):  # where it may not, it serves fewer
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def resolved(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    """Return the family and the address of a host, given by name or number. Raises Misuse where it has none."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise _cannot(host, port, str(getattr(error, "strerror", error))) from error
    return family, (str(address[0]), port)


def url(host: str, port: int) -> str:
    """Write the address of the service as a browser takes it."""
    bare = host.strip("[]")
    return f"http://[{bare}]:{port}/" if ":" in bare else f"http://{bare}:{port}/"


def require_free(host: str, port: int) -> None:
    """Raise Misuse if nothing can listen there, with the cause, before a server fails with a stack of its own."""
    family, address = resolved(host, port)
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise _cannot(host, port, str(error.strerror)) from error


def _cannot(host: str, port: int, why: str) -> Misuse:
    return Misuse(
        "port",
        f"不能在 {host}:{port} 上提供服务（{why}）。请换一个地址或端口：--host、--port。",
        f"Nothing can be served on {host}:{port} ({why}). Choose another address or port: --host, --port.",
    )
