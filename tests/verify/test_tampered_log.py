"""Entries of the log that somebody changed or took out behind our back: whoever shows them says so."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from certs.register.store.database import sqlite_path
from tests.register.founded_register import SETTINGS, Register, draft, founded
from verify import Config, create_app

NOW = datetime(2026, 11, 25, 4, 0, 0, tzinfo=UTC)
NUMBER = "99926SC00002R0M"
REVOKED = 9  # its place: six root entries, three issues, the revocation
ABOUT_ALL = ("/verify?q=青禾", "/api/v1/certificates?q=青禾", f"/verify?q={NUMBER}", "/verify?q=99926SC00001R0S")


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """A register whose second certificate was revoked before the last one was issued."""
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    register.issue(draft(1), draft(2), draft(3))
    register.later(hours=1)
    register.change("revoked", NUMBER, "fraud")
    register.issue(draft(4))
    register.close()
    return register


def client(register: Register) -> FlaskClient:
    return create_app(Config(SETTINGS, register.url, clock=lambda: NOW)).test_client()


def changed(register: Register, statement: str) -> None:
    path = sqlite_path(register.url)
    assert path is not None
    with sqlite3.connect(path) as connection:
        assert connection.execute(statement).rowcount == 1
    connection.close()


def test_an_entry_whose_signature_does_not_hold_is_marked_in_log_and_feed(register: Register) -> None:
    before = client(register)
    for path in ("/log", "/en/log", "/feed.atom"):
        assert "does not hold" not in before.get(path).text
        assert "签名没有通过" not in before.get(path).text
    held = "replace(CAST(raw AS TEXT), '\"fraud\"', '\"mark-misuse\"')"
    changed(register, f"UPDATE event SET raw = CAST({held} AS BLOB) WHERE position = {REVOKED}")
    for after in (before, client(register)):
        assert after.get("/log").text.count("签名没有通过，请不要采信") == 1
        row = next(line for line in after.get("/en/log").text.splitlines() if "does not hold" in line)
        assert f'<span class="num">{REVOKED}</span>' in row
        assert "v-fake" in row
        entry = next(part for part in after.get("/feed.atom").text.split("<entry>") if "does not hold" in part)
        assert f":log/{REVOKED}</id>" in entry
        assert after.get("/feed.atom").text.count("does not hold") == 1


def test_a_revocation_that_was_taken_out_makes_nothing_valid(register: Register) -> None:
    asked_before, number = client(register), f"/api/v1/certificates/{NUMBER}"
    assert asked_before.get(number).get_json()["status"] == "revoked"
    assert asked_before.get("/verify?q=青禾").status_code == 200
    changed(register, f"DELETE FROM event WHERE position = {REVOKED}")
    for after in (asked_before, client(register)):
        for path in (
            number,
            f"/c/{NUMBER}",
            f"/c/{NUMBER}",
            f"/c/{NUMBER}?at=2026-11-25",
            f"/c/{NUMBER}/badge.svg",
            *ABOUT_ALL,
            "/log",
            "/feed.atom",
        ):
            assert after.get(path).status_code == 503, path
        assert after.get("/c/99926SC00001R0M").status_code == 200
        assert after.get("/healthz").status_code == 503


def test_the_newest_entry_that_was_taken_out_is_missed_by_lists(register: Register) -> None:
    changed(register, "DELETE FROM event WHERE position = 10")
    after = client(register)
    for path in (*ABOUT_ALL, "/healthz", "/c/99926SC00004R0M"):
        assert after.get(path).status_code == 503, path


def test_no_product_is_answered_from_a_record_that_does_not_hold(register: Register) -> None:
    address = f"/api/v1/certificates/{NUMBER}"
    assert client(register).get(f"{address}/coverage?product=水泵").get_json()["answer"] == "not_listed"
    held = "replace(CAST(raw AS TEXT), '\"fraud\"', '\"mark-misuse\"')"
    changed(register, f"UPDATE event SET raw = CAST({held} AS BLOB) WHERE position = {REVOKED}")
    refused = client(register).get(f"{address}/coverage?product=水泵")
    assert (refused.status_code, refused.get_json()["code"]) == (503, "could_not_check")
    whole = client(register).get(f"{address}?product=水泵").get_json()
    assert (whole["status"], whole["coverage"]) == ("unknown", None)
