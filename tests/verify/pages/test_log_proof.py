"""The page that tells how a certificate is proved to be in the log, and its figures."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from certs.log.checkpoint import parse_checkpoint
from certs.log.tiles import parse_bundle, parse_path
from certs.log.tlog_proof import parse_proof
from certs.log.tree import leaf_hash
from tests.verify.sample_service import World


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


def test_how_it_is_proved_is_told_in_both_languages(client: FlaskClient) -> None:
    assert "怎样自己核对" in client.get("/log/proof").text
    assert "How to check it yourself" in client.get("/en/log/proof").text
