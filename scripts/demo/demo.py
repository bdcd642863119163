"""`starmark demo`: make a sample instance with fictional certificates of every kind, and serve it on this machine."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import click

from certs.errors import CouldNotCheck, StarmarkError, Words
from certs.instance.folder import Instance, open_instance
from certs.register.store.database import make_ready
from scripts.demo import demo_build, development_server
from scripts.demo.demo_addresses import Address, worth_opening
from scripts.network import web_workers
from scripts.terminal import clock, speech, verb_frame
from scripts.terminal.progress import bar
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import option, verb
from scripts.verbs.serve import PORT

HOST: Final = "127.0.0.1"
_PATIENCE: Final = 30  # seconds that the web process has to come up
_MOST: Final = 5_000


@verb(
    "demo",
    Words(
        "建立演示实例：各种状态的虚构证书，可在本机打开。绝不触碰真实实例。",
        "Make a sample instance: fictional certificates of every status, to open on this machine. "
        "It never touches a real instance.",
    ),
)
@option(
    "--count",
    type=click.IntRange(1, _MOST),
    default=200,
    metavar="N",
    words=Words("证书张数，默认 200。", "How many certificates; 200 by default."),
)
@option(
    "--port",
    type=PORT,
    default=None,
    metavar="N",
    words=Words("建好后在本机这个端口提供网站。", "Serve it on this port of this machine afterwards."),
)
@option(
    "--serve",
    is_flag=True,
    words=Words("建好后提供网站（默认端口 8000）。", "Serve it afterwards (port 8000 by default)."),
)
@option(
    "--reload",
    is_flag=True,
    words=Words(
        "提供网站，代码、模板或文字一改就重新启动：供开发者用。",
        "Serve it, starting anew at each change of code, templates or words: for developers.",
    ),
)
@option("--fresh", is_flag=True, words=Words("重新建立，丢弃上次的演示实例。", "Make it anew and drop the last demo."))
def command(count: int, port: int | None, serve: bool, reload: bool, fresh: bool) -> int:
    """Make the demo, or take the one that is there; then serve it if asked to."""
    home = verb_frame.home(otherwise=Path("build") / "demo")
    serving, port = serve or reload or port is not None, port or 8000
    demo_build.require_demo(home)
    if serving:
        web_workers.require_free(HOST, port)
        web_workers.allow_connections()
    if fresh or not _is_usable(home):
        with bar(both("签发虚构证书", "Issuing fictional certificates"), count) as advance:
            demo_build.build(home, count, clock.now(), advance)
    place = open_instance(home)
    _tell_place(place)
    addresses = worth_opening(place.register_url, clock.now())
    if not serving:
        return _tell(place, port, addresses, serving=False)
    server = development_server.command_line(port) if reload else web_workers.command_line(HOST, port)
    return _serve(server, place, port, addresses)


def _is_usable(home: Path) -> bool:
    """Tell whether a demo of this version is there; one that is broken or of another version is made anew."""
    try:
        make_ready(open_instance(home).register_url)
    except StarmarkError:
        return False
    return True


def _tell_place(place: Instance) -> None:
    speech.show(
        both(
            f"演示实例：{place.home}（虚构的机构和企业；--fresh 重新建立）",
            f"Sample instance: {place.home} (fictional body and firms; --fresh makes it anew)",
        )
    )
    secret = place.home / demo_build.PASSPHRASE_NAME
    if secret.is_file():
        speech.show(
            both(f"试办业务用的口令：--passphrase-file {secret}", f"To try acts on it: --passphrase-file {secret}")
        )


def _tell(place: Instance, port: int, addresses: tuple[Address, ...], *, serving: bool) -> int:
    speech.show("")
    speech.show(both("值得打开的地址：", "Worth opening:"))
    for address in addresses:
        speech.show(f"  {say(address.what)}")
        speech.show(f"    http://{HOST}:{port}{address.path}")
    speech.show("")
    host = place.settings.host
    speech.show(
        both(
            f"以上都是本机地址。证书上的二维码写的是样例主机 {host}，用手机扫描打不开。",
            f"These are addresses on this machine. The QR codes name the sample host {host}, which no phone can open.",
        )
    )
    if not serving:
        speech.show(
            both(
                f"启动网站：starmark --home {place.home} serve --port {port}",
                f"Start the service: starmark --home {place.home} serve --port {port}",
            )
        )
    return 0


def _serve(server: list[str], place: Instance, port: int, addresses: tuple[Address, ...]) -> int:
    child = subprocess.Popen(server, env=web_workers.environment(place.home))  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    signal.signal(signal.SIGINT, lambda *_: child.terminate())
    try:
        _wait_until_up(child, port)
        _tell(place, port, addresses, serving=True)
        speech.show(both("按 Ctrl-C 停止。", "Ctrl-C stops it."))
        sys.stdout.flush()
        ended = child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()
    return 0 if ended in {0, -signal.SIGTERM, -signal.SIGINT} else 2


def _wait_until_up(child: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while child.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise CouldNotCheck(
        "web",
        "网站没有启动，原因见上面的输出。演示实例已经建好。",
        "The service did not start; the output above says why. The sample instance is made.",
    )
