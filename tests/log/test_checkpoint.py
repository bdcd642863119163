from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from certs.errors import CouldNotCheck, Malformed, NotGenuine
from certs.log import checkpoint, checkpoint_policy, tree
from certs.log.checkpoint import Cosignature, Head
from certs.log.signed_note import TIME_BYTES, Note, NoteKey, Signature, cosigned_message, sign_note
from tests.log.sample_log import (
    KEY,
    NOW,
    ORIGIN,
    OTHER_WITNESS,
    OTHER_WITNESS_SIGN,
    WITNESS,
    WITNESS_SIGN,
    Orchard,
    code,
    witnessed,
)
from tests.log.sample_log import policy as policy_with
from tests.trust import sample_trust

VECTORS: dict[str, Any] = sample_trust.vector("c2sp_notes.json")
LOG = Orchard(20)
SIGNED = LOG.checkpoint(10)
SECONDS = int(NOW.timestamp())
KEY_2 = NoteKey(ORIGIN, sample_trust.key("log-2").public_raw)


@pytest.mark.parametrize("case", VECTORS["checkpoints"], ids=lambda case: case["name"])
def test_published_checkpoints_are_read_and_written_back(case: dict[str, Any]) -> None:
    found = checkpoint.parse_checkpoint(case["note"].encode())
    assert found.head == Head(case["origin"], case["size"], bytes.fromhex(case["root"]))
    assert found.encode().decode() == case["note"]


def test_the_cosigned_message_is_that_of_the_specification() -> None:
    case = VECTORS["cosigned_message"]
    text = checkpoint.parse_checkpoint(case["note"].encode()).note.text
    assert cosigned_message(text, case["seconds"]).decode() == case["message"]


def test_what_we_sign_is_read_back_and_believed() -> None:
    found = checkpoint_policy.verify_checkpoint(SIGNED.encode(), policy_with())
    assert (found.checkpoint, found.head, found.cosignatures) == (SIGNED, LOG.head(10), ())
    assert SIGNED.note.text == f"{ORIGIN}\n10\n" + SIGNED.head.text.split("\n")[2] + "\n"


def signed_text(text: str) -> bytes:
    return Note(text, (sign_note(text, KEY, sample_trust.key("log-1").sign),)).encode()


ROOT_TEXT = SIGNED.head.text.split("\n")[2]


def test_extension_lines_are_tolerated_but_signed() -> None:
    extended = signed_text(SIGNED.head.text + "an extension\n")
    assert checkpoint_policy.verify_checkpoint(extended, policy_with()).head == SIGNED.head
    changed = extended.replace(b"an ext", b"no ext")
    assert code(lambda: checkpoint_policy.verify_checkpoint(changed, policy_with())) == "note_signature"


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n10\n",
        f"{ORIGIN}\n010\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n+10\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n-1\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n1_0\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n 10\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n１０\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n{2**63}\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n{10**30}\n{ROOT_TEXT}\n",
        f"\n10\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n10\n{ROOT_TEXT[:-1]}\n",
        f"{ORIGIN}\n10\n{ROOT_TEXT[:40]}\n",
        f"{ORIGIN}\n10\n{ROOT_TEXT}\n\nx\n",
        f"{ORIGIN}\n10\n{ROOT_TEXT}=\n",
        "x" * 256 + f"\n10\n{ROOT_TEXT}\n",
    ],
)
def test_other_texts_are_no_checkpoint_even_when_signed(text: str) -> None:
    with pytest.raises(Malformed):
        checkpoint.parse_checkpoint(signed_text(text))


@pytest.mark.parametrize(
    "values",
    [
        ("", 1, bytes(32)),
        ("a\nb", 1, bytes(32)),
        ("a", -1, bytes(32)),
        ("a", 2**63, bytes(32)),
        ("a", 1, bytes(31)),
        ("a", 1, bytes(33)),
    ],
)
def test_other_heads_cannot_be_built(values: tuple[str, int, bytes]) -> None:
    with pytest.raises(Malformed):
        Head(*values)


def test_each_condition_of_the_policy_is_demanded() -> None:
    data = SIGNED.encode()
    other_log = checkpoint_policy.Policy("elsewhere.example/log", lambda _: (KEY,))
    assert code(lambda: checkpoint_policy.verify_checkpoint(data, other_log)) == "checkpoint_origin"
    assert (
        code(lambda: checkpoint_policy.verify_checkpoint(data, checkpoint_policy.Policy(ORIGIN, lambda _: ())))
        == "checkpoint_unsigned"
    )
    other_key = checkpoint_policy.Policy(ORIGIN, lambda _: (KEY_2,))
    assert code(lambda: checkpoint_policy.verify_checkpoint(data, other_key)) == "checkpoint_unsigned"
    with pytest.raises(CouldNotCheck, match="witness_quorum"):
        checkpoint_policy.verify_checkpoint(data, policy_with(1))
    with pytest.raises(AssertionError):
        policy_with(1, ())


def test_a_witness_is_no_log_and_a_log_no_witness() -> None:
    by_witness = checkpoint.cosign(SIGNED, WITNESS, WITNESS_SIGN, NOW)
    alone = checkpoint.Checkpoint(SIGNED.head, Note(SIGNED.head.text, (by_witness,)))
    assert code(lambda: checkpoint_policy.verify_checkpoint(alone.encode(), policy_with())) == "checkpoint_unsigned"
    with pytest.raises(AssertionError):
        checkpoint.cosign(SIGNED, KEY, sample_trust.key("log-1").sign, NOW)
    with pytest.raises(AssertionError):
        checkpoint.cosignatures(SIGNED, [KEY])


def test_a_quorum_counts_witnesses_and_not_signatures() -> None:
    twice = witnessed(witnessed(SIGNED), NOW + timedelta(days=1))
    found = checkpoint_policy.verify_checkpoint(twice.encode(), policy_with(1))
    assert found.cosignatures == (Cosignature(WITNESS, SECONDS + 86_400),)
    assert code(lambda: checkpoint_policy.verify_checkpoint(twice.encode(), policy_with(2))) == "witness_quorum"
    both = twice.with_signatures([checkpoint.cosign(SIGNED, OTHER_WITNESS, OTHER_WITNESS_SIGN, NOW)])
    assert len(checkpoint_policy.verify_checkpoint(both.encode(), policy_with(2)).cosignatures) == 2


@pytest.mark.parametrize(
    "blob",
    [bytes(8) + bytes(64), (SECONDS + 1).to_bytes(8, "big"), (2**63).to_bytes(8, "big"), bytes(8), b""],
    ids=["no time", "another time", "beyond 2^63", "short", "empty"],
)
def test_a_cosignature_holds_for_its_time_only(blob: bytes) -> None:
    good = checkpoint.cosign(SIGNED, WITNESS, WITNESS_SIGN, NOW)
    spoilt = SIGNED.with_signatures([Signature(good.name, good.key_id, (blob + good.blob[TIME_BYTES:])[:72] or b"x")])
    assert code(lambda: checkpoint_policy.verify_checkpoint(spoilt.encode(), policy_with())) == "note_signature"


def test_time_zero_is_no_time_even_when_signed() -> None:
    own = WITNESS_SIGN(cosigned_message(SIGNED.note.text, 0))
    timeless = SIGNED.with_signatures([Signature(WITNESS.name, WITNESS.key_id, bytes(8) + own)])
    assert code(lambda: checkpoint.cosignatures(timeless, [WITNESS])) == "note_signature"


def test_a_cosignature_by_another_key_is_not_released() -> None:
    with pytest.raises(NotGenuine):
        checkpoint.cosign(SIGNED, WITNESS, OTHER_WITNESS_SIGN, NOW)


def known(keys: tuple[NoteKey, ...], _size: int) -> tuple[NoteKey, ...]:
    return keys


def test_during_rotation_two_keys_sign_and_either_is_enough() -> None:
    both = checkpoint.sign_checkpoint(
        LOG.head(10), [(KEY, sample_trust.key("log-1").sign), (KEY_2, sample_trust.key("log-2").sign)]
    )
    for keys in ((KEY,), (KEY_2,), (KEY, KEY_2)):
        assert (
            checkpoint_policy.verify_checkpoint(
                both.encode(), checkpoint_policy.Policy(ORIGIN, partial(known, keys))
            ).head.size
            == 10
        )
    first = both.note.signatures[0]
    spoilt = Note(both.note.text, (first, Signature(KEY_2.name, KEY_2.key_id, first.blob))).encode()
    during = checkpoint_policy.Policy(ORIGIN, partial(known, (KEY, KEY_2)))
    assert code(lambda: checkpoint_policy.verify_checkpoint(spoilt, during)) == "note_signature"
    assert checkpoint.goes_on_signing(NOW, NOW + timedelta(days=90, seconds=-1))
    assert not checkpoint.goes_on_signing(NOW, NOW + timedelta(days=90))
    with pytest.raises(Malformed):
        checkpoint.sign_checkpoint(LOG.head(10), [])


def test_which_log_key_vouches_for_which_size() -> None:
    assert checkpoint_policy.log_keys(sample_trust.trust_after(), 0) == ()
    trust = sample_trust.trust_after(sample_trust.added("log-2"), sample_trust.event("key-retired", key="log-1"))
    added = trust.key("log-1").added
    assert (added, trust.key("log-2").added, trust.size) == (5, 6, 8)
    keys = {size: [key.raw for key in checkpoint_policy.log_keys(trust, size)] for size in (5, 6, 7, 8, 9, 10**6)}
    old, new = KEY.raw, KEY_2.raw
    assert keys == {5: [], 6: [old], 7: [old, new], 8: [old, new], 9: [new], 10**6: [new]}
    assert checkpoint_policy.policy_of(trust).origin == ORIGIN


def test_a_compromised_log_key_vouches_up_to_its_trusted_size_only() -> None:
    trust = sample_trust.trust_after(
        sample_trust.added("log-2"), sample_trust.event("key-compromised", key="log-1", trusted_size=6)
    )
    assert [key.raw for key in checkpoint_policy.log_keys(trust, 6)] == [KEY.raw]
    assert [key.raw for key in checkpoint_policy.log_keys(trust, 7)] == [KEY_2.raw]


def test_an_empty_log_has_a_checkpoint_too() -> None:
    empty = Orchard(0).checkpoint(0)
    assert checkpoint.parse_checkpoint(empty.encode()).head == Head(ORIGIN, 0, tree.EMPTY_ROOT)
