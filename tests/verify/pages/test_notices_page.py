"""The notices: every act of the body and no other entry, as page, feed and JSON, the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from certs.certificate.fields import Holder
from certs.lifecycle.entry_types import ENTRY_TYPES
from tests.register.founded_register import Register, draft, founded, uscc
from tests.register.office import Office
from tests.verify.sample_service import World
from verify.service import EXTENSION

ATOM = "{http://www.w3.org/2005/Atom}"
API = "/api/v1/notices"
HOSTILE = "=cmd|'/C calc'!A0</title><script>alert(1)</script>&{{7*7}}（样例）公司"


@contextmanager
def served(world: World) -> Iterator[FlaskClient]:
    """A client of a service of its own, whose register is closed at the end."""
    app = world.app()
    yield app.test_client(use_cookies=False)
    app.extensions[EXTENSION].register.close()


def test_each_act_has_one_line_and_issues_have_none(client: FlaskClient, world: World) -> None:
    items = client.get(API).get_json()["items"]
    told = {(item["number"], item["type"]) for item in items}
    assert told == {
        (world.numbers["suspended"], "suspended"),
        (world.numbers["overdue"], "suspended"),
        (world.numbers["revoked"], "revoked"),
        (world.numbers["withdrawn"], "withdrawn"),
        (world.numbers["renewed"], "renewed"),
    }
    assert [item["position"] for item in items] == sorted((item["position"] for item in items), reverse=True)
    first = next(item for item in items if item["number"] == world.numbers["revoked"])
    assert (first["reason"], first["reason_words"]["zh"]) == ("refused-surveillance", "拒绝接受监督。")
    assert (first["holder"], first["effective"]) == ("青禾第4家用电器（样例）有限公司", "2026-11-24")
    assert {"number", "holder", "type", "reason", "effective", "recorded"} <= first.keys()


def test_pages_of_any_size_lose_nothing(client: FlaskClient) -> None:
    whole = client.get(API).get_json()
    assert whole["next"] is None
    items: list[dict[str, Any]] = []
    after = None
    while after is not None or not items:
        page = client.get(API, query_string={"limit": 2, **({"after": after} if after else {})}).get_json()
        items += page["items"]
        after = page["next"]
        if after is None:
            break
    assert items == whole["items"]


def test_the_page_tells_number_name_reason_and_day_in_both_languages(client: FlaskClient, world: World) -> None:
    for path, title, reason in (
        ("/notices", "撤销", "拒绝接受监督。"),
        ("/en/notices", "Revoked", "Surveillance was refused."),
    ):
        answer = client.get(path)
        page = answer.get_data(as_text=True)
        row = page[page.index(world.numbers["revoked"]) :].partition("</tr>")[0]
        assert (answer.status_code, title in row, reason in row, "2026-11-24" in row) == (200, True, True, True)
        assert f'/directory/{uscc(4)}"' in page


def test_the_feed_has_the_same_acts_as_the_api(client: FlaskClient) -> None:
    feed = ET.fromstring(client.get("/notices/feed.atom").data)
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in feed.findall(f"{ATOM}entry")]
    assert [int(one.rpartition("/")[2]) for one in ids] == [
        item["position"] for item in client.get(API).get_json()["items"]
    ]
    self = next(link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert self.get("href") == "https://cert.example.cn/notices/feed.atom"


@pytest.mark.parametrize("after", ["x", "-1", "0", "1e9", "9" * 20, "１", "'"])
@pytest.mark.parametrize("path", ["/notices", "/en/notices", API])
def test_a_page_mark_that_is_not_ours_is_refused(client: FlaskClient, path: str, after: str) -> None:
    assert client.get(path, query_string={"after": after}).status_code == 400


def test_beyond_the_first_entry_there_is_an_end(client: FlaskClient) -> None:
    assert client.get(API, query_string={"after": "1"}).get_json()["items"] == []
    assert "没有更早的公告了。" in client.get("/notices?after=1").get_data(as_text=True)


def test_an_act_to_come_stands_there_from_its_recording_and_no_name_breaks_out(register: Register) -> None:
    """On both databases: a hostile name, an act that begins later, and an expiry, which is none."""
    hostile = replace(draft(1), holder=Holder(HOSTILE, uscc(1), "样例省样例市 1 号"))
    number = register.issue(hostile)[0].number
    register.later(days=1)
    begins = register.now.date() + timedelta(days=9)
    register.change("suspended", number, "complaint", effective=begins, until=date(2027, 3, 1))
    world = World(register, now=register.now)
    with served(world) as client:
        (item,) = client.get(API).get_json()["items"]
        assert (item["holder"], item["effective"], item["until"]) == (HOSTILE, begins.isoformat(), "2027-03-01")
        page = client.get("/notices").get_data(as_text=True)
        assert ("<script>alert" in page, "还没有生效" in page) == (False, True)
        feed = ET.fromstring(client.get("/notices/feed.atom").data)
        assert HOSTILE in (feed.findtext(f"{ATOM}entry/{ATOM}title") or "")
        world.now = register.now + timedelta(days=365 * 4)  # long expired: nobody decided it
        assert len(client.get(API).get_json()["items"]) == 1


def test_a_register_without_acts_says_so(register: Register) -> None:
    with served(World(register, now=register.now)) as client:
        assert client.get(API).get_json()["items"] == []
        assert "还没有公告" in client.get("/notices").get_data(as_text=True)
        assert ET.fromstring(client.get("/notices/feed.atom").data).findall(f"{ATOM}entry") == []


def test_what_a_stolen_key_signed_is_told_as_no_act(tmp_path: Path) -> None:
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    office = Office(register)
    number = register.issue(draft(1))[0].number
    size = office.size
    register.change("revoked", number, "fraud")
    office.compromise(office.ring.get("status").name, size)
    with served(World(register, now=register.now)) as client:
        (item,) = client.get(API).get_json()["items"]
        page = client.get("/notices").get_data(as_text=True)
    assert (item["type"], item["reason"]) == ("unknown", None)
    row = re.search(r"<tbody.*</tbody>", page, re.DOTALL)
    assert row is not None
    assert ENTRY_TYPES["revoked"].title.zh not in row[0]
    assert "请不要采信" in row[0]
    register.close()
