"""Starting the web: where a port is taken, it is said before a server fails with a stack of its own."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from certs.errors import Misuse
from scripts.network import web_workers


def test_a_port_that_is_taken_is_misuse_and_free_again_afterwards() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Misuse) as caught:
            web_workers.require_free("127.0.0.1", port)
        assert caught.value.code == "port"
        assert f"127.0.0.1:{port}" in caught.value.words.zh
    web_workers.require_free("127.0.0.1", port)


def test_the_web_is_told_where_the_instance_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert web_workers.environment(Path("home"))["STARMARK_HOME"] == str(tmp_path / "home")
    assert "--port 8000" in " ".join(web_workers.command_line("127.0.0.1", 8000))
