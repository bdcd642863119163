"""A renewed certificate names the one that stands in its place today, with its status, however often it was renewed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from certs.days import beijing_day
from tests.register.founded_register import SETTINGS, Register, draft, founded
from tests.verify.pages.test_day import panel_of
from verify import Config, create_app


@dataclass
class Chain:
    """A register in which one certificate is renewed, and the service over it."""

    register: Register
    numbers: list[str] = field(default_factory=list)

    def renew(self) -> None:
        self.register.later(days=1)
        new = replace(draft(1), issued=beijing_day(self.register.now))
        self.numbers.append(self.register.renew(self.numbers[-1], new).number)

    def client(self) -> FlaskClient:
        return create_app(Config(SETTINGS, self.register.url, None, lambda: self.register.now)).test_client()


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    whole = Chain(register, [register.issue(draft(1))[0].number])
    whole.renew()
    yield whole
    register.close()


def test_a_valid_successor_is_the_present_one_and_the_old_one_may_not_be_used(chain: Chain) -> None:
    old, new = chain.numbers
    panel = panel_of(chain.client().get(f"/c/{old}").text)
    assert re.search(rf'现行证书是\s*<a class="num" href="/c/{new}">{new}</a>\s*，今天的状态：\s*<b>有效</b>', panel)
    assert 'class="st v-valid"' not in panel
    assert "注销以后，证书和标志都不得使用。" in panel
    english = panel_of(chain.client().get(f"/en/c/{old}").text)
    assert "Neither certificate nor mark may be used any more." in english


def test_a_chain_is_followed_to_its_end(chain: Chain) -> None:
    chain.renew()
    chain.renew()
    first, second, third, last = chain.numbers
    text = chain.client().get(f"/c/{first}").text
    panel = panel_of(text)
    assert f'href="/c/{last}"' in panel
    assert f'href="/c/{second}"' not in panel
    assert f'href="/c/{third}"' not in panel
    assert f'href="/c/{second}"' in text  # the link of the next one stays among the facts


@pytest.mark.parametrize(("act", "reason", "word"), [("revoked", "fraud", "撤销"), ("withdrawn", "merged", "注销")])
def test_a_successor_that_has_ended_is_not_called_the_present_one(
    chain: Chain, act: str, reason: str, word: str
) -> None:
    chain.register.later(days=1)
    chain.register.change(act, chain.numbers[-1], reason)
    panel = panel_of(chain.client().get(f"/c/{chain.numbers[0]}").text)
    assert "现行证书" not in panel
    assert "换证以后最新的一张是" in panel
    assert f'class="st v-{act}"' in panel
    assert f"{word}</span>" in panel


def test_a_kept_page_is_whole_anew_when_the_successor_changes(chain: Chain) -> None:
    client = chain.client()
    old = f"/c/{chain.numbers[0]}"
    assert "现行证书是" in client.get(old).text
    chain.register.later(minutes=1)
    chain.register.change("revoked", chain.numbers[-1], "fraud")
    assert "现行证书是" not in client.get(old).text


def test_a_page_of_a_past_day_tells_of_todays_successor(chain: Chain) -> None:
    day = beijing_day(chain.register.now)
    chain.register.now = datetime(2027, 3, 1, 4, tzinfo=UTC)
    panel = panel_of(chain.client().get(f"/c/{chain.numbers[0]}?at={day}").text)
    assert 'data-status="withdrawn"' in panel
    assert f'href="/c/{chain.numbers[-1]}"' in panel
