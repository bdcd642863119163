"""The status lists over time: when they are made anew, how long they hold, and what a past instant is answered."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, insert, select

from certs import limits
from certs.days import beijing_day, day_begins
from certs.lifecycle.rules import BatchRefused
from certs.publication.files import status_list_versions
from certs.publication.publish import publish
from certs.register.store import status_bits
from certs.register.store.status_bits import bits_on
from certs.register.store.tables import BIT, EVENT, STATUS_LIST, VERSION
from certs.trust.status_list.status_list import StatusList, list_of, parse_status_list, verify_status_list
from tests.register.founded_register import TODAY, Register, draft, founded, ring

N1 = "99926SC00001R0M"


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A folder to publish into."""
    return tmp_path / "public"


def published(register: Register, public: Path, purpose: str = "revocation", number: int = 1) -> StatusList:
    publish(register.store, public, ring().get("list"), register.now)
    return parse_status_list((public / f"status/{purpose}/{number}").read_bytes())


def versions(register: Register, purpose: str = "revocation") -> int:
    query = select(func.count()).select_from(STATUS_LIST).where(STATUS_LIST.c.purpose == purpose)
    with register.store.reading() as connection:
        return int(connection.execute(query).scalar_one())


def test_a_list_is_made_anew_when_half_its_time_is_gone_and_not_before(register: Register, public: Path) -> None:
    first = published(register, public)
    assert first.valid_until - first.valid_from == timedelta(hours=24)
    register.later(hours=12)
    assert published(register, public) == first
    register.later(seconds=1)
    assert published(register, public).valid_from == register.now
    assert versions(register) == 2


def test_only_the_list_whose_bits_changed_is_made_anew(small_register: Register, public: Path) -> None:
    small_register.issue(draft(1))
    published(small_register, public)
    small_register.change("suspended", N1, "complaint", until=TODAY + timedelta(days=30))
    assert published(small_register, public, "suspension").is_set(0)
    assert (versions(small_register), versions(small_register, "suspension")) == (1, 2)


def test_a_list_is_looked_at_only_where_something_can_have_changed(
    small_register: Register, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_register.issue(draft(1), draft(2))
    looked: list[str] = []
    ask = status_bits.bits_of_list

    def watched(connection: Connection, day: date, purpose: str, number: int) -> list[int]:
        looked.append(f"{purpose}/{number}")
        return ask(connection, day, purpose, number)

    monkeypatch.setattr(status_bits, "bits_of_list", watched)
    both = ["revocation/1", "suspension/1"]

    def at(*, everything: bool = False) -> list[str]:
        looked.clear()
        publish(small_register.store, public, ring().get("list"), small_register.now, everything=everything)
        return looked

    assert at() == both
    assert at() == []
    small_register.issue(draft(3))
    assert at() == []
    small_register.change("suspended", N1, "complaint", until=TODAY + timedelta(days=30))
    assert at() == both
    small_register.change("revoked", "99926SC00002R0M", "fraud", effective=TODAY + timedelta(days=1))
    assert at() == both
    assert at() == []
    assert at(everything=True) == both
    (public / "status/suspension/1").unlink()
    assert at() == ["suspension/1"]
    (public / "status/revocation/1").write_bytes(b"older")
    assert at() == ["revocation/1"]
    small_register.now = day_begins(TODAY + timedelta(days=1))
    assert at() == both
    assert parse_status_list((public / "status/revocation/1").read_bytes()).is_set(1)
    assert at() == []


@given(
    st.lists(
        st.sampled_from(("issue", "suspend", "restore", "revoke", "revoke later", "a day", "publish")), max_size=14
    )
)
@settings(max_examples=25, deadline=None)
def test_what_is_published_step_by_step_is_what_all_bits_say(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        register, public = founded(f"sqlite:///{name}/register.db"), Path(name) / "public"
        issued = 0
        for step in [*steps, "publish"]:
            day, number = beijing_day(register.now), f"99926SC{max(1, issued):05}R0M"
            with suppress(BatchRefused):
                if step == "issue":
                    issued += 1
                    register.issue(draft(issued))
                elif step == "suspend":
                    register.change("suspended", number, "complaint", until=day + timedelta(days=2))
                elif step == "restore":
                    register.change("restored", number, "suspended-in-error")
                elif step.startswith("revoke"):
                    ahead = {"effective": day + timedelta(days=1)} if step.endswith("later") else {}
                    register.change("revoked", number, "fraud", **ahead)
            if step == "a day":
                register.later(days=1)
            if step == "publish":
                publish(register.store, public, ring().get("list"), register.now)
                with register.store.reading() as connection:
                    bits = bits_on(connection, day)
                for purpose in status_bits.PURPOSES:
                    told = parse_status_list((public / f"status/{purpose}/1").read_bytes())
                    assert told.bits == list_of(bits.of(purpose), 1)
        register.close()


def test_two_acts_in_one_second_make_two_versions(small_register: Register, public: Path) -> None:
    small_register.issue(draft(1), draft(2))
    small_register.change("revoked", N1, "fraud")
    published(small_register, public)
    small_register.change("revoked", "99926SC00002R0M", "fraud")
    newest = published(small_register, public)
    assert newest.is_set(0)
    assert newest.is_set(1)
    assert versions(small_register) == 2
    kept = _at(small_register, small_register.now)
    assert kept is not None
    assert parse_status_list(kept.raw) == newest


def test_a_list_never_holds_past_the_day_of_the_next_change(small_register: Register, public: Path) -> None:
    small_register.issue(draft(1))
    assert published(small_register, public).valid_until > day_begins(TODAY + timedelta(days=1))
    small_register.change("revoked", N1, "fraud", effective=TODAY + timedelta(days=1))
    # The list that was published already promised too much: it is made anew, with the same bits.
    second = published(small_register, public)
    assert second.valid_until == day_begins(TODAY + timedelta(days=1)) - timedelta(seconds=1)
    assert not second.is_set(0)
    small_register.later(hours=13)  # 15:00 UTC, an hour before midnight in Beijing: it cannot be made to hold longer
    assert published(small_register, public) == second
    small_register.now = second.valid_until
    assert published(small_register, public) == second
    small_register.later(seconds=1)
    assert published(small_register, public).is_set(0)


def test_the_last_second_of_a_day_has_a_list_too(small_register: Register, public: Path) -> None:
    small_register.issue(draft(1))
    small_register.change("revoked", N1, "fraud", effective=TODAY + timedelta(days=1))
    small_register.now = day_begins(TODAY + timedelta(days=1)) - timedelta(seconds=1)
    only = published(small_register, public)
    assert only.valid_until == day_begins(TODAY + timedelta(days=1))
    only.require_fresh(small_register.now)


def _at(register: Register, when: datetime) -> status_list_versions.KeptList | None:
    with register.reader().view() as view:
        return status_list_versions.list_at(view.connection, "revocation", 1, when)


def test_every_version_is_kept_and_answered_for_its_time(register: Register, public: Path) -> None:
    register.issue(draft(1))
    held = {}
    for step in range(6):
        if step == 3:
            register.change("revoked", N1, "fraud")
        published(register, public)
        held[register.now] = (public / "status/revocation/1").read_bytes()
        register.later(hours=20)
    for when, raw in held.items():
        for later in (timedelta(), timedelta(hours=19, minutes=59)):
            kept = _at(register, when + later)
            assert kept is not None
            assert kept.raw == raw
    with register.reader().view() as view:
        trust = view.trust
    revoked = [verify_status_list(raw, trust, "revocation", 1).is_set(0) for raw in held.values()]
    assert revoked == [False] * 3 + [True] * 3
    assert _at(register, min(held) - timedelta(seconds=1)) is None


def test_a_second_list_begins_after_131072_versions(small_register: Register, public: Path) -> None:
    small_register.issue(draft(1))
    most = limits.STATUS_LIST
    with small_register.store.writing() as connection:  # as if so many had been issued: only the index matters here
        position = connection.execute(select(func.max(EVENT.c.position))).scalar_one()
        connection.execute(VERSION.update().values(status_index=most - 1))
        connection.execute(insert(VERSION).values(status_index=most, number=N1, version=2, position=position - 1))
        connection.execute(BIT.insert().values(status_index=most, purpose="revocation", begins=TODAY, ends=None))
    first, second = (published(small_register, public, number=number) for number in (1, 2))
    assert not any(first.bits)
    assert second.is_set(most)
    assert sum(map(int.bit_count, second.bits)) == 1
    with small_register.reader().view() as view:
        assert bits_on(view.connection, TODAY).revocation == (most,)
