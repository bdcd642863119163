"""The Atom feed, read by another reader."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from flask.testing import FlaskClient

from certs.days import instant_text
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
