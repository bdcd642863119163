"""What witnesses cosigned, as the service shows it and hands it out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from certs.mirror.witness_log import Witness, witness_key
from certs.publication.files.bundle_check import Pin, verify_bundle
from certs.publication.files.bundle_format import parse
from certs.publication.publish import publish
from certs.publication.publish_cosignatures import publish_cosignatures
from certs.trust.signing import generate
from certs.trust.verification.verdict import Overall
from tests.mirror.published_log import Source
from tests.register.founded_register import Register, draft, founded, ring
from tests.verify.sample_service import World


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Register]:
    """A register of this test alone."""
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    yield register
    register.close()


def test_what_witnesses_saw_is_shown_and_handed_out(small: Register, tmp_path: Path) -> None:
    register, number = small, small.issue(draft(1))[0].number
    key = generate("log-1")
    witness = Witness(tmp_path / "witness", witness_key("witness.example.org", key.public_raw), key.sign)
    folder = tmp_path / "home" / "witnesses"
    folder.mkdir(parents=True)
    (folder / "one.vkey").write_text(witness.key.vkey + "\n", encoding="utf-8")
    public = tmp_path / "home" / "public"
    publish(register.store, public, ring().get("list"), register.now)
    client = World(register, {}, register.now).app(home=tmp_path / "home").test_client()
    assert "Witnessed" not in client.get(f"/en/c/{number}").text
    _, signature = witness.cosign_published(Source(register.store), ring().get("root").public_raw, register.now)
    (folder / "one.cosig").write_text(signature.line, encoding="utf-8")
    assert publish_cosignatures(public, folder) == 1
    assert "Witnessed by witness.example.org." in client.get(f"/en/c/{number}").text
    assert "witness.example.org</span> cosigned the first" in client.get(f"/en/log/proof?number={number}").text
    checkpoint = client.get("/log/checkpoint").data
    assert checkpoint == (public / "log/checkpoint").read_bytes()
    assert signature.line.encode() in checkpoint
    assert client.get(f"/c/{number}.proof").data.endswith(checkpoint)
    bundle = client.get(f"/c/{number}.bundle").data
    assert parse(bundle).checkpoint == checkpoint
    judged = verify_bundle(bundle, Pin(ring().get("root").public_raw, witnesses=(witness.key,)), register.now)
    assert (judged.verdict.overall, judged.verdict.number) == (Overall.VALID, number)
    later = register.issue(draft(900))[0].number  # what they have not seen is not said to be seen
    assert "Witnessed" not in client.get(f"/en/c/{later}").text
    assert "They have not seen this entry yet." in client.get(f"/en/log/proof?number={later}").text
    assert b"witness.example.org" not in client.get("/log/checkpoint").data
    assert "Witnessed by witness.example.org." in client.get(f"/en/c/{number}").text
    (folder / "cosigned").write_bytes(checkpoint.replace(b"witness.example.org", b"witness.example.com"))
    assert "Witnessed" not in client.get(f"/en/c/{number}").text
