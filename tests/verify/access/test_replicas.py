"""Read replicas: a real primary and a standby that follows it, paused, cut off, promoted; no answer is too old."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask

from certs.errors import CouldNotCheck
from certs.instance.register_settings import RegisterSettings
from certs.register.store import server_state
from tests import postgres
from tests.postgres import PostgresServer
from tests.register.founded_register import SETTINGS, Register, draft, founded
from verify import Config, create_app
from verify.access.replicas import Moment, Replicas, _Heads

pytestmark = pytest.mark.postgres
SECONDS = 60
WAIT = 20


@dataclass
class Pair:
    """A primary with a register, a standby that follows it, and a clock that the test moves."""

    primary: PostgresServer
    standby: PostgresServer
    register: Register
    stack: ExitStack
    ticks: float = 1_000.0

    def now(self) -> datetime:
        return datetime(2026, 12, 10, 4, tzinfo=UTC) + timedelta(seconds=self.ticks - 1_000)

    @property
    def copy_url(self) -> str:
        return self.standby.url(self.primary.name(self.register.url))

    def sql(self, statement: str) -> Any:
        with psycopg.connect(host=str(self.standby.folder), user="starmark", dbname="postgres") as connection:
            return connection.execute(statement.encode()).fetchone()

    def issue(self, n: int) -> str:
        return self.register.issue(draft(n))[0].number

    def caught_up(self) -> None:
        """Wait until the standby has replayed what the primary has done."""
        with psycopg.connect(host=str(self.primary.folder), user="starmark", dbname="postgres") as connection:
            (position,) = connection.execute("SELECT pg_current_wal_lsn()::text").fetchone() or ("",)
        until = time.monotonic() + WAIT
        while not self.sql(f"SELECT pg_last_wal_replay_lsn() >= '{position}'")[0]:
            assert time.monotonic() < until, "the standby does not follow"
            time.sleep(0.02)

    def replicas(self, primary: str = "", copy: str = "") -> Replicas:
        """Make the chooser, with no thread of its own: the test looks when it means to."""
        replicas = Replicas(primary or self.register.url, [copy or self.copy_url], SECONDS, self.now)
        self.stack.callback(replicas.close)
        replicas._watched = True
        replicas.look()
        return replicas


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    with ExitStack() as stack:
        primary = stack.enter_context(postgres.running())
        register = founded(primary.fresh())
        standby = stack.enter_context(postgres.standby(primary, following=True))
        made = Pair(primary, standby, register, stack)
        monkeypatch.setattr("verify.access.replicas.time", type("Clock", (), {"monotonic": lambda: made.ticks}))
        stack.callback(register.store.close)
        yield made


def app_of(pair: Pair) -> Flask:
    own = RegisterSettings((pair.copy_url,), SECONDS)
    app = create_app(Config(replace(SETTINGS, register=own), pair.register.url, clock=pair.now))
    register = app.extensions["starmark"].register
    register.replicas = pair.replicas()
    pair.stack.callback(register.close)
    return app


def test_a_copy_answers_as_of_the_moment_until_which_it_is_complete(pair: Pair) -> None:
    first = pair.issue(1)
    pair.caught_up()
    app = app_of(pair)
    client, replicas = app.test_client(), app.extensions["starmark"].register.replicas
    assert replicas.choose().url == pair.copy_url
    assert client.get(f"/c/{first}.json").status_code == 200
    as_of = client.get(f"/api/v1/certificates/{first}").get_json()["as_of"]
    assert as_of == "2026-12-10T04:00:00Z"

    pair.sql("SELECT pg_wal_replay_pause()")  # the copy hears of it, and does not show it
    second = pair.issue(2)
    pair.ticks += 30
    replicas.look()
    answer = client.get(f"/api/v1/certificates/{first}")
    assert (answer.status_code, answer.get_json()["as_of"]) == (200, as_of)  # 30 seconds old, and it says so
    assert client.get(f"/c/{second}.json").status_code == 404
    pair.ticks += 31
    replicas.look()
    assert replicas.causes() == (("replica_behind", 1),)
    assert replicas.choose().url == pair.register.url  # too old by now: the primary is asked
    assert client.get(f"/c/{second}.json").status_code == 200
    assert client.get(f"/api/v1/certificates/{first}").get_json()["as_of"] == "2026-12-10T04:01:01Z"
    assert ("replica_behind", "server 1") in [
        (cause["code"], cause["part"]) for cause in client.get("/readyz").get_json()["causes"]
    ]

    pair.sql("SELECT pg_wal_replay_resume()")
    pair.caught_up()
    replicas.look()
    assert (replicas.choose().url, replicas.causes()) == (pair.copy_url, ())


def test_an_act_waits_for_the_copies_and_names_one_that_does_not_come(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certs.limits.REPLICA_LOOKS", 2)
    none = pair.copy_url.replace(str(pair.standby.folder.name), "nowhere")
    pair.issue(1)
    pair.sql("SELECT pg_wal_replay_pause()")
    pair.issue(2)
    assert server_state.behind(pair.register.store, [pair.copy_url, none]) == (1, 2)
    pair.sql("SELECT pg_wal_replay_resume()")
    monkeypatch.setattr("certs.limits.REPLICA_LOOKS", 100)
    assert server_state.behind(pair.register.store, [pair.copy_url]) == ()


def test_without_the_primary_a_copy_answers_for_as_long_as_is_allowed(pair: Pair) -> None:
    first = pair.issue(1)
    pair.caught_up()
    app = app_of(pair)
    client, replicas = app.test_client(), app.extensions["starmark"].register.replicas
    pair.primary.stop()
    pair.ticks += SECONDS
    replicas.look()
    assert client.get(f"/api/v1/certificates/{first}").get_json()["as_of"] == "2026-12-10T04:00:00Z"
    pair.ticks += 1
    replicas.look()
    answer = client.get(f"/api/v1/certificates/{first}")
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    with pytest.raises(CouldNotCheck, match="replica_old") as caught:
        replicas.choose()
    assert "61" in caught.value.words.en


def test_a_copy_that_does_not_answer_is_passed_over(pair: Pair) -> None:
    first = pair.issue(1)
    pair.caught_up()
    app = app_of(pair)
    client, replicas = app.test_client(), app.extensions["starmark"].register.replicas
    assert client.get(f"/c/{first}.json").status_code == 200
    pair.standby.stop()
    assert client.get(f"/c/{first}.json").status_code == 200  # over the primary, and nobody notices
    assert replicas.causes() == (("register_unreachable", 1),)


def test_a_promoted_copy_is_not_asked_and_a_primary_that_copies_proves_nothing(pair: Pair) -> None:
    pair.issue(1)
    pair.caught_up()
    upside_down = pair.replicas(pair.copy_url, pair.register.url)
    assert upside_down.causes() == (("primary_is_replica", 0), ("replica_is_primary", 1))
    with pytest.raises(CouldNotCheck, match="replica_old"):
        upside_down.choose()
    replicas = pair.replicas()
    assert replicas.choose().url == pair.copy_url
    assert pair.sql("SELECT pg_promote(true, 20)") == (True,)
    replicas.look()
    assert replicas.causes() == (("replica_is_primary", 1),)
    assert replicas.choose().url == pair.register.url


def test_a_primary_whose_log_is_shorter_than_before_is_not_asked(pair: Pair) -> None:
    pair.issue(1)
    with postgres.standby(pair.primary) as early:  # it hears of nothing more
        pair.issue(2)
        pair.caught_up()
        replicas = pair.replicas()
        assert replicas.causes() == ()
        with psycopg.connect(host=str(early.folder), user="starmark", dbname="postgres", autocommit=True) as own:
            own.execute("SELECT pg_promote(true, 20)")
        store = replicas.primary.store
        assert store is not None
        store.close()
        replicas.primary.store, replicas.primary.url = None, early.url(pair.primary.name(pair.register.url))
        replicas.look()
        assert replicas.causes() == (("primary_behind", 0),)
        assert replicas.choose().url == pair.copy_url  # as of the moment before
        pair.ticks += SECONDS + 1
        replicas.look()
        with pytest.raises(CouldNotCheck, match="replica_old"):
            replicas.choose()
        replicas.close()


def test_a_primary_with_less_than_was_published_is_not_asked_either(pair: Pair) -> None:
    pair.issue(1)
    pair.caught_up()
    size, published = server_state.state_of(pair.register.store).size, [0]
    replicas = Replicas(pair.register.url, [pair.copy_url], SECONDS, pair.now, lambda: published[0])
    pair.stack.callback(replicas.close)
    replicas._watched = True
    for published[0], causes in ((size, ()), (size + 1, (("primary_behind", 0), ("replica_behind", 1)))):
        replicas.look()
        assert replicas.causes() == causes
        pair.ticks += SECONDS + 1
    with pytest.raises(CouldNotCheck, match="replica_old"):
        replicas.choose()
    pair.issue(2)
    pair.caught_up()
    replicas.look()
    assert (replicas.causes(), replicas.choose().url) == ((), pair.copy_url)


def test_what_was_told_as_of_a_moment_is_not_answered_from_before_it() -> None:
    replicas = Replicas("postgresql:///none", ["postgresql:///a", "postgresql:///b"], SECONDS, lambda: NOON)
    replicas._watched = True
    ticks = time.monotonic()
    first, second = replicas.standbys
    first.complete, second.complete = Moment(ticks, NOON), Moment(ticks - 5, NOON - timedelta(seconds=5))
    chosen = replicas.choose()
    assert chosen.url == first.url
    replicas.failed(chosen)
    assert replicas.choose().url == second.url
    with pytest.raises(CouldNotCheck, match="replica_old"):
        replicas.choose(since=NOON)


NOON = datetime(2026, 12, 10, 4, tzinfo=UTC)


def test_a_length_proves_the_latest_moment_at_which_the_log_was_so_long() -> None:
    heads = _Heads(SECONDS)
    for seconds, size in ((0, 5), (1, 5), (2, 5), (3, 7), (4, 9)):
        heads.add(Moment(seconds, NOON + timedelta(seconds=seconds)), size)
    told = {size: moment.ticks if (moment := heads.reached(size)) else None for size in (4, 5, 6, 7, 8, 9, 12)}
    assert told == {4: None, 5: 2, 6: 2, 7: 3, 8: 3, 9: 4, 12: 4}
    heads.add(Moment(4 + SECONDS, NOON), 9)
    assert heads.reached(7) is None
    assert len(heads.rows) == 2
