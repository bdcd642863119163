"""The ground that the other tests stand on does what it says."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests import otheruser, postgres, sockets


def test_a_store_url_is_a_fresh_and_empty_database(store_url: str) -> None:
    engine = create_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE once (only_here INTEGER)"))  # a second run on the same database fails
    engine.dispose()


def test_postgresql_is_a_real_one_and_keeps_chinese_text(postgres_server: postgres.PostgresServer) -> None:
    url = postgres_server.fresh()
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version()")).scalar_one().startswith("PostgreSQL 1")
        assert connection.execute(text("SELECT '青禾' || length('青禾')")).scalar_one() == "青禾2"
    engine.dispose()
    postgres_server.drop(url)


def test_a_missing_postgresql_fails_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(postgres.PostgresUnavailable, match="apt-get install postgresql"):
        postgres.find_binaries(tmp_path)


def test_the_newest_postgresql_is_taken(tmp_path: Path) -> None:
    for version in ("9", "15", "13"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert postgres.find_binaries(tmp_path) == tmp_path / "15" / "bin"


def test_the_other_user_owns_nothing(other_user: otheruser.OtherUser, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("private")
    (tmp_path / "mine").chmod(0o600)
    assert other_user.run("-c", "import os; print(os.getuid(), os.getgroups())").stdout.split()[0] == "65534"
    refused = other_user.run("-c", f"open({str(tmp_path / 'mine')!r})")
    assert "Permission" in refused.stderr


@pytest.mark.parametrize("host", [None, "", "localhost", "127.0.0.1", "127.9.9.9", "::1", b"localhost"])
def test_this_machine_may_be_reached(host: object) -> None:
    assert sockets.is_this_machine(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "example.cn", "2001:db8::1", "0.0.0.0", "10.0.0.1"])
def test_another_machine_may_not(host: str) -> None:
    assert not sockets.is_this_machine(host)


def test_the_closed_network_is_armed() -> None:
    with socket.socket() as outside, pytest.raises(sockets.OutsideCall, match=r"192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 443))
    with pytest.raises(sockets.OutsideCall, match=r"example\.cn"):
        socket.getaddrinfo("example.cn", 443)
