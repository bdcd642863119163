"""A database server that stands still: it takes in what it is asked and never answers, and nobody waits for it long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certs import limits
from certs.errors import CouldNotCheck
from certs.instance.register_settings import RegisterSettings
from certs.register.store import server_state
from certs.register.store.reader import open_reader
from tests import postgres
from tests.postgres import PostgresServer
from tests.register.founded_register import NOW, SETTINGS, Register, draft, founded
from verify import Config, create_app

pytestmark = pytest.mark.postgres
SLACK: Final = 20  # seconds that a busy machine may take besides
WAIT: Final = 30


@dataclass
class Servers:
    """A primary with a register of one certificate, and a standby that follows it."""

    primary: PostgresServer
    standby: PostgresServer
    register: Register
    number: str
    stack: ExitStack

    def app(self, *, copied: bool) -> tuple[Flask, FlaskClient]:
        """Return a service, `copied` of a body with a replica, which has answered once."""
        own = RegisterSettings((self.copy_url,) if copied else (), 60)
        app = create_app(Config(replace(SETTINGS, register=own), self.register.url, clock=lambda: NOW))
        self.stack.callback(app.extensions["starmark"].register.close)
        client = app.test_client()
        until = time.monotonic() + WAIT
        while client.get(f"/c/{self.number}.json").status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.05)
        return app, client

    @property
    def copy_url(self) -> str:
        return self.standby.url(self.primary.name(self.register.url))


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    monkeypatch.setattr(limits, "ANSWER_SECONDS", 1)
    with ExitStack() as stack:
        primary = stack.enter_context(postgres.running())
        register = founded(primary.fresh())
        number = register.issue(draft(1))[0].number
        standby = stack.enter_context(postgres.standby(primary, following=True))
        stack.callback(register.store.close)
        yield Servers(primary, standby, register, number, stack)


def test_a_primary_that_stands_still_keeps_nobody_waiting(servers: Servers) -> None:
    _, client = servers.app(copied=False)
    path = f"/api/v1/certificates/{servers.number}"
    with servers.primary.standing_still():
        for _ in range(2):  # over the session that there was, and over a new one, which is not let in
            begun = time.monotonic()
            answer = client.get(path)
            assert (answer.status_code, answer.get_json()["code"]) == (503, "could_not_check")
            assert "Retry-After" in answer.headers
            assert time.monotonic() - begun < limits.ANSWER_SECONDS + limits.READ_BUSY_SECONDS + SLACK
        assert client.get("/readyz").status_code == 503
    assert client.get(path).status_code == 200


def test_where_a_copy_stands_still_the_primary_answers_and_the_other_way_round(servers: Servers) -> None:
    app, client = servers.app(copied=True)
    replicas = app.extensions["starmark"].register.replicas
    path = f"/api/v1/certificates/{servers.number}"
    until = time.monotonic() + WAIT
    while replicas.choose().url != servers.copy_url:
        assert time.monotonic() < until
        time.sleep(0.05)
    for stopped, place in ((servers.standby, 1), (servers.primary, 0)):
        with stopped.standing_still():
            assert client.get(path).status_code == 200
            until = time.monotonic() + WAIT
            while ("register_unreachable", place) not in replicas.causes():
                assert time.monotonic() < until
                time.sleep(0.05)
            assert client.get(path).status_code == 200
        until = time.monotonic() + WAIT
        while replicas.causes():  # and it is well again
            assert time.monotonic() < until
            time.sleep(0.05)


def test_a_copy_that_stands_still_holds_no_act(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REPLICA_LOOKS", 1)
    with servers.standby.standing_still():
        assert server_state.behind(servers.register.store, [servers.copy_url]) == (1,)
    monkeypatch.setattr(limits, "REPLICA_LOOKS", 100)
    assert server_state.behind(servers.register.store, [servers.copy_url]) == ()


def test_a_session_that_was_given_up_is_not_asked_again(servers: Servers) -> None:
    with closing(open_reader(servers.register.url, answered_within=limits.ANSWER_SECONDS)) as reader:
        assert reader.look(servers.number).record is not None
        with servers.primary.standing_still():
            for read in (lambda: reader.look(servers.number), lambda: reader.view().__enter__()):
                with pytest.raises(CouldNotCheck, match="register_unreachable"):
                    read()
        assert reader.look(servers.number).record is not None
