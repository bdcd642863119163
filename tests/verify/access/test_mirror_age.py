"""A mirror tells as of when it answers, and answers nothing once it has followed nobody for too long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from certs.errors import CouldNotCheck
from certs.instance import mirror_note
from certs.instance.service_settings import ServiceSettings
from tests.register.founded_register import SETTINGS, Register, draft
from verify import Config, create_app
from verify.access.mirror_age import MirrorAge

SECONDS = 60
SEEN = datetime(2026, 12, 10, 4, tzinfo=UTC)


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.instant = SEEN

    def __call__(self) -> datetime:
        return self.instant


@contextmanager
def web(register: Register, home: Path, clock: Clock) -> Iterator[Flask]:
    settings = replace(SETTINGS, service=ServiceSettings(mirror=True, mirror_seconds=SECONDS))
    app = create_app(Config(settings, register.url, home=home, clock=clock))
    yield app
    app.extensions["starmark"].register.close()


def noted(home: Path, at: datetime) -> None:
    (home / mirror_note.FOLDER).mkdir(exist_ok=True)
    mirror_note.keep(home, at)


@pytest.mark.parametrize("path", ["/api/v1/certificates/{}", "/c/{}", "/log/checkpoint", "/status/revocation/1"])
def test_an_answer_is_as_of_the_last_round_and_none_is_older_than_allowed(
    register: Register, tmp_path: Path, path: str
) -> None:
    [issued] = register.issue(draft(1))
    clock = Clock()
    noted(tmp_path, SEEN)
    with web(register, tmp_path, clock) as app:
        client = app.test_client()
        address = path.format(issued.number)
        clock.instant = SEEN + timedelta(seconds=SECONDS)
        if "/api/" in path:
            assert client.get(address).json["as_of"] == "2026-12-10T04:00:00Z"  # type: ignore[index]
        fresh = client.get(address).status_code
        clock.instant += timedelta(seconds=1)
        old = client.get(address)
        assert fresh in {200, 404}
        assert (old.status_code, "Retry-After" in old.headers) == (503, True)
        assert "61 秒" in old.text or "61 seconds" in old.text
        health = client.get("/healthz")
        assert (health.status_code, health.json["causes"][0]["code"]) == (503, "mirror_old")  # type: ignore[index]
        noted(tmp_path, clock.instant)
        assert client.get(address).status_code == fresh


@pytest.mark.parametrize("note", [None, b"{", b'{"complete": 7}', b'{"complete": "yesterday"}', b"[]"])
def test_without_a_note_that_can_be_read_nothing_is_answered(tmp_path: Path, note: bytes | None) -> None:
    (tmp_path / mirror_note.FOLDER).mkdir()
    if note is not None:
        mirror_note.path_of(tmp_path).write_bytes(note)
    with pytest.raises(CouldNotCheck, match="mirror_old"):
        MirrorAge(tmp_path, SECONDS, Clock()).complete()


def test_a_note_of_a_clock_that_runs_ahead_makes_nothing_newer_than_now(tmp_path: Path) -> None:
    noted(tmp_path, SEEN + timedelta(days=1))
    assert MirrorAge(tmp_path, SECONDS, Clock()).complete() == SEEN
