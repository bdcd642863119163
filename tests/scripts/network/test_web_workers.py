"""Starting the web: where a port is taken, it is said before a server fails with a stack of its own."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from certs import limits
from certs.errors import Misuse
from scripts.network import web_workers
from tests.instances import ROOT


def test_a_port_that_is_taken_is_misuse_and_free_again_afterwards() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Misuse) as caught:
            web_workers.require_free("127.0.0.1", port)
        assert caught.value.code == "port"
        assert f"127.0.0.1:{port}" in caught.value.words.zh
    web_workers.require_free("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "address", "url"),
    [
        ("127.0.0.1", {"127.0.0.1"}, "http://127.0.0.1:8000/"),
        ("localhost", {"127.0.0.1", "::1"}, "http://localhost:8000/"),
        ("::1", {"::1"}, "http://[::1]:8000/"),
        ("[::1]", {"::1"}, "http://[::1]:8000/"),
    ],
)
def test_a_host_is_given_by_name_or_number(host: str, address: set[str], url: str) -> None:
    assert web_workers.resolved(host, 8000)[1][0] in address
    assert web_workers.url(host, 8000) == url
    typed = web_workers.command_line(host, 8000)
    assert typed[typed.index("--host") + 1] in address


def test_a_host_that_there_is_not_is_misuse() -> None:
    with pytest.raises(Misuse, match="::1%nowhere:8000"):
        web_workers.require_free("::1%nowhere", 8000)


def test_a_process_that_dies_is_started_again_and_connections_are_bounded() -> None:
    typed = web_workers.command_line("127.0.0.1", 8000)
    assert "--respawn-failed-workers" in typed
    assert typed[typed.index("--http") + 1] == "1"
    assert int(typed[typed.index("--backpressure") + 1]) == limits.CONNECTIONS
    assert limits.WEB_THREADS > limits.REGISTER_QUEUE + 8, "there is room for what asks no register"


def test_as_many_files_may_be_open_as_connections_are_taken() -> None:
    program = "import resource; from scripts.network import web_workers as w; w.allow_connections()"
    shown = f"{program}; print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    done = subprocess.run(
        ["bash", "-c", 'ulimit -S -n 256; exec "$0" -c "$1"', sys.executable, shown],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert int(done.stdout) >= min(hard, limits.CONNECTIONS)


def test_the_web_is_told_where_the_instance_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert web_workers.environment(Path("home"))["STARMARK_HOME"] == str(tmp_path / "home")
    assert "--port 8000" in " ".join(web_workers.command_line("127.0.0.1", 8000))
