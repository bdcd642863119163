"""The feeds: Atom read by another reader, JSON Feed beside it with the same entries."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from certs.days import instant_text
from tests.register.founded_register import uscc
from tests.verify.sample_service import World

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_follows_the_newest_entries(client: FlaskClient, world: World) -> None:
    feed = ET.fromstring(client.get("/feed.atom").data)
    entries = feed.findall(f"{ATOM}entry")
    with world.register.reader().view() as view:
        newest = view.events(view.size - 50, 50)[::-1]
    assert len(entries) == 50
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 50
    assert ids[0] == f"tag:cert.example.cn,{newest[0].recorded.date()}:log/{newest[0].position}"
    assert feed.findtext(f"{ATOM}updated") == instant_text(newest[0].recorded)
    links = [link.get("href") for entry in entries for link in entry.findall(f"{ATOM}link")]
    assert f"https://cert.example.cn/c/{world.numbers['successor']}" in links


@pytest.mark.parametrize(
    "path", ["", "/notices", "/c/{revoked}", "/c/{reissued}", f"/directory/{uscc(1)}"], ids=lambda path: path or "whole"
)
def test_both_forms_of_a_feed_tell_the_same(client: FlaskClient, world: World, path: str) -> None:
    address = path.format(**world.numbers)
    atom, answer = ET.fromstring(client.get(f"{address}/feed.atom").data), client.get(f"{address}/feed.json")
    feed = answer.get_json()
    assert (feed["version"], answer.content_type) == ("https://jsonfeed.org/version/1.1", "application/feed+json")
    assert feed["feed_url"] == f"https://cert.example.cn{address}/feed.json"
    entries = atom.findall(f"{ATOM}entry")
    told = [[entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "summary", "updated")] for entry in entries]
    assert len(told) > 0
    assert told == [
        [item[name] for name in ("id", "title", "content_text", "date_published")] for item in feed["items"]
    ]


def test_one_certificate_is_followed_by_type_number_reason_and_day(client: FlaskClient, world: World) -> None:
    number = world.numbers["revoked"]
    items = client.get(f"/c/{number}/feed.json").get_json()["items"]
    told = [item["_starmark"] for item in items]
    assert [(one["type"], one["number"], one["reason"]) for one in told] == [
        ("revoked", number, "refused-surveillance"),
        ("issued", number, None),
    ]
    history = client.get(f"/api/v1/certificates/{number}").get_json()["history"]
    assert [one["effective"] for one in told] == [event["effective"] for event in history[::-1]]
    assert f'href="/c/{number}/feed.atom"' in client.get(f"/c/{number}").text


def test_a_feed_stays_where_nothing_changed(client: FlaskClient) -> None:
    tag = client.get("/feed.json").headers["ETag"]
    assert client.get("/feed.json", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("form", ["atom", "json"])
def test_nobody_follows_what_was_never_issued(client: FlaskClient, form: str) -> None:
    answer = client.get(f"/c/99926SC09999R0M/feed.{form}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert client.get("/c/99926SC00001R0M/feed.rss").status_code == 404
