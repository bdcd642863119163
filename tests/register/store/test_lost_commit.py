"""When the line to PostgreSQL is cut: an act stands or not, and the command says which, or that it is not known."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from certs import limits
from certs.audit import register_copy
from certs.audit.recovery import recover
from certs.errors import CouldNotCheck, Refused
from certs.publication.publish import publish
from certs.register.acts import key_ceremonies
from certs.register.acts.ceremony_plans import WrongClock
from certs.register.acts.founding import found
from certs.register.store.database import create, make_ready
from tests.postgres import PostgresServer, running, standby
from tests.postgres_proxy import ACT, PUBLICATION, Orders, Proxy, between
from tests.register.founded_register import NOW, SETTINGS, Register, draft, ring
from tests.register.office import Office, hindered

pytestmark = pytest.mark.postgres
FIRST, SECOND, THIRD = (f"99926SC0000{n}R0M" for n in (1, 2, 3))
ACTS: dict[str, Callable[[Office], object]] = {
    "issue": lambda office: office.register.issue(draft(1), ring=office.ring),
    "a batch": lambda office: office.register.issue(draft(2), draft(3), draft(4), ring=office.ring),
    "suspend": lambda office: change(office, "suspended", FIRST, "complaint", until=date(2027, 1, 31)),
    "restore": lambda office: change(office, "restored", FIRST, "cause-removed"),
    "reissue": lambda office: office.register.reissue(
        FIRST, draft(1, sites=draft(9).sites), "sites-changed", ring=office.ring
    ),
    "renew": lambda office: renew(office, FIRST, 1),
    "withdraw": lambda office: change(office, "withdrawn", SECOND, "holder-request"),
    "revoke": lambda office: change(office, "revoked", THIRD, "fraud"),
    "keys rotate": lambda office: office.rotate("log"),
    "keys compromise": lambda office: office.compromise("list-1", 6),
    "clock-correct": lambda office: key_ceremonies.correct_clock(
        office.hall(), WrongClock(office.register.now, office.register.now - timedelta(hours=1), 3)
    ),
}


def change(office: Office, kind: str, number: str, reason: str, **days: date) -> object:
    return office.register.change(kind, number, reason, ring=office.ring, **days)


def renew(office: Office, number: str, n: int) -> object:
    office.register.later(days=1)
    return office.register.renew(number, draft(n), ring=office.ring)


@pytest.fixture
def proxy(postgres_server: PostgresServer) -> Iterator[Proxy]:
    """A host between us and an empty database."""
    url = postgres_server.fresh()
    with between(postgres_server, url) as made:
        yield made
    postgres_server.drop(url)


@pytest.fixture
def office(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A founded register behind it."""
    monkeypatch.setattr(limits, "COMMIT_PAUSE", 0)
    register = Register(proxy.url, create(proxy.url))
    found(register.store, SETTINGS, ring(), NOW)
    yield Office(register)
    register.close()


def test_a_commit_that_the_server_never_read_changed_nothing(office: Office, proxy: Proxy) -> None:
    for name, act in ACTS.items():
        before, keys = office.size, office.ring
        proxy.order(Orders(cut="before"))
        with pytest.raises(CouldNotCheck) as caught:
            act(office)
        assert (caught.value.code, proxy.cuts) == ("register_unreachable", 1), name
        proxy.order()
        assert office.size == before, name
        office.ring = keys
        act(office)
        assert office.size > before, name


def test_an_act_stands_whose_commit_was_answered_to_nobody(office: Office, proxy: Proxy) -> None:
    for name, act in ACTS.items():
        before = office.size
        proxy.order(Orders(cut="after"))
        act(office)
        assert proxy.cuts == 1, name
        assert office.size > before, name


def test_what_cannot_be_looked_up_either_is_not_known(office: Office, proxy: Proxy) -> None:
    for name, act in ACTS.items():
        proxy.order(Orders(cut="after", away=True))
        with pytest.raises(CouldNotCheck) as caught:
            act(office)
        assert (caught.value.code, proxy.cuts) == ("not_known", 1), name
        command = "starmark keys list" if name.startswith(("keys", "clock")) else "starmark history 99926SC0000"
        assert command in caught.value.words.zh, name
        assert command in caught.value.words.en, name
        assert "nothing was" not in caught.value.words.en.lower(), name
        proxy.order()


# What a database says of a write, in the language of its server: by its SQLSTATE, what people are told.
REFUSALS = {
    "23514": "register_damaged",  # a constraint
    "P0001": "register_damaged",  # somebody's trigger
    "22012": "register_damaged",  # a fault in it
    "25006": "register_read_only",
    "40001": "register_locked",  # it could not be put in a row with another transaction
    "42501": "register_rights",
    "53100": "disk_full",
    "55P03": "register_locked",
    "57014": "register_locked",  # cancelled, since it waited for too long
}
WORDS = "locked busy read-only full closed corrupt 磁盘已满"  # none of these decides


@pytest.mark.parametrize("state", REFUSALS)
@pytest.mark.parametrize("when", ["IMMEDIATE", "DEFERRED"])
def test_what_the_database_refuses_changed_nothing(office: Office, when: str, state: str) -> None:
    body = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = '{state}'"
    with hindered(office, "event", when, body):
        before = office.size
        with pytest.raises(CouldNotCheck) as caught:
            office.issue(1)
        assert (caught.value.code, office.size) == (REFUSALS[state], before)
    assert office.issue(1) == FIRST


SWALLOWED = {
    "event": "a batch",
    "checkpoint": "a batch",
    "node": "a batch",
    "certificate": "a batch",
    "name": "a batch",
    "version": "reissue",
    "bit": "suspend",
    "standing": "a batch",
    "serial": "issue",
    "trust_list": "keys rotate",
}


@pytest.mark.parametrize("table", SWALLOWED)
def test_what_the_database_swallows_is_not_told_as_done(office: Office, table: str) -> None:
    if table != "serial":  # a row that the first issue of a year puts in
        ACTS["issue"](office)
    before, keys = office.size, office.ring
    with hindered(office, table, "DEFERRED", f"DELETE FROM {table} WHERE ctid = NEW.ctid"):
        with pytest.raises(CouldNotCheck, match="register_damaged"):
            ACTS[SWALLOWED[table]](office)
        assert office.size == before
    office.ring = keys
    ACTS["issue" if table == "serial" else "suspend"](office)
    assert office.size == before + 1


@pytest.mark.parametrize("table", ["name", "bit", "standing", "serial"])
def test_a_recovery_of_which_a_part_is_swallowed_is_not_told_as_done(office: Office, table: str) -> None:
    for act in ("issue", "suspend"):
        ACTS[act](office)
    with hindered(office, table, "DEFERRED", f"DELETE FROM {table} WHERE ctid = NEW.ctid"):
        with office.register.store.writing() as connection:
            connection.execute(text(f"DELETE FROM {table}"))
        with pytest.raises(CouldNotCheck, match="register_damaged"):
            recover(office.register.url)
    assert table in recover(office.register.url).mended


def test_a_tree_that_lacks_a_node_between_leaf_and_root_is_not_told_as_done(office: Office) -> None:
    body = "DELETE FROM node WHERE level = 1 AND ctid = NEW.ctid"
    with hindered(office, "node", "DEFERRED", body), pytest.raises(CouldNotCheck, match="register_damaged"):
        ACTS["a batch"](office)
    assert office.size == 6


def test_what_the_database_alters_is_not_told_as_done(office: Office) -> None:
    body = "UPDATE event SET number = 'x' WHERE ctid = NEW.ctid"
    with hindered(office, "event", "IMMEDIATE", body), pytest.raises(CouldNotCheck, match="register_damaged"):
        office.issue(1)
    assert office.issue(1) == FIRST


def test_a_head_that_somebody_alters_stops_the_act_and_the_next(office: Office) -> None:
    with hindered(office, "checkpoint", "DEFERRED", "UPDATE checkpoint SET raw = raw || ' ' WHERE ctid = NEW.ctid"):
        before = office.size
        with pytest.raises(CouldNotCheck, match="register_damaged"):
            office.issue(1)
    assert office.size == before
    with office.register.store.writing() as connection:
        connection.execute(text("UPDATE checkpoint SET raw = raw || ' '"))
    with pytest.raises(Refused, match="head_unsigned"):
        office.issue(1)


def test_a_standby_does_not_tell_what_became_of_an_act(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address can lead to several servers; one that lags behind has not heard of the act."""
    monkeypatch.setattr(limits, "COMMIT_PAUSE", 0)
    with running() as server, between(server, server.fresh()) as proxy:
        register = Register(proxy.url, create(proxy.url))
        found(register.store, SETTINGS, ring(), NOW)
        with standby(server) as behind:
            proxy.order(Orders(cut="after", then=lambda: proxy.lead_to(behind)))
            with pytest.raises(CouldNotCheck) as caught:
                register.issue(draft(1))
        assert (caught.value.code, proxy.cuts) == ("not_known", 1)
        proxy.lead_to(server)
        assert Office(register).size == 7
        register.close()


def test_a_copy_into_another_database_is_there_whole_or_not_at_all(small_register: Register, proxy: Proxy) -> None:
    proxy.order(Orders(cut="before", asked=ACT))
    with pytest.raises(CouldNotCheck, match="register_unreachable"):
        register_copy.copy_into(small_register.url, proxy.url)
    proxy.order(Orders(cut="after", asked=ACT))
    register_copy.copy_into(small_register.url, proxy.url)
    assert proxy.cuts == 1
    assert register_copy.head_of(proxy.url) == register_copy.head_of(small_register.url)


def test_founding_and_publishing_are_looked_for_too(proxy: Proxy, tmp_path: Path) -> None:
    register = Register(proxy.url, create(proxy.url))
    proxy.order(Orders(cut="before"))
    with pytest.raises(CouldNotCheck, match="register_unreachable"):
        found(register.store, SETTINGS, ring(), NOW)
    proxy.order(Orders(cut="after"))
    found(register.store, SETTINGS, ring(), NOW)
    for cut in ("before", "after"):
        proxy.order(Orders(cut=cut, asked=PUBLICATION))
        if cut == "before":
            with pytest.raises(CouldNotCheck, match="register_unreachable"):
                publish(register.store, tmp_path / "public", ring().get("list"), NOW)
        else:
            assert publish(register.store, tmp_path / "public", ring().get("list"), NOW).size == 6
        assert proxy.cuts == 1
    register.close()


def test_whoever_presses_ctrl_c_at_commit_is_told_what_became_of_it(office: Office, proxy: Proxy) -> None:
    """An interrupt while COMMIT waits for its answer does not undo it: the act is looked for, and told as done."""

    def press(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, press)
    try:
        proxy.order(Orders(cut="after", then=lambda: os.kill(os.getpid(), signal.SIGUSR1)))
        assert [one.number for one in office.register.issue(draft(1))] == [FIRST]
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert proxy.cuts == 1
    assert office.size == 7


def killed_at_every_point(office: Office, proxy: Proxy, name: str) -> int:
    """End the sessions at each question of an act in turn, until it gets through; return how often it was struck."""
    strikes, code = 1, "register_unreachable"  # the first question is only whether the pool's session still lives
    while code:
        before, keys = office.size, office.ring
        strikes += 1
        proxy.order(Orders(kill_at=strikes))
        code = ""
        with contextlib.suppress(CouldNotCheck):
            code = "register_unreachable"
            ACTS[name](office)
            code = ""
        proxy.order()
        assert (office.size > before) == (not code), (name, strikes)
        office.ring = office.ring if not code else keys
    return strikes


def test_killed_at_every_point_of_an_act_it_stands_or_changed_nothing(office: Office, proxy: Proxy) -> None:
    assert killed_at_every_point(office, proxy, "issue") > 15


@pytest.mark.slow
def test_killed_at_every_point_of_every_act(office: Office, proxy: Proxy) -> None:
    for name in ACTS:
        assert killed_at_every_point(office, proxy, name) > 2, name


def test_what_leaves_no_trace_is_to_be_done_again(office: Office, proxy: Proxy) -> None:
    proxy.order(Orders(cut="after", asked=b"pg_advisory_xact_lock"))
    with pytest.raises(CouldNotCheck) as caught:
        make_ready(office.register.url)
    assert caught.value.code == "not_known"
    assert "same command again" in caught.value.words.en
