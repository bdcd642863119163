"""The whole life of a certificate on its page: each change on its day, newest first, each day a link to that day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from certs.days import BEIJING, beijing_day
from tests.register.founded_register import SETTINGS, Register, draft, founded
from tests.verify.sample_service import World
from verify import Config, create_app


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    yield register
    register.close()


def stops(text: str) -> list[tuple[str, str, str]]:
    """Return of each stop what it says, where its day leads, and whether it is the present one."""
    timeline = text[text.index('<ol class="hist">') :]
    items = re.findall(r"<li([^>]*)>.*?<b>(.*?)</b><a href=\"(.*?)\">", timeline[: timeline.index("</ol>")], re.DOTALL)
    assert len(items) == timeline[: timeline.index("</ol>")].count("<li")
    return [
        (
            unescape(re.sub(r"<[^>]+>", "", words)).strip(),
            unescape(address),
            "now" if "aria-current" in attributes else "",
        )
        for attributes, words, address in items
    ]


def test_a_whole_life_is_told_by_days_the_newest_first(register: Register) -> None:
    first = beijing_day(register.now)
    number = register.issue(draft(1))[0].number
    register.later(days=2)
    register.change("suspended", number, "complaint", until=first + timedelta(days=60))
    register.later(days=2)
    register.change("restored", number, "cause-removed")
    register.later(days=2)
    register.reissue(number, replace(draft(1), score=draft(1).score - 5), "correction")
    register.later(days=2)
    new = register.renew(number, replace(draft(1), issued=first + timedelta(days=20))).number
    client = create_app(Config(SETTINGS, register.url, None, lambda: register.now)).test_client(use_cookies=False)
    told = [
        (words, address.partition("?at=")[2], now) for words, address, now in stops(client.get(f"/c/{number}").text)
    ]
    day = [(first + timedelta(days=n)).isoformat() for n in (0, 2, 4, 6, 8, 20, 60)]
    assert told == [
        ("换证，由新证书代替", day[5], ""),
        ("今天：有效", day[4], "now"),
        ("换发第 2 版，四星级", day[3], ""),
        ("恢复", day[2], ""),
        (f"暂停，至 {day[6]}", day[1], ""),
        ("颁发证书，五星级", day[0], ""),
    ]
    successor = client.get(f"/c/{new}").text
    assert f'换证前的证书 <a class="num" href="/c/{number}">' in successor[successor.index('class="hist"') :]
    over = date(first.year + 3, first.month, first.day) + timedelta(days=20)
    assert stops(successor)[0] == ("有效期届满", f"/c/{new}?at={over.isoformat()}", "")


def test_every_day_of_it_opens_that_day(client: FlaskClient, world: World) -> None:
    for name, prefix in (("suspended", ""), ("renewed", "/en"), ("taken_over", ""), ("future", "/en")):
        number = world.numbers[name].replace("/", "~")
        for _, address, _ in stops(client.get(f"{prefix}/c/{number}").text):
            day = address.partition("?at=")[2]
            answer = client.get(address)
            assert (answer.status_code, address.partition("?")[0]) == (200, f"{prefix}/c/{number}")
            assert f'name="at" type="date" value="{day}"' in answer.text


@pytest.mark.parametrize(
    ("name", "query", "marked"),
    [
        ("suspended", "?at=2026-11-01", ["今天：暂停", "所问的日子：未生效*"]),
        ("valid", "?at=2026-12-10", ["今天：有效*"]),
        ("valid", "?at=2030-01-01", ["所问的日子：过期*", "有效期届满", "今天：有效"]),
        ("future", "", ["有效期届满", "今天：未生效*"]),
        ("revoked", "", ["今天：撤销*"]),
    ],
)
def test_today_and_the_day_asked_about_have_their_place_in_it(
    client: FlaskClient, world: World, name: str, query: str, marked: list[str]
) -> None:
    told = stops(client.get(f"/c/{world.numbers[name]}{query}").text)
    days = [address.partition("?at=")[2] for _, address, _ in told]
    assert days == sorted(days, reverse=True)
    of_days = [words + ("*" if now else "") for words, _, now in told if "：" in words or "有效期" in words]
    assert [words for words in of_days if words != "有效期届满" or "有效期届满" in marked] == marked


def test_what_has_expired_says_so_in_it(client: FlaskClient, world: World) -> None:
    world.now = datetime(2029, 12, 1, 12, tzinfo=BEIJING)
    told = stops(client.get(f"/c/{world.numbers['qualified']}").text)
    assert [words for words, *_ in told[:2]] == ["今天：过期", "有效期已满"]
