"""`starmark serve`: run the public web service over an instance. It holds no key and cannot change anything."""

from __future__ import annotations

import os
import sys

import click

from certs.errors import Words
from scripts.desk import instance_access
from scripts.network import web_workers
from scripts.terminal import speech
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import option, verb

PORT = click.IntRange(1, 65_535)


@verb(
    "serve",
    Words(
        "运行公开的查询网站：只读，不持有密钥。按 Ctrl-C 停止。",
        "Run the public web service: read-only, without keys. Ctrl-C stops it.",
    ),
)
@option("--port", type=PORT, default=8000, metavar="N", words=Words("端口，默认 8000。", "Port; 8000 by default."))
@option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    words=Words(
        "监听的地址，默认只在本机（127.0.0.1）。", "Address to listen on; this machine only (127.0.0.1) by default."
    ),
)
def command(port: int, host: str) -> None:
    """Recover the register where it is in reach, then become the web process."""
    place = instance_access.instance_to_serve()
    web_workers.require_free(host, port)
    metrics = place.settings.service.metrics
    if metrics is not None:
        web_workers.require_free(*metrics)
    web_workers.allow_connections()
    url = web_workers.url(host, port)
    speech.show(both(f"网站：{url}   实例：{place.home}", f"Serving {url} from {place.home}"))
    if metrics is not None:
        figures = f"{web_workers.url(*metrics)}metrics"
        speech.show(both(f"指标（只在本机）：{figures}", f"Figures, on this machine only: {figures}"))
    sys.stdout.flush()
    counting = web_workers.counting_folder() if metrics is not None else None
    # The process is replaced, so that no module of the staff side stays in the memory of the web.
    environment = web_workers.environment(place.home, counting)
    os.execve(sys.executable, web_workers.command_line(host, port), environment)  # noqa: S606
