from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from certs.errors import NotGenuine
from certs.log import tree
from tests.log.sample_log import Orchard, code, slow_root
from tests.trust.sample_trust import vector

REFERENCE: dict[str, Any] = vector("rfc6962_tree.json")
PROOFS: dict[str, list[dict[str, Any]]] = vector("rfc6962_proofs.json")
LARGE = Orchard(430)
# The vectors take a proof from the empty tree for useless and refuse it; C2SP tlog-witness wants it accepted.
FROM_NOTHING = {"additional/size1-is-zero-and-size2-is-not-zero"}


def test_nodes_and_roots_of_the_reference_tree() -> None:
    leaves = [bytes.fromhex(leaf) for leaf in REFERENCE["leaves"]]
    grown = tree.grow(0, (), map(tree.leaf_hash, leaves))
    nodes = {(level, index): found.hex() for level, index, found in grown.nodes}
    assert nodes == {
        (level, index): found for level, row in enumerate(REFERENCE["nodes"]) for index, found in enumerate(row)
    }
    hash_of = {place: bytes.fromhex(found) for place, found in nodes.items()}
    for size, root in enumerate(REFERENCE["roots"]):
        assert tree.root(size, lambda level, index: hash_of[level, index]).hex() == root


@pytest.mark.parametrize("case", PROOFS["inclusion"], ids=lambda case: case["name"])
def test_inclusion_vectors(case: dict[str, Any]) -> None:
    leaf, root = base64.b64decode(case["leafHash"] or ""), base64.b64decode(case["root"] or "")
    proof = [base64.b64decode(one) for one in case["proof"]]
    refused = code(lambda: tree.verify_inclusion(leaf, case["leafIdx"], case["treeSize"], proof, root))
    assert bool(refused) is case["wantErr"], refused


@pytest.mark.parametrize("case", PROOFS["consistency"], ids=lambda case: case["name"])
def test_consistency_vectors(case: dict[str, Any]) -> None:
    stated = [base64.b64decode(case[name] or "") for name in ("root1", "root2")]
    # Where any root would do, the vectors say "don't care 1"; ours must have the length of a hash.
    old, new = (hashlib.sha256(one).digest() if one.startswith(b"don't care") else one for one in stated)
    proof = [base64.b64decode(one) for one in case["proof"]]
    refused = code(lambda: tree.verify_consistency(case["size1"], case["size2"], old, new, proof))
    assert bool(refused) is (case["wantErr"] and case["name"] not in FROM_NOTHING), refused


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=600))
def test_roots_are_those_of_the_definition_and_of_pymerkle(entries: list[bytes]) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for one in entries:
        oracle.append_entry(one)
    grown = tree.grow(0, (), map(tree.leaf_hash, entries))
    assert grown.root == slow_root(entries)
    if entries:
        assert grown.root == oracle.get_root()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 70), min_size=1, max_size=6))
def test_growing_in_steps_gives_what_growing_at_once_gives(steps: list[int]) -> None:
    size = sum(steps)
    leaves = [tree.leaf_hash(one) for one in LARGE.entries[:size]]
    whole = tree.grow(0, (), leaves)
    nodes: list[tree.Node] = []
    grown = tree.Growth(0, (), ())
    for step in steps:
        grown = tree.grow(grown.size, grown.frontier, leaves[grown.size : grown.size + step])
        nodes.extend(grown.nodes)
    assert (grown.size, grown.frontier, grown.root) == (size, whole.frontier, whole.root)
    assert sorted(nodes) == sorted(whole.nodes)
    assert len(set(nodes)) == len(nodes)


def test_growth_keeps_the_frontier_that_the_nodes_give() -> None:
    for size in range(65):
        grown = tree.grow(0, (), map(tree.leaf_hash, LARGE.entries[:size]))
        assert list(grown.frontier) == [LARGE.hash_of(*place) for place in tree.subtrees(0, size)]


def test_a_frontier_of_another_size_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="frontier of 2 hashes"):
        tree.grow(3, (b"\0" * 32,), [])


def code_of(do: Callable[..., None], *given: object) -> str:
    return code(partial(do, *given))


def test_every_entry_of_every_small_tree_is_provable_and_no_other() -> None:
    for size in range(1, 34):
        root = LARGE.root(size)
        for index in range(size):
            leaf, proof = tree.leaf_hash(LARGE.entries[index]), tree.inclusion_proof(index, size, LARGE.hash_of)
            tree.verify_inclusion(leaf, index, size, proof, root)
            other = tree.leaf_hash(LARGE.entries[index + 1])
            refused = partial(code_of, tree.verify_inclusion)
            assert refused(other, index, size, proof, root) == "inclusion_root"
            assert refused(leaf, index, size, [*proof, root], root) == "inclusion_length"
            assert refused(leaf, index, size, proof, LARGE.root(size + 1)) == "inclusion_root"


@pytest.mark.parametrize("index", [-1, 5, 2**70])
def test_there_is_no_entry_beyond_the_size(index: int) -> None:
    assert code(lambda: tree.verify_inclusion(b"\0" * 32, index, 5, [], LARGE.root(5))) == "inclusion_index"
    assert code(lambda: tree.verify_inclusion(b"\0" * 32, 0, 0, [], tree.EMPTY_ROOT)) == "inclusion_index"


def test_every_two_sizes_are_consistent_and_no_other_root_is() -> None:
    for old in range(1, 34):
        for new in range(old, 34):
            proof, roots = LARGE.consistency(old, new), (LARGE.root(old), LARGE.root(new))
            tree.verify_consistency(old, new, *roots, proof)
            for wrong in ((roots[0], LARGE.root(new + 1)), (LARGE.root(old + 1), roots[1])):
                assert code_of(tree.verify_consistency, old, new, *wrong, proof) == "consistency_root"
            assert code_of(tree.verify_consistency, old, new, *roots, [*proof, roots[0]]) == "consistency_length"


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 299), st.data())
def test_a_changed_hash_of_a_proof_is_found(old: int, data: st.DataObject) -> None:
    new = data.draw(st.integers(old + 1, 300))
    proof = list(LARGE.consistency(old, new))
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    proof[at] = (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big")
    with pytest.raises(NotGenuine, match="consistency_root"):
        tree.verify_consistency(old, new, LARGE.root(old), LARGE.root(new), proof)


def test_a_log_never_shrinks() -> None:
    assert code(lambda: tree.verify_consistency(5, 4, LARGE.root(5), LARGE.root(4), ())) == "log_shrunk"


def test_an_empty_tree_has_the_empty_root_and_no_other() -> None:
    tree.verify_consistency(0, 0, tree.EMPTY_ROOT, tree.EMPTY_ROOT, ())
    assert code(lambda: tree.verify_consistency(0, 0, b"\0" * 32, b"\0" * 32, ())) == "consistency_root"
    assert code(lambda: tree.verify_consistency(0, 0, tree.EMPTY_ROOT, b"\0" * 32, ())) == "consistency_root"
    assert code(lambda: tree.verify_consistency(0, 3, b"\0" * 32, LARGE.root(3), ())) == "consistency_root"


@settings(deadline=None)
@given(st.integers(1, 2**63 - 1), st.data())
def test_proofs_at_any_size_ask_only_for_complete_subtrees(size: int, data: st.DataObject) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    for ranges in (tree.inclusion_ranges(index, size), tree.consistency_ranges(old, size)):
        assert len(ranges) <= 63
        for level, place in tree.places(ranges):
            assert (place + 1) << level <= size
        assert all(begin % (1 << (end - begin - 1).bit_length()) == 0 for begin, end in ranges)
    covered = sorted([*tree.inclusion_ranges(index, size), (index, index + 1)])
    assert (covered[0][0], covered[-1][1]) == (0, size)
    assert all(left[1] == right[0] for left, right in pairwise(covered))
