"""Kept pages: the same to the byte as fresh ones, and never older than the register."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from markupsafe import Markup

from certs import limits
from tests.register.founded_register import SETTINGS, Register, draft, founded
from verify import Config, create_app
from verify.kept_answers import TIME, KeptAnswers, key_of


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return founded(f"sqlite:///{tmp_path / 'register.db'}")


class Clock:
    now = datetime(2026, 11, 25, 4, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_only_the_time_of_the_check_changes_while_nothing_else_does(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    clock = Clock()
    client = create_app(Config(SETTINGS, register.url, None, clock)).test_client()
    first = client.get(f"/c/{number}").text
    clock.now += timedelta(seconds=61)
    second = client.get(f"/c/{number}").text
    assert "12:00:00" in first
    assert second == first.replace("12:00:00", "12:01:01")
    fresh = create_app(Config(SETTINGS, register.url, None, clock)).test_client()
    assert fresh.get(f"/c/{number}").text == second
    register.close()


def test_the_api_tells_the_time_of_each_check(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    clock = Clock()
    client = create_app(Config(SETTINGS, register.url, None, clock)).test_client()
    first = client.get(f"/api/v1/certificates/{number}").get_json()
    clock.now += timedelta(seconds=61)
    second = client.get(f"/api/v1/certificates/{number}").get_json()
    assert first["as_of"] == first["verdict"]["as_of"] == "2026-11-25T04:00:00Z"
    assert second["as_of"] == second["verdict"]["as_of"] == "2026-11-25T04:01:01Z"
    times = {"as_of": "", "verdict": ""}
    assert {**first, **times} == {**second, **times}
    register.later(hours=1)
    register.change("revoked", number, "fraud")
    assert client.get(f"/api/v1/certificates/{number}").get_json()["status"] == "revoked"
    register.close()


@pytest.mark.parametrize("query", ["?x=1", "?utm_source=a&q=b", "?after=9", "?at=", "?lang=zh"])
def test_a_parameter_that_nobody_knows_changes_nothing_and_goes_round_no_memory(
    register: Register, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = register.issue(draft(1))[0].number
    client = create_app(Config(SETTINGS, register.url, None, Clock())).test_client()
    plain = [client.get(f"{path}/{number}").text for path in ("/c", "/api/v1/certificates")]
    monkeypatch.setattr(KeptAnswers, "keep", lambda *_: pytest.fail("drawn anew"))
    for form in (number, number.lower(), f"{number}%20"):
        assert [client.get(f"{path}/{form}{query}").text for path in ("/c", "/api/v1/certificates")] == plain
    register.close()


def test_an_act_is_seen_at_once(register: Register) -> None:
    one, two = (issued.number for issued in register.issue(draft(1), draft(2)))
    client = create_app(Config(SETTINGS, register.url, None, Clock())).test_client()
    assert "v-valid" in client.get(f"/c/{one}").text
    before = client.get(f"/c/{two}").text
    register.later(hours=1)
    register.change("revoked", one, "fraud")
    assert '<section class="verdict v-revoked"' in client.get(f"/c/{one}").text
    assert client.get(f"/c/{one}.json").status_code == 200
    after = client.get(f"/c/{two}").text
    assert "共 8 条" in before
    assert "共 9 条" in after
    register.close()


def test_midnight_in_beijing_makes_a_new_page(register: Register) -> None:
    number = register.issue(draft(1, issued=date(2026, 11, 26)))[0].number
    clock = Clock()
    client = create_app(Config(SETTINGS, register.url, None, clock)).test_client()
    clock.now = datetime(2026, 11, 25, 15, 59, 59, tzinfo=UTC)
    assert "v-notyet" in client.get(f"/c/{number}").text
    clock.now = datetime(2026, 11, 25, 16, 0, 0, tzinfo=UTC)
    assert '<section class="verdict v-valid"' in client.get(f"/c/{number}").text
    register.close()


def test_each_language_has_its_own_page_whatever_the_address(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    client = create_app(Config(SETTINGS, register.url, None, Clock())).test_client()
    pages = [
        client.get(path, headers=headers).text
        for path in (f"/c/{number}", f"/C/{number}", f"/en/c/{number}")
        for headers in ({"Accept-Language": "zh"}, {"Accept-Language": "en"})
    ]
    chinese, english = pages[0], pages[1]
    assert chinese != english
    assert pages == [chinese, english, chinese, english, english, english]
    register.close()


def test_the_eldest_page_goes_first(monkeypatch: pytest.MonkeyPatch, register: Register) -> None:
    monkeypatch.setattr(limits, "KEPT_ANSWERS", 2)
    record = register.reader().look(register.issue(draft(1))[0].number).record
    assert record is not None
    pages = KeptAnswers()
    keys = [key_of("zh", date(2026, 11, 25), n, b"", record) for n in range(3)]
    for key in keys[:2]:
        pages.keep(key, f"a{TIME}b")
    kept = pages.get(keys[0])
    assert kept is not None
    assert (kept.at("8"), kept.pieces) == (b"a8b", (b"a", b"b"))
    pages.keep(keys[2], f"c{TIME}d")
    assert pages.get(keys[1]) is None
    assert pages.get(keys[0]) is not None
    register.close()


def test_an_answer_without_its_time_is_refused(register: Register) -> None:
    record = register.reader().look(register.issue(draft(1))[0].number).record
    assert record is not None
    with pytest.raises(ValueError, match="time"):
        KeptAnswers().keep(key_of("zh", date(2026, 11, 25), 1, b"", record), "no time")
    assert isinstance(TIME, Markup)
    register.close()
