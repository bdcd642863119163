"""Serving the figures: one of the workers answers on a loopback address of its own, whichever gets it first.

When that worker ends, the next one that looks takes its place. Nothing else is answered there, and nothing of it is on
the public port (decision 0050).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import AF_INET, AF_INET6
from typing import Any, Final

from flask import Flask
from prometheus_client import CONTENT_TYPE_LATEST

from certs import limits
from certs.errors import StarmarkError
from verify.service import EXTENSION, Service
from verify.watch import watch_figures
from verify.watch.readiness import freshness_of
from verify.watch.watch_figures import Figures, Freshness

_LOG: Final = logging.getLogger("starmark.verify")
PATH: Final = "/metrics"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], answer: Callable[[], bytes]) -> None:
        self.address_family = AF_INET6 if ":" in address[0] else AF_INET
        self.answer = answer
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server_version = "starmark"
    sys_version = ""
    timeout = limits.HEAD_SECONDS
    server: _Server

    def do_GET(self) -> None:
        """Answer `/metrics`, and nothing else."""
        body = self.server.answer() if self.path == PATH else b""
        self.send_response(HTTPStatus.OK if self.path == PATH else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", CONTENT_TYPE_LATEST if body else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - the name that http.server gives it
        """Write nothing: the log of the service is for what the public asks."""


def watch(app: Flask, address: tuple[str, int]) -> None:
    """Count what this application answers, and serve the figures of all workers at this address, or wait to."""
    folder = watch_figures.folder_of_workers()
    if folder is None:
        _LOG.warning("service.metrics is set, but the service was not started by starmark serve: nothing is counted")
        return
    here: Service = app.extensions[EXTENSION]
    counted = Figures(
        {
            "papers": here.papers.children,
            "kits": here.kits.children,
            "batch": here.stacks.children,
            "documents": here.files.children,
        }
    )
    watch_figures.install(app, counted)
    freshness = Freshness(lambda: _fresh(here))
    threading.Thread(target=_run, args=(counted, freshness, folder, address), daemon=True, name="metrics").start()


def _run(counted: Figures, freshness: Freshness, folder: Path, address: tuple[str, int]) -> None:
    """Look at the children each second; take the address as soon as no other worker has it."""
    serving, pause = False, threading.Event()
    while True:
        counted.look()
        if not serving:
            serving = _serve(freshness, folder, address)
        pause.wait(limits.WATCH_SECONDS)


def _serve(freshness: Freshness, folder: Path, address: tuple[str, int]) -> bool:
    try:
        server = _Server(address, lambda: watch_figures.added_up(freshness, folder))
    except OSError:  # another worker has it
        return False
    threading.Thread(target=server.serve_forever, daemon=True, name="metrics-server").start()
    return True


def _fresh(here: Service) -> dict[str, tuple[str, float]]:
    """Return what the register says of its age now; of one that is out of reach, only that it is not ready."""
    now = here.now()
    told = {"starmark_ready": ("1 while nothing is damaged, stale or behind (as /readyz).", 0.0)}
    try:
        causes, fresh = here.register.read(
            lambda view: (here.health.look(view, now)[1], freshness_of(view, here.config.home, now)), in_turn=False
        )
    except StarmarkError:
        return told
    told["starmark_ready"] = (told["starmark_ready"][0], float(not causes and not fresh.causes(now)))
    told["starmark_answer_age_seconds"] = (
        "Seconds by which answers are older than now; above 0 where a copy of the register gives them.",
        (here.config.clock() - now).total_seconds(),
    )
    told["starmark_register_entries"] = ("Entries of the log in the register.", fresh.entries)
    told["starmark_checkpoint_age_seconds"] = (
        "Seconds since the newest entry under the checkpoint was recorded.",
        (now - fresh.recorded).total_seconds(),
    )
    if fresh.published is not None:
        told["starmark_published_entries"] = ("Entries under the published checkpoint.", fresh.published)
    if fresh.lists_until is not None:
        left = (fresh.lists_until - now).total_seconds()
        told["starmark_status_list_seconds_left"] = ("Seconds for which the status lists still hold.", left)
    return told
