"""A small log to test with: entries, all nodes as a register keeps them, keys derived from their names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from certs.errors import StarmarkError
from certs.log import tree
from certs.log.checkpoint import Checkpoint, Head, cosign, sign_checkpoint
from certs.log.checkpoint_policy import Policy
from certs.log.signed_note import COSIGNATURE, NoteKey, Sign
from certs.log.tlog_proof import LogProof
from tests.trust import sample_trust

ORIGIN: Final = "cert.example.cn/log"
NOW: Final = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
KEY: Final = NoteKey(ORIGIN, sample_trust.key("log-1").public_raw)
WITNESS: Final = NoteKey("witness.example/w1", sample_trust.key("log-900001").public_raw, COSIGNATURE)
OTHER_WITNESS: Final = NoteKey("witness.example/w2", sample_trust.key("log-900002").public_raw, COSIGNATURE)
SIGN: Final[Sign] = sample_trust.key("log-1").sign
WITNESS_SIGN: Final[Sign] = sample_trust.key("log-900001").sign
OTHER_WITNESS_SIGN: Final[Sign] = sample_trust.key("log-900002").sign


def entry(n: int, history: str = "") -> bytes:
    return f"entry {n} {history}".encode()


class Orchard:
    """A log of `size` entries; those from `fork_at` on belong to another history, if one is named."""

    def __init__(self, size: int, fork_at: int = 0, history: str = "") -> None:
        self.size = size
        self.entries = [entry(n, history if n >= fork_at else "") for n in range(size)]
        grown = tree.grow(0, (), map(tree.leaf_hash, self.entries))
        self.nodes = {(level, index): found for level, index, found in grown.nodes}
        self.frontier = grown.frontier

    def hash_of(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def root(self, size: int) -> bytes:
        return tree.root(size, self.hash_of)

    def head(self, size: int) -> Head:
        return Head(ORIGIN, size, self.root(size))

    def checkpoint(self, size: int, key: NoteKey = KEY, sign: Sign = SIGN) -> Checkpoint:
        return sign_checkpoint(self.head(size), [(key, sign)])

    def proof(self, index: int, size: int, checkpoint: Checkpoint | None = None) -> LogProof:
        hashes = tree.inclusion_proof(index, size, self.hash_of)
        return LogProof(index, hashes, (checkpoint or self.checkpoint(size)).encode())

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        return tree.consistency_proof(old, new, self.hash_of)


def policy(quorum: int = 0, witnesses: tuple[NoteKey, ...] = (WITNESS, OTHER_WITNESS)) -> Policy:
    return Policy(ORIGIN, lambda _: (KEY,), witnesses, quorum)


def witnessed(checkpoint: Checkpoint, at: datetime = NOW) -> Checkpoint:
    return checkpoint.with_signatures([cosign(checkpoint, WITNESS, WITNESS_SIGN, at)])


def slow_root(leaves: list[bytes]) -> bytes:
    """The root straight from the definition in RFC 6962, 2.1."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + slow_root(leaves[:k]) + slow_root(leaves[k:])).digest()


def code(do: Callable[[], object]) -> str:
    """Return the code of the error that `do` raises; an empty text if it raises none."""
    try:
        do()
    except StarmarkError as error:
        return error.code
    return ""
