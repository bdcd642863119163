"""The log over the web: files that prove themselves, lists of any past time, and the pages that show it to people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from certs.days import day_begins, instant_text
from certs.log.checkpoint import parse_checkpoint
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.log.tiles import ENTRIES, hash_source, parse_bundle, parse_path, tile_at
from certs.log.tlog_proof import parse_proof, verify_proof
from certs.log.tree import leaf_hash, root
from certs.publication.publish import publish
from certs.trust.status_list.status_list import verify_status_list
from tests.register.founded_register import TODAY as FIRST_DAY
from tests.register.founded_register import draft, founded, ring
from tests.verify.sample_service import TODAY, World

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_checkpoint_vouches_for_every_tile_and_entry(client: FlaskClient, world: World) -> None:
    with world.register.reader().view() as view:
        trust, raws = view.trust, [event.raw for event in view.events(0, 1_000)]
    answer = client.get("/log/checkpoint")
    head = verify_checkpoint(answer.data, policy_of(trust)).head
    assert head.size == len(raws)
    assert answer.content_type == "text/plain; charset=utf-8"
    hash_of = hash_source(lambda tile: client.get(f"/log/{tile.path}").data, head.size)
    assert root(head.size, hash_of) == head.root
    bundle = tile_at(ENTRIES, 0, head.size)
    assert list(parse_bundle(client.get(f"/log/{bundle.path}").data, bundle)) == raws


def test_full_tiles_are_kept_for_ever_and_partial_ones_are_not(tmp_path: Path) -> None:
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    register.issue(*[draft(n) for n in range(1, 260)])
    client = World(register, {}, register.now).app().test_client()
    for path in ("0/000", "entries/000"):
        assert client.get(f"/log/tile/{path}").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for path in ("0/001.p/9", "0/001.p/1", "entries/001.p/9", "1/000.p/1"):
        assert client.get(f"/log/tile/{path}").headers["Cache-Control"] == "public, max-age=600"
    leaves = client.get("/log/tile/0/001.p/9").data
    with register.reader().view() as view:
        assert leaves == b"".join(leaf_hash(event.raw) for event in view.events(256, 9))
    register.close()


@pytest.mark.parametrize(
    "path",
    [
        "0/000",
        "0/001",
        "0/000.p/256",
        "0/000.p/0",
        "0/000.p/999",
        "1/000.p/1",
        "0/0",
        "64/000",
        "0/x000/000",
        "entries/001",
        "entries/000.p/255",
        "../checkpoint",
        "0/000.p/5/",
        "",
        "0/%2e%2e/000",
    ],
)
def test_a_tile_that_is_not_there_is_not_made_up(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/log/tile/{path}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("name", ["valid", "reissued", "revoked", "taken_over"])
def test_every_certificate_has_a_proof_under_the_newest_checkpoint(
    client: FlaskClient, world: World, name: str
) -> None:
    number = world.numbers[name]
    with world.register.reader().view() as view:
        record, trust, size = view.record(number), view.trust, view.size
    assert record is not None
    version = record.version_on(TODAY)
    raw = next(event.raw for event in record.entries if event.position == version.position)
    answer = client.get(f"/c/{number.replace('/', '~')}.proof")
    logged = verify_proof(answer.data, raw, policy_of(trust))
    assert (logged.index, logged.signed.head.size) == (version.position, size)


def test_a_proof_of_nothing_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/c/99926SC99999R0M.proof")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


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


def test_a_result_says_in_one_line_where_the_log_holds_it(client: FlaskClient, world: World) -> None:
    with world.register.reader().view() as view:
        record, size = view.record(world.numbers["valid"]), view.size
    assert record is not None
    number = world.numbers["valid"]
    page = client.get(f"/en/c/{number}").text
    assert f"Entry {record.latest.position} of the log" in page
    assert f"signed checkpoint of {size} entries" in page
    assert f'href="/c/{number}.proof"' in page
    assert "/en/log/proof" in page
    assert f"日志第 {record.latest.position} 条" in client.get(f"/c/{number}").text
    assert "itness" not in page, "nothing is shown that is not there"


def test_a_certificate_is_proved_in_figures(client: FlaskClient, world: World) -> None:
    number = world.numbers["taken_over"]
    page = client.get(f"/en/c/{number.replace('/', '~')}").text
    address = re.search(r'href="(/en/log/proof\?number=[^"]+)"', page)
    assert address is not None
    proved = client.get(address[1])
    assert proved.status_code == 200
    proof = parse_proof(client.get(f"/c/{number.replace('/', '~')}.proof").data)
    head = parse_checkpoint(proof.checkpoint).head
    bundle = re.search(r'href="(/log/tile/entries/[^"]+)"', proved.text)
    assert bundle is not None
    tile = parse_path(bundle[1].removeprefix("/log/"))
    entry = parse_bundle(client.get(bundle[1]).data, tile)[proof.index % 256]
    for figure in (
        number,
        f"Entry {proof.index},",
        leaf_hash(entry).hex(),
        head.root.hex(),
        f"{head.size} entries",
        f"{len(proof.hashes)} fingerprints",
        "No witness has cosigned yet.",
    ):
        assert figure in proved.text, figure
    assert client.get("/log/proof?number=99926SC99999R0M").status_code == 404
    assert client.get("/log/proof", query_string={"number": "x" * 5000}).status_code == 404


def test_the_log_is_shown_page_by_page_to_its_first_entry(client: FlaskClient, world: World) -> None:
    with world.register.reader().view() as view:
        size = view.size
    seen: list[int] = []
    address: str | None = "/en/log"
    while address:
        page = client.get(address).text
        seen += [int(found) for found in re.findall(r'rowheader"><span class="num">(\d+)</span>', page)]
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        address = onward[1] if onward else None
    assert seen == list(range(size - 1, -1, -1))


@pytest.mark.parametrize("before", ["x", "-1", "0", "1e9", "9" * 20, "１"])
def test_a_page_mark_that_is_not_ours_is_refused(client: FlaskClient, before: str) -> None:
    assert client.get("/log", query_string={"before": before}).status_code == 400


def test_every_kind_of_entry_has_a_name_and_its_reason(client: FlaskClient, world: World) -> None:
    page = client.get("/log").text
    assert f'href="/c/{world.numbers["successor"]}"' in page
    assert "由新证书接替" in page
    assert "换发新版" in page
    assert "Succeeded by a new certificate" in client.get("/en/log").text


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


def test_how_it_is_proved_is_told_in_both_languages(client: FlaskClient) -> None:
    assert "怎样自己核对" in client.get("/log/proof").text
    assert "How to check it yourself" in client.get("/en/log/proof").text
