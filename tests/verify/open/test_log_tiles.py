"""The log over the web: files that prove themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.log.tiles import ENTRIES, hash_source, parse_bundle, tile_at
from certs.log.tree import leaf_hash, root
from tests.register.founded_register import draft, founded
from tests.verify.sample_service import World


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
