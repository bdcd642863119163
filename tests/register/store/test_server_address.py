"""Addresses of a PostgreSQL server: no password in them, and nothing in the clear across a network."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from certs.errors import CouldNotCheck, Misuse
from certs.register.store.database import connect
from certs.register.store.server_address import is_private, require_private, server_url
from tests.postgres import PostgresServer


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://staff:secret@db.example.cn/starmark", "register_password"),
        ("postgresql://staff:@db.example.cn/starmark", "register_password"),
        ("postgresql://staff@db.example.cn/starmark?password=secret", "register_password"),
        ("mysql://db.example.cn/starmark", "register_url"),
        ("postgresql://db.example.cn:many/starmark", "register_url"),
    ],
)
def test_an_address_that_is_not_taken(url: str, code: str) -> None:
    with pytest.raises(Misuse, match=code) as caught:
        server_url(url)
    assert "secret" not in "".join(caught.value.words)


@pytest.mark.parametrize("url", ["postgresql:///?service=starmark", "postgresql://staff@db.example.cn:5432/starmark"])
def test_an_address_that_is_taken(url: str) -> None:
    assert server_url(url).drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    ("host", "address", "tls", "private"),
    [
        ("/var/run/postgresql", "", False, True),
        ("@starmark", "", False, True),
        ("localhost", "127.0.0.1", False, True),
        ("db", "::1", False, True),
        ("127.0.0.9", "", False, True),
        ("db.example.cn", "203.0.113.7", False, False),
        ("db.example.cn", "203.0.113.7", True, True),
        ("203.0.113.7", "", False, False),
        ("localhost.example.cn", "", False, False),
        ("", "", False, False),
    ],
)
def test_whether_a_network_could_read_along(host: str, address: str, tls: bool, private: bool) -> None:
    assert is_private(host, address, tls=tls) is private
    session = SimpleNamespace(info=SimpleNamespace(host=host, hostaddr=address), pgconn=SimpleNamespace(ssl_in_use=tls))
    if private:
        require_private(session)
    else:
        with pytest.raises(CouldNotCheck, match="register_tls"):
            require_private(session)


@pytest.mark.postgres
def test_every_session_is_looked_at(postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    store = connect(postgres_server.fresh(), write=False)
    with store.reading():
        pass
    store.close()
    monkeypatch.setattr("certs.register.store.server_address.is_private", lambda *_, **__: False)
    with pytest.raises(CouldNotCheck, match="register_tls"), store.reading():
        pass
    store.close()
