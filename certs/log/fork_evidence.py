"""Evidence of a fork: two heads that one log signed and that cannot both be.

A log only grows, so the smaller tree begins the larger. If the larger tree begins with another root than the one that
was signed at the smaller size, entries were altered, dropped or shown differently to different people; the two
signatures prove who did it.
"""

from __future__ import annotations

from dataclasses import dataclass

from certs.errors import NotGenuine, Words
from certs.log.c2sp_text import encode_base64
from certs.log.checkpoint import Checkpoint, Head
from certs.log.checkpoint_policy import Policy, verify_checkpoint
from certs.log.tree import HashOf, consistency_proof, consistency_ranges, consistency_roots, root, verify_consistency


@dataclass(frozen=True, slots=True)
class Fork:
    """Two checkpoints of one origin, the smaller first, with `began`: the root of the larger tree's first entries.

    `proof` shows that the larger tree really begins so. One that shows no fork cannot be built: raises NotGenuine
    (`no_fork`, or as `verify_consistency`).
    """

    smaller: Checkpoint
    larger: Checkpoint
    began: bytes
    proof: tuple[bytes, ...]

    def __post_init__(self) -> None:
        first, second = self.smaller.head, self.larger.head
        if first.origin != second.origin or first.root == self.began:
            raise NotGenuine("no_fork", "这两个检查点并不矛盾。", "These two checkpoints do not contradict each other.")
        verify_consistency(first.size, second.size, self.began, second.root, self.proof)

    @property
    def words(self) -> Words:
        """Why the two cannot both be."""
        first, second = self.smaller.head, self.larger.head
        return Words(
            f"日志 {first.origin} 分叉：它在 {first.size} 条时签署的根是 {encode_base64(first.root)}，而它在 {second.size} 条时签署的日志，"
            f"前 {first.size} 条的根是 {encode_base64(self.began)}。日志只能追加，两者不能同时成立。请保留全文并报告。",
            f"The log {first.origin} has forked: at {first.size} entries it signed the root "
            f"{encode_base64(first.root)}, but in the log that it signed at {second.size} entries the root of the "
            f"first {first.size} is {encode_base64(self.began)}. A log only grows, so these cannot both be. "
            "Keep all of this and report it.",
        )

    def report(self) -> str:
        """Return the evidence as a text to keep: the reason, both checkpoints verbatim, the root and the proof."""
        return "\n".join(
            [
                "SECURITY ERROR",
                self.words.zh,
                self.words.en,
                "",
                "--- checkpoint 1",
                self.smaller.encode().decode(),
                "--- checkpoint 2",
                self.larger.encode().decode(),
                f"--- root of the first {self.smaller.head.size} entries of checkpoint 2",
                encode_base64(self.began),
                "",
                "--- consistency proof from that root to checkpoint 2",
                *map(encode_base64, self.proof),
                "",
            ]
        )

    def verify(self, policy: Policy) -> None:
        """Return if both checkpoints are signed by the log, so that it cannot deny them. Raises as
        `verify_checkpoint`.
        """
        for one in (self.smaller, self.larger):
            verify_checkpoint(one.encode(), policy)


def find_fork(first: Checkpoint, second: Checkpoint, hash_of: HashOf) -> Fork | None:
    """Compare two heads of one log, whichever is larger; None if the smaller begins the larger.

    `hash_of` gives the nodes of the larger tree; two heads of one size need none. Raises NotGenuine: `tree_root` if the
    nodes do not lead to the signed root, `no_fork` for heads of two different logs that differ.
    """
    if first.head.size == second.head.size:
        return fork_in_proof(first, second, ())
    smaller, larger = sorted((first, second), key=lambda one: one.head.size)
    require_root(larger.head, hash_of)
    began = root(smaller.head.size, hash_of)
    if began == smaller.head.root:
        return None
    return Fork(smaller, larger, began, consistency_proof(smaller.head.size, larger.head.size, hash_of))


def fork_in_proof(previous: Checkpoint, submitted: Checkpoint, proof: tuple[bytes, ...]) -> Fork | None:
    """Return the fork that a failing consistency proof itself shows, or None where the proof is merely bad.

    A proof from a size that is a power of two names no root of its own, so only `find_fork` can tell there.
    """
    old, new = previous.head, submitted.head
    if old.size == new.size:
        return Fork(previous, submitted, new.root, ()) if old.root != new.root else None
    if not 0 < old.size < new.size or len(proof) != len(consistency_ranges(old.size, new.size)):
        return None
    began, leads_to = consistency_roots(old.size, new.size, old.root, proof)
    return Fork(previous, submitted, began, proof) if leads_to == new.root and began != old.root else None


def require_root(head: Head, hash_of: HashOf) -> None:
    """Raise NotGenuine (`tree_root`) unless these nodes make the tree of the head."""
    root_hash = root(head.size, hash_of)
    if root_hash != head.root:
        raise NotGenuine(
            "tree_root",
            f"日志内容与签署的检查点不符：{head.size} 条的根算得 {encode_base64(root_hash)}，签署的是 {encode_base64(head.root)}。",
            f"The log's content does not fit the signed checkpoint: the root of {head.size} entries comes to "
            f"{encode_base64(root_hash)}, signed is {encode_base64(head.root)}.",
        )
