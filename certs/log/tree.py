"""The Merkle tree of RFC 6962, section 2.1: roots, proofs, and growth, over a source of node hashes.

A complete subtree is named by its place (level, index): the leaves [index·2^level, (index + 1)·2^level). Whoever keeps
the tree keeps the hashes of complete subtrees only, which never change; everything else is folded from them. Every
proof is a list of ranges of leaves, one a hash, from the leaf's side to the root's: making one hashes the ranges, and
verifying one walks the same ranges. Not done here: storage, and what a leaf means.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from certs.errors import NotGenuine

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256().digest()
Place = tuple[int, int]  # level and index of a complete subtree
Node = tuple[int, int, bytes]  # level, index, hash
Range = tuple[int, int]  # first leaf, and the one after the last
HashOf = Callable[[int, int], bytes]  # level and index of a complete subtree to its hash


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours."""
    return hashlib.sha256(b"\1" + left + right).digest()


def subtrees(begin: int, end: int) -> list[Place]:
    """Return the complete subtrees that a range is made of, largest first.

    The range is a whole tree (begin 0) or one of those that a proof is made of; its begin is then aligned.
    """
    places = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        places.append((level, begin >> level))
        begin += 1 << level
    return places


def places(ranges: Iterable[Range]) -> list[Place]:
    """Return all the places that hashing these ranges asks for, so that a database is asked once."""
    return [place for begin, end in ranges for place in subtrees(begin, end)]


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees that stand side by side, largest first; of none, the empty tree's."""
    if not hashes:
        return EMPTY_ROOT
    result = hashes[-1]
    for left in hashes[-2::-1]:
        result = node_hash(left, result)
    return result


def range_hash(begin: int, end: int, hash_of: HashOf) -> bytes:
    """Return the Merkle tree hash of a range (see `subtrees` for which)."""
    return fold([hash_of(level, index) for level, index in subtrees(begin, end)])


def root(size: int, hash_of: HashOf) -> bytes:
    """Return the root of the tree of the first `size` leaves."""
    return range_hash(0, size, hash_of)


# --- growth ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Growth:
    """A tree after it grew: its size, the hashes of `subtrees(0, size)`, and the nodes that are new.

    A node stands after all that it is made of.
    """

    size: int
    frontier: tuple[bytes, ...]
    nodes: tuple[Node, ...]

    @property
    def root(self) -> bytes:
        """The new root."""
        return fold(self.frontier)


def grow(size: int, frontier: Sequence[bytes], leaves: Iterable[bytes]) -> Growth:
    """Append leaf hashes to a tree of `size` leaves whose `subtrees(0, size)` have the hashes `frontier`.

    Raises ValueError if the frontier has the wrong number of hashes, which is a bug of the caller.
    """
    if len(frontier) != size.bit_count():
        raise ValueError(f"a tree of {size} leaves has a frontier of {size.bit_count()} hashes, not {len(frontier)}")
    waiting, nodes = list(frontier), []
    for leaf in leaves:
        level, index, node = 0, size, leaf
        nodes.append((0, size, leaf))
        while index & 1:  # the left neighbour is complete, and now so is what holds both
            node = node_hash(waiting.pop(), node)
            level, index = level + 1, index >> 1
            nodes.append((level, index, node))
        waiting.append(node)
        size += 1
    return Growth(size, tuple(waiting), tuple(nodes))


# --- proofs ----------------------------------------------------------------------------------------------------


def _split(begin: int, end: int) -> int:
    """Return where the left subtree of two or more leaves ends: after the largest power of two below their number."""
    return begin + (1 << (end - begin - 1).bit_length() - 1)


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return the ranges whose hashes prove leaf `index` in the tree of `size` leaves (RFC 6962, 2.1.1)."""
    ranges, begin, end = [], 0, size
    while end - begin > 1:
        middle = _split(begin, end)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((begin, middle))
            begin = middle
    ranges.reverse()
    return ranges


def consistency_ranges(old: int, new: int) -> list[Range]:
    """Return the ranges whose hashes prove that the tree of `old` leaves begins the one of `new` (RFC 6962, 2.1.2).

    An empty tree begins every tree, and each tree itself: these two need no hash.
    """
    if not 0 < old < new:
        return []
    ranges, begin, end = [], 0, new
    while end != old:
        middle = _split(begin, end)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((begin, middle))
            begin = middle
    if begin > 0:
        ranges.append((begin, end))
    ranges.reverse()
    return ranges


def inclusion_proof(index: int, size: int, hash_of: HashOf) -> tuple[bytes, ...]:
    """Return the proof that leaf `index` is in the tree of `size` leaves, the leaf's neighbour first."""
    return tuple(range_hash(begin, end, hash_of) for begin, end in inclusion_ranges(index, size))


def consistency_proof(old: int, new: int, hash_of: HashOf) -> tuple[bytes, ...]:
    """Return the proof that the first `old` leaves of the tree of `new` leaves are the tree of `old` leaves."""
    return tuple(range_hash(begin, end, hash_of) for begin, end in consistency_ranges(old, new))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes) -> None:
    """Return if the leaf hash stands at `index` in the tree of this size and root.

    Raises NotGenuine: `inclusion_index` (no such leaf), `inclusion_length`, `hash_length`, `inclusion_root`.
    """
    if not 0 <= index < size:
        raise NotGenuine(
            "inclusion_index",
            f"日志只有 {size} 条，没有第 {index} 条，这份日志证明不成立。",
            f"The log has {size} entries and none numbered {index}; this proof does not hold.",
        )
    ranges = inclusion_ranges(index, size)
    _require_length("inclusion_length", len(ranges), len(proof))
    _require_hashes(leaf, expected_root, *proof)
    result = leaf
    for (begin, _), other in zip(ranges, proof, strict=True):
        result = node_hash(result, other) if begin > index else node_hash(other, result)
    if result != expected_root:
        raise NotGenuine(
            "inclusion_root",
            f"日志证明不成立：按它算出的根是 {result.hex()[:16]}…，日志签署的是 {expected_root.hex()[:16]}…。请不要依据它作决定。",
            f"The log proof does not hold: it leads to the root {result.hex()[:16]}…, the log signed "
            f"{expected_root.hex()[:16]}…. Do not rely on it.",
        )


def consistency_roots(old: int, new: int, old_root: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the roots of both sizes (0 < old < new) to which a consistency proof leads.

    Where `old` is a power of two the proof starts from `old_root`, which is then the first of the two by itself.
    Raises NotGenuine (`consistency_length`).
    """
    ranges = consistency_ranges(old, new)
    _require_length("consistency_length", len(ranges), len(proof))
    steps = list(zip(ranges, proof, strict=True))
    first = old_root if old & (old - 1) == 0 else steps.pop(0)[1]
    older = newer = first
    for (begin, _), other in steps:
        if begin >= old:
            newer = node_hash(newer, other)
        else:
            older, newer = node_hash(other, older), node_hash(other, newer)
    return older, newer


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Return if the tree (`new`, `new_root`) begins with the tree (`old`, `old_root`).

    Raises NotGenuine: `log_shrunk` (new below old), `hash_length`, `consistency_length`, `consistency_root`.
    """
    if new < old:
        raise NotGenuine(
            "log_shrunk",
            f"日志从 {old} 条变成了 {new} 条；日志只能增长，请保留两份检查点作为证据。",
            f"The log went from {old} entries to {new}; a log can only grow. Keep both checkpoints as evidence.",
        )
    _require_hashes(old_root, new_root, *proof)
    if 0 < old < new:
        roots = consistency_roots(old, new, old_root, proof)
    else:
        _require_length("consistency_length", 0, len(proof))
        roots = (EMPTY_ROOT, new_root) if old == 0 else (new_root, new_root)
    if roots != (old_root, new_root) or (new == 0 and new_root != EMPTY_ROOT):
        raise NotGenuine(
            "consistency_root",
            f"没有证明前 {old} 条未被改动：按所给证明算出的根与签署的不同。请保留两份检查点并报告。",
            f"It is not proved that the first {old} entries are unchanged: the proof leads to other roots than those "
            "signed. Keep both checkpoints and report it.",
        )


def _require_length(code: str, expected: int, given: int) -> None:
    if expected != given:
        raise NotGenuine(
            code,
            f"日志证明应有 {expected} 个哈希值，这里有 {given} 个，证明不成立。",
            f"The log proof needs {expected} hashes and has {given}; it does not hold.",
        )


def _require_hashes(*hashes: bytes) -> None:
    """Refuse hashes of another length: two that are joined could otherwise be parted elsewhere."""
    if any(len(one) != HASH_BYTES for one in hashes):
        raise NotGenuine(
            "hash_length",
            f"日志证明里有不是 {HASH_BYTES} 字节的哈希值，证明不成立。",
            f"The log proof has a hash that is not of {HASH_BYTES} bytes; it fails.",
        )
