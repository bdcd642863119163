"""The live badge over HTTP: today's status in every situation, and never a mark where none is due."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from certs.documents.marks.badge import badge
from certs.documents.marks.numbered_mark import short_code
from tests.register.founded_register import SETTINGS
from tests.verify.sample_service import NOON, TODAY, World
from verify import Config, create_app

STATUSES = {
    "valid": ("valid", 5),
    "qualified": ("valid", 0),
    "taken_over": ("valid", 5),
    "reissued": ("valid", 4),
    "hostile": ("valid", 5),
    "brand": ("valid", None),
    "suspended": ("suspended", 5),
    "overdue": ("suspended", 5),
    "revoked": ("revoked", 5),
    "withdrawn": ("withdrawn", 5),
    "renewed": ("withdrawn", 5),
    "future": ("not_yet_valid", 5),
}


def drawn(world: World, name: str, language: str = "zh", day: date = TODAY) -> str:
    status, stars = STATUSES[name]
    return badge(status, day, language, short_code(world.numbers[name], SETTINGS.base_url), stars)


@pytest.mark.parametrize(("prefix", "language"), [("", "zh"), ("/en", "en")])
@pytest.mark.parametrize("name", STATUSES)
def test_a_badge_tells_the_status_of_today(
    client: FlaskClient, world: World, name: str, prefix: str, language: str
) -> None:
    answer = client.get(f"{prefix}/c/{world.numbers[name].replace('/', '~')}/badge.svg")
    assert (answer.status_code, answer.content_type) == (200, "image/svg+xml")
    assert answer.text == drawn(world, name, language)


def test_the_reader_s_language_and_the_day_asked_about_change_nothing(client: FlaskClient, world: World) -> None:
    address = f"/c/{world.numbers['suspended']}/badge.svg"
    headers = {"Accept-Language": "en", "Cookie": "__Host-lang=en"}
    assert client.get(f"{address}?at=2026-11-24", headers=headers).text == drawn(world, "suspended")


def test_an_unchanged_badge_is_not_sent_twice_and_a_new_day_or_status_is_a_new_one(world: World) -> None:
    client = world.app().test_client()
    address = f"/c/{world.numbers['valid']}/badge.svg"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for now, status in [
        (datetime(2026, 12, 11, 4, tzinfo=UTC), "valid"),
        (datetime(2035, 1, 1, tzinfo=UTC), "expired"),
    ]:
        world.now = now
        later = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        short = short_code(world.numbers["valid"], SETTINGS.base_url)
        assert (later.status_code, later.text) == (200, badge(status, now.date(), "zh", short, 5))


@pytest.mark.parametrize("number", ["99926SC00100R0M", "nonsense", "%3Cscript%3E", "0" * 300])
def test_a_number_that_is_not_there_gets_a_picture_without_a_mark(client: FlaskClient, number: str) -> None:
    answer = client.get(f"/c/{number}/badge.svg")
    assert (answer.status_code, answer.content_type) == (404, "image/svg+xml")
    assert answer.text == badge("missing", TODAY, "zh", None, None)


def test_a_register_that_does_not_answer_gives_a_picture_that_says_so(world: World, tmp_path: Path) -> None:
    nowhere = create_app(Config(SETTINGS, f"sqlite:///{tmp_path / 'register.db'}", clock=lambda: NOON)).test_client()
    answer = nowhere.get(f"/en/c/{world.numbers['valid']}/badge.svg")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    assert answer.text == badge("unknown", TODAY, "en", None, None)
    assert int(answer.headers["Retry-After"]) > 0
