"""The status lists over the web: as they were signed, for any past time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from certs.days import day_begins, instant_text
from certs.publication.publish import publish
from certs.trust.status_list.status_list import verify_status_list
from tests.register.founded_register import TODAY as FIRST_DAY
from tests.register.founded_register import draft, founded, ring
from tests.verify.sample_service import World


@pytest.fixture
def listed(tmp_path: Path) -> Iterator[World]:
    """A register whose lists were published each morning for five days; on the third a certificate was revoked."""
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    register.issue(draft(1), draft(2))
    for day in range(5):
        if day == 2:
            register.change("revoked", "99926SC00001R0M", "fraud")
        publish(register.store, tmp_path / "public", ring().get("list"), register.now)
        register.later(hours=24)
    register.later(hours=-12)
    yield World(register, {}, register.now)
    register.close()


def test_a_list_is_answered_for_any_past_time(listed: World) -> None:
    client = listed.app().test_client()
    with listed.register.reader().view() as view:
        trust = view.trust

    def revoked(at: str) -> bool:
        answer = client.get("/status/revocation/1", query_string={"at": at} if at else {})
        assert answer.status_code == 200, at
        assert answer.content_type == "application/vc"
        return verify_status_list(answer.data, trust, "revocation", 1).is_set(0)

    days = [FIRST_DAY + timedelta(days=n) for n in range(5)]
    assert [revoked(day.isoformat()) for day in days] == [False, False, True, True, True]
    morning = day_begins(days[2]) + timedelta(hours=10)
    assert not revoked(instant_text(morning - timedelta(seconds=1)))
    assert not revoked(f"{days[2]}T09:59:59+08:00")
    assert revoked(instant_text(morning))
    assert revoked("")
    assert client.get("/status/revocation/1").headers["Cache-Control"] == "no-cache"
    old = client.get("/status/revocation/1?at=2026-11-25")
    assert old.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/status/revocation/2", 404),
        ("/status/revocation/0", 404),
        ("/status/revocation/01", 404),
        ("/status/suspension/9999999", 404),
        ("/status/other/1", 404),
        ("/status/revocation/1?at=2020-01-01", 404),
        ("/status/revocation/1?at=2150-01-01", 404),
        ("/status/revocation/1?at=soon", 400),
    ],
)
def test_a_list_that_never_was_is_not_found(listed: World, address: str, status: int) -> None:
    answer = listed.app().test_client().get(address)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
