from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certs import limits
from certs.errors import Malformed, NotGenuine
from certs.log import fork_evidence, witness_decision
from certs.log.checkpoint import Checkpoint, Head, cosign, cosignatures, sign_checkpoint
from certs.log.checkpoint_policy import Policy
from certs.log.fork_evidence import Fork
from certs.log.signed_note import NoteKey
from certs.log.witness_decision import Refusal, Request
from tests.log.sample_log import KEY, NOW, ORIGIN, WITNESS, WITNESS_SIGN, Orchard, code, policy
from tests.trust import sample_trust

LOG = Orchard(60)
FORKED = Orchard(60, 5, "in another history")  # the same up to entry 4
POLICY = policy()
VECTOR: dict[str, Any] = sample_trust.vector("c2sp_notes.json")["request"]


def request(old: int, new: int, log: Orchard = LOG) -> bytes:
    return Request(old, log.consistency(old, new), log.checkpoint(new).encode()).encode()


def refused(body: bytes, last: Checkpoint | None, under: Policy = POLICY) -> Refusal:
    decision = witness_decision.decide(body, under, last)
    assert isinstance(decision, Refusal)
    return decision


def test_the_request_of_the_specification_is_read_and_written_back() -> None:
    found = witness_decision.parse_request(VECTOR["body"].encode())
    assert (found.old, len(found.proof)) == (VECTOR["old"], VECTOR["hashes"])
    assert found.encode().decode() == VECTOR["body"]


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 60), st.integers(0, 60))
def test_every_growth_is_cosigned_and_nothing_else(one: int, two: int) -> None:
    old, new = sorted((one, two))
    last = LOG.checkpoint(old) if old else None
    decision = witness_decision.decide(request(old, new), POLICY, last)
    assert decision == LOG.checkpoint(new)
    assert isinstance(decision, Checkpoint)
    answered = decision.with_signatures([cosign(decision, WITNESS, WITNESS_SIGN, NOW)])
    assert [seen.witness for seen in cosignatures(answered, [WITNESS])] == [WITNESS]


def test_a_first_checkpoint_needs_no_proof_and_takes_none() -> None:
    assert witness_decision.decide(request(0, 7), POLICY, None) == LOG.checkpoint(7)
    with_proof = Request(0, (bytes(32),), LOG.checkpoint(7).encode()).encode()
    assert (refused(with_proof, None).status, refused(with_proof, None).code) == (422, "consistency_length")


def test_another_size_than_known_is_a_conflict_that_names_the_known_one() -> None:
    for old in (0, 7, 12, 20):
        found = refused(request(old, 20), LOG.checkpoint(10))
        assert (found.status, found.code, found.known_size, found.fork) == (409, "witness_known_size", 10, None)
    assert refused(request(5, 20), None).known_size == 0


def test_an_older_checkpoint_does_not_roll_the_witness_back() -> None:
    found = refused(request(0, 8), LOG.checkpoint(10))
    assert (found.status, found.known_size, found.fork) == (409, 10, None)
    backwards = Request(10, (), LOG.checkpoint(8).encode()).encode()
    found = refused(backwards, LOG.checkpoint(10))
    assert (found.status, found.code) == (400, "witness_sizes")


def test_signatures_and_origin_are_demanded_before_anything_is_told() -> None:
    stranger = NoteKey(ORIGIN, sample_trust.key("log-2").public_raw)
    body = Request(0, (), LOG.checkpoint(7, stranger, sample_trust.key("log-2").sign).encode()).encode()
    assert (refused(body, None).status, refused(body, None).code) == (403, "checkpoint_unsigned")
    spoilt = request(0, 7).replace(b"\n7\n", b"\n8\n")
    assert (refused(spoilt, None).status, refused(spoilt, None).code) == (403, "note_signature")
    elsewhere = Policy("elsewhere.example/log", lambda _: (KEY,))
    found = refused(request(0, 7), None, elsewhere)
    assert (found.status, found.code) == (404, "checkpoint_origin")


def test_a_bad_proof_is_refused_and_is_no_evidence() -> None:
    last, proof = LOG.checkpoint(10), list(LOG.consistency(10, 20))
    proof[0] = bytes(32)
    found = refused(Request(10, tuple(proof), LOG.checkpoint(20).encode()).encode(), last)
    assert (found.status, found.code, found.fork) == (422, "consistency_root", None)
    short = refused(Request(10, tuple(proof[1:]), LOG.checkpoint(20).encode()).encode(), last)
    assert (short.status, short.code, short.fork) == (422, "consistency_length", None)


def require_evidence(found: Refusal, smaller: Checkpoint, larger: Checkpoint) -> None:
    assert found.code == "log_forked"
    assert found.fork is not None
    assert (found.fork.smaller, found.fork.larger) == (smaller, larger)
    found.fork.verify(POLICY)
    report = found.fork.report()
    assert smaller.encode().decode() in report
    assert larger.encode().decode() in report


def test_two_roots_of_one_size_are_a_fork() -> None:
    last = LOG.checkpoint(10)
    body = Request(10, (), FORKED.checkpoint(10).encode()).encode()
    found = refused(body, last)
    assert found.status == 422
    require_evidence(found, last, FORKED.checkpoint(10))
    require_evidence(refused(request(3, 10, FORKED), last), last, FORKED.checkpoint(10))


def test_a_log_that_goes_on_from_another_history_gives_itself_away() -> None:
    last = LOG.checkpoint(10)
    found = refused(request(10, 20, FORKED), last)
    assert (found.status, found.known_size) == (422, 10)
    require_evidence(found, last, FORKED.checkpoint(20))
    # From a power of two the proof has no root of its own to show; the nodes tell.
    found = refused(request(16, 20, FORKED), LOG.checkpoint(16))
    assert (found.status, found.code, found.fork) == (422, "consistency_root", None)
    assert fork_evidence.find_fork(LOG.checkpoint(16), FORKED.checkpoint(20), FORKED.hash_of) is not None


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 60), st.integers(0, 60))
def test_forks_are_found_from_the_nodes_in_either_order_and_only_where_there_are_some(one: int, two: int) -> None:
    old, new = sorted((one, two))
    first, second = LOG.checkpoint(old), FORKED.checkpoint(new)
    found = fork_evidence.find_fork(second, first, FORKED.hash_of)
    assert (found is not None) is (old > 5)
    if found is not None:
        assert (found.smaller.head.size, found.larger.head.size) == (old, new)
        found.verify(POLICY)
    assert fork_evidence.find_fork(first, LOG.checkpoint(new), LOG.hash_of) is None


def test_nodes_of_another_tree_than_the_signed_one_are_refused() -> None:
    with pytest.raises(NotGenuine, match="tree_root"):
        fork_evidence.find_fork(LOG.checkpoint(10), FORKED.checkpoint(20), LOG.hash_of)
    fork_evidence.require_root(LOG.head(20), LOG.hash_of)


def test_evidence_of_nothing_cannot_be_built() -> None:
    smaller, larger = LOG.checkpoint(10), LOG.checkpoint(20)
    proof = LOG.consistency(10, 20)
    assert code(lambda: Fork(smaller, larger, LOG.root(10), proof)) == "no_fork"
    assert code(lambda: Fork(smaller, larger, LOG.root(11), proof)) == "consistency_root"
    assert code(lambda: Fork(larger, smaller, LOG.root(11), proof)) == "log_shrunk"
    elsewhere = sign_checkpoint(
        Head("elsewhere.example/log", 10, FORKED.root(10)), [(KEY, sample_trust.key("log-1").sign)]
    )
    assert code(lambda: Fork(elsewhere, FORKED.checkpoint(10), LOG.root(10), ())) == "no_fork"


def test_unsigned_evidence_convicts_nobody() -> None:
    stranger = NoteKey(ORIGIN, sample_trust.key("log-2").public_raw)
    forged = FORKED.checkpoint(10, stranger, sample_trust.key("log-2").sign)
    found = fork_evidence.find_fork(LOG.checkpoint(10), forged, FORKED.hash_of)
    assert found is not None
    assert code(lambda: found.verify(POLICY)) == "checkpoint_unsigned"


def test_an_empty_checkpoint_must_have_the_empty_root() -> None:
    empty = Orchard(0).checkpoint(0)
    assert witness_decision.decide(Request(0, (), empty.encode()).encode(), POLICY, None) == empty
    wrong = sign_checkpoint(Head(ORIGIN, 0, bytes(32)), [(KEY, sample_trust.key("log-1").sign)])
    assert refused(Request(0, (), wrong.encode()).encode(), None).status == 422


GOOD = request(10, 20)
BAD: dict[str, bytes] = {
    "empty": b"",
    "no old line": GOOD.partition(b"\n")[2],
    "no number": GOOD.replace(b"old 10", b"old x"),
    "a leading zero": GOOD.replace(b"old 10", b"old 010"),
    "two blanks": GOOD.replace(b"old 10", b"old  10"),
    "another word": GOOD.replace(b"old 10", b"Old 10"),
    "64 hashes": GOOD.replace(b"old 10\n", b"old 10\n" + (b"A" * 43 + b"=\n") * 64),
    "a short hash": GOOD.replace(b"old 10\n", b"old 10\nAAAA\n"),
    "no empty line": GOOD.replace(b"\n\ncert", b"\ncert"),
    "no checkpoint": GOOD.partition(b"\n\n")[0] + b"\n\n",
    "not ASCII": GOOD.replace(b"old 10", "old １０".encode()),
    "too long": GOOD + b"x" * limits.WITNESS_REQUEST,
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_malformed_requests_are_refused_as_such(body: bytes) -> None:
    assert refused(body, LOG.checkpoint(10)).status == 400


@given(st.binary(max_size=200))
def test_junk_is_refused_by_name(body: bytes) -> None:
    assert refused(body, None).status == 400
    with pytest.raises(Malformed):
        witness_decision.parse_request(body)
