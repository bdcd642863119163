"""The witness: it cosigns what continues, keeps before it answers, and refuses the rest with both heads."""

from __future__ import annotations

from pathlib import Path

import pytest

from certs.errors import CouldNotCheck, NotGenuine
from certs.log import tree
from certs.log.c2sp_text import encode_base64
from certs.log.checkpoint import cosignatures, parse_checkpoint
from certs.log.signed_note import Signature
from certs.log.witness_decision import Refusal, Request
from certs.mirror import witness_log
from certs.mirror.head_comparison import Contradiction
from certs.mirror.witness_log import Witness, last_cosigned, witness_key
from certs.publication.publish_cosignatures import publish_cosignatures
from certs.register.store import log_tree
from certs.trust.signing import generate
from tests.mirror.published_log import Source
from tests.mirror.test_follow_log import branched
from tests.register import tampered_register
from tests.register.founded_register import NOW, Register, draft, ring

ORIGIN = "cert.example.cn/log"
ROOT = ring().get("root").public_raw


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    """A witness with a key of its own."""
    key = generate("log-1")
    return Witness(tmp_path / "witness", witness_key("witness.example.org", key.public_raw), key.sign)


def test_it_cosigns_what_continues_and_a_verifier_believes_it(small_register: Register, witness: Witness) -> None:
    for n in range(1, 4):
        small_register.issue(draft(n))
        head, signature = witness.cosign_published(Source(small_register.store), ROOT, NOW)
        assert head.head.size == 6 + n
        signed = parse_checkpoint(head.with_signatures([signature]).encode())
        found = cosignatures(signed, [witness.key])
        assert [(one.witness, one.seconds) for one in found] == [(witness.key, int(NOW.timestamp()))]
        kept = last_cosigned(witness.place(ORIGIN))
        assert kept is not None
        assert kept.head == head.head
    witness.cosign_published(Source(small_register.store), None, NOW)  # the same head again, and the pin is known


def test_it_refuses_a_fork_and_a_rollback_and_shows_both_heads(
    small_register: Register, witness: Witness, tmp_path: Path
) -> None:
    small_register.issue(draft(1))
    old = branched(small_register, tmp_path, "old")
    small_register.issue(draft(2))
    witness.cosign_published(Source(small_register.store), ROOT, NOW)
    with pytest.raises(Contradiction, match="log_rolled_back"):
        witness.cosign_published(Source(old.store), ROOT, NOW)
    old.later(minutes=5)
    for more in ([draft(3)], [draft(4), draft(5)]):
        old.issue(*more)
        with pytest.raises(Contradiction, match="log_forked") as caught:
            witness.cosign_published(Source(old.store), ROOT, NOW)
        for register in (old, small_register):
            with register.store.reading() as connection:
                head = log_tree.newest_checkpoint(connection)
            assert head is not None
            assert head.encode().decode() in caught.value.report
    kept = last_cosigned(witness.place(ORIGIN))
    assert kept is not None
    assert kept.head.size == 8
    old.close()


def test_it_keeps_before_it_signs(small_register: Register, witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int | None] = []

    def stopped(*_: object) -> Signature:
        kept = last_cosigned(witness.place(ORIGIN))
        seen.append(kept.head.size if kept else None)
        raise KeyboardInterrupt

    monkeypatch.setattr(witness_log, "cosign", stopped)
    with pytest.raises(KeyboardInterrupt):
        witness.cosign_published(Source(small_register.store), ROOT, NOW)
    assert seen == [6]


def test_it_asks_for_the_root_the_first_time_and_holds_to_it(small_register: Register, witness: Witness) -> None:
    with pytest.raises(CouldNotCheck, match="witness_pin"):
        witness.cosign_published(Source(small_register.store), None, NOW)
    with pytest.raises(NotGenuine):
        witness.cosign_published(Source(small_register.store), ring().get("log").public_raw, NOW)
    witness.cosign_published(Source(small_register.store), ROOT, NOW)
    with pytest.raises(NotGenuine, match="root"):
        witness.cosign_published(Source(small_register.store), ring().get("log").public_raw, NOW)


def test_it_does_not_forget_when_its_memory_is_damaged(small_register: Register, witness: Witness) -> None:
    witness.cosign_published(Source(small_register.store), ROOT, NOW)
    (witness.place(ORIGIN) / "checkpoint").write_bytes(b"x")
    with pytest.raises(CouldNotCheck, match="witness_state"):
        witness.cosign_published(Source(small_register.store), ROOT, NOW)


def test_the_protocol_answers_as_it_should(small_register: Register, witness: Witness) -> None:
    source = Source(small_register.store)
    witness.cosign_published(source, ROOT, NOW)
    small_register.issue(draft(1), draft(2), draft(3))
    raw = source("log/checkpoint", 65_536)
    with small_register.store.reading() as connection:
        proof = tree.consistency_proof(6, 9, log_tree.StoredNodes(connection))
    bad = (bytes(32), *proof[1:])
    answers = [
        witness.answer(body, NOW)
        for body in (
            b"x",
            Request(6, bad, raw).encode(),
            Request(5, proof, raw).encode(),
            Request(6, proof, raw.replace(b"cert.example.cn/log\n", b"other.example.cn/log\n", 1)).encode(),
            Request(6, proof, raw.replace(b"\n9\n", b"\n8\n")).encode(),
        )
    ]
    assert [one.status if isinstance(one, Refusal) else 200 for one in answers] == [400, 422, 409, 404, 403]
    good = witness.answer(Request(6, proof, raw).encode(), NOW)
    assert isinstance(good, Signature)
    witness.key.verify(parse_checkpoint(raw).note.text, good)
    again = witness.answer(Request(6, proof, raw).encode(), NOW)
    assert isinstance(again, Refusal)
    assert (again.status, again.known_size) == (409, 9)


def test_the_body_publishes_what_fits_and_nothing_else(
    small_register: Register, witness: Witness, tmp_path: Path
) -> None:
    made = tampered_register.world(small_register, tmp_path / "public")
    folder = tmp_path / "witnesses"
    folder.mkdir()
    (folder / "example.vkey").write_text(witness.key.vkey + "\n", encoding="utf-8")
    assert publish_cosignatures(made.public, folder) == 0
    _, signature = witness.cosign_published(Source(small_register.store), ROOT, NOW)
    forged = f"\N{EM DASH} witness.example.org {encode_base64(signature.key_id + bytes(72))}\n"
    (folder / "example.cosig").write_text(forged + signature.line, encoding="utf-8")
    assert publish_cosignatures(made.public, folder) == 1
    assert publish_cosignatures(made.public, folder) == 1
    made.publish()
    published = parse_checkpoint((made.public / "log" / "checkpoint").read_bytes())
    assert len(cosignatures(published, [witness.key])) == 1
    assert made.found() == []
    spoil_cosignature(made)
    small_register.issue(draft(9))
    made.publish()
    assert publish_cosignatures(made.public, folder) == 0
    assert made.found() == []
    made.owner.dispose()


def spoil_cosignature(made: tampered_register.World) -> None:
    """Change one character of the cosignature, take it away, put a stranger's there: an audit names each."""
    path = made.public / "log" / "checkpoint"
    whole = path.read_text("utf-8")
    head, line = whole.rstrip("\n").rsplit("\n", 1)
    stranger = line.replace("witness.example.org", "somebody.example.org")
    changed = f"{line[:-6]}{'A' if line[-6] != 'A' else 'B'}{line[-5:]}"
    for spoilt in (f"{head}\n{changed}\n", f"{head}\n", f"{whole}{stranger}\n"):
        path.write_text(spoilt, "utf-8")
        found = {(where, field) for where, _, field, _ in made.found()}
        assert found == {("public/log/checkpoint", "signature")}, spoilt
    path.write_text(whole, "utf-8")
    assert made.found() == []
