from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certs import limits
from certs.errors import CouldNotCheck, Malformed, NotGenuine
from certs.log import tlog_proof
from certs.log.tlog_proof import LogProof
from tests.log.sample_log import ORIGIN, WITNESS, Orchard, code, policy, witnessed

LOG = Orchard(100)
GOOD = LOG.proof(73, 100, witnessed(LOG.checkpoint(100)))
DATA = GOOD.encode()


def test_a_proof_says_where_an_entry_stands_and_who_saw_it() -> None:
    found = tlog_proof.verify_proof(DATA, LOG.entries[73], policy(1))
    assert (found.index, found.signed.head) == (73, LOG.head(100))
    assert [one.witness for one in found.signed.cosignatures] == [WITNESS]


def test_the_file_is_laid_out_as_specified() -> None:
    lines = DATA.decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 73"]
    assert [len(line) for line in lines[2:9]] == [44] * 7
    assert lines[9:12] == ["", ORIGIN, "100"]
    extra = LogProof(73, GOOD.hashes, GOOD.checkpoint, b"left to the reader").encode()
    assert extra.decode().split("\n")[1] == "extra bGVmdCB0byB0aGUgcmVhZGVy"
    assert tlog_proof.parse_proof(extra).unverified_extra == b"left to the reader"
    assert tlog_proof.verify_proof(extra, LOG.entries[73], policy()).index == 73


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 100), st.data())
def test_every_entry_at_every_size(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    file = LOG.proof(index, size).encode()
    assert tlog_proof.parse_proof(file).encode() == file
    assert tlog_proof.verify_proof(file, LOG.entries[index], policy()).index == index
    assert code(lambda: tlog_proof.verify_proof(file, b"another entry", policy())) == "inclusion_root"


def test_the_only_entry_needs_no_hash() -> None:
    assert tlog_proof.verify_proof(LOG.proof(0, 1).encode(), LOG.entries[0], policy()).index == 0


REFUSED: dict[str, tuple[bytes, str]] = {
    "another number": (LogProof(72, GOOD.hashes, GOOD.checkpoint).encode(), "inclusion_root"),
    "a number beyond the size": (LogProof(100, GOOD.hashes, GOOD.checkpoint).encode(), "inclusion_index"),
    "a hash too few": (LogProof(73, GOOD.hashes[:-1], GOOD.checkpoint).encode(), "inclusion_length"),
    "a hash too many": (LogProof(73, (*GOOD.hashes, bytes(32)), GOOD.checkpoint).encode(), "inclusion_length"),
    "hashes in another order": (LogProof(73, GOOD.hashes[::-1], GOOD.checkpoint).encode(), "inclusion_root"),
    "the head of another size": (LogProof(73, GOOD.hashes, LOG.checkpoint(99).encode()).encode(), "inclusion_root"),
    "the head of another history": (
        LogProof(73, GOOD.hashes, Orchard(100, 80, "x").checkpoint(100).encode()).encode(),
        "inclusion_root",
    ),
    "no signature of the log": (DATA.replace("— cert".encode(), "— dert".encode()), "checkpoint_unsigned"),
    "another log": (DATA.replace(b"\ncert.example.cn", b"\ndert.example.cn"), "checkpoint_origin"),
    "a changed size": (DATA.replace(b"\n100\n", b"\n101\n"), "note_signature"),
}


@pytest.mark.parametrize(("data", "expected"), REFUSED.values(), ids=REFUSED)
def test_proofs_that_do_not_hold(data: bytes, expected: str) -> None:
    with pytest.raises(NotGenuine) as refused:
        tlog_proof.verify_proof(data, LOG.entries[73], policy())
    assert refused.value.code == expected


def test_too_few_witnesses_is_not_known_and_not_false() -> None:
    with pytest.raises(CouldNotCheck, match="witness_quorum"):
        tlog_proof.verify_proof(DATA, LOG.entries[73], policy(2))


MALFORMED: dict[str, bytes] = {
    "empty": b"",
    "another header": DATA.replace(b"@v1", b"@v2"),
    "a header and no more": b"c2sp.org/tlog-proof@v1\n",
    "no index": b"c2sp.org/tlog-proof@v1\n\n" + GOOD.checkpoint,
    "no number": DATA.replace(b"index 73", b"index x"),
    "a negative number": DATA.replace(b"index 73", b"index -73"),
    "a leading zero": DATA.replace(b"index 73", b"index 073"),
    "two blanks": DATA.replace(b"index 73", b"index  73"),
    "too large a number": DATA.replace(b"index 73", b"index %d" % 2**63),
    "the largest size for a number": DATA.replace(b"index 73", b"index %d" % (2**63 - 1)),
    "two indexes": DATA.replace(b"index 73", b"index 73\nindex 73"),
    "extra after the index": DATA.replace(b"index 73", b"index 73\nextra AAAA"),
    "extra twice": DATA.replace(b"index 73", b"extra AAAA\nextra AAAA\nindex 73"),
    "extra in no base64": DATA.replace(b"index 73", b"extra !!\nindex 73"),
    "extra without padding": DATA.replace(b"index 73", b"extra AAA\nindex 73"),
    "a hash of 31 bytes": DATA.replace(b"index 73", b"index 73\n" + b"A" * 42 + b"=="),
    "a hash of 64 bytes": DATA.replace(b"index 73", b"index 73\n" + b"A" * 86 + b"=="),
    "64 hashes": DATA.replace(b"index 73\n", b"index 73\n" + (b"A" * 43 + b"=\n") * 64),
    "line ends of another system": DATA.replace(b"\n", b"\r\n"),
    "a byte order mark": b"\xef\xbb\xbf" + DATA,
    "no checkpoint": DATA.partition(b"\n\n")[0] + b"\n\n",
    "no empty line": DATA.partition(b"\n\n")[0] + b"\n" + GOOD.checkpoint,
    "two empty lines": DATA.replace(b"\n\ncert", b"\n\n\ncert"),
    "garbage at the end": DATA + b"x",
    "an empty line at the end": DATA + b"\n",
    "too long": DATA.replace(b"index 73", b"extra " + b"A" * limits.TLOG_PROOF + b"\nindex 73"),
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_malformed_files_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        tlog_proof.verify_proof(data, LOG.entries[73], policy())


@pytest.mark.parametrize("values", [(-1, ()), (2**63 - 1, ()), (0, (bytes(32),) * 64)])
def test_other_proofs_cannot_be_built(values: tuple[int, tuple[bytes, ...]]) -> None:
    with pytest.raises(Malformed):
        LogProof(*values, GOOD.checkpoint)
    with pytest.raises(Malformed):
        LogProof(0, (), GOOD.checkpoint, bytes(limits.TLOG_EXTRA + 1))


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 8 * len(DATA) - 1))
def test_no_flipped_bit_goes_unseen(bit: int) -> None:
    data = bytearray(DATA)
    data[bit // 8] ^= 1 << bit % 8
    try:
        found = tlog_proof.verify_proof(bytes(data), LOG.entries[73], policy())
    except (Malformed, NotGenuine):
        return
    # All that may change is the name or id of the witness, who is then unknown.
    assert (found.index, found.signed.head, found.signed.cosignatures) == (73, LOG.head(100), ())


@given(st.binary(max_size=200))
def test_junk_is_refused_by_name(data: bytes) -> None:
    assert code(lambda: tlog_proof.parse_proof(data)) != ""
