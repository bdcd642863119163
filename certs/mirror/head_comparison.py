"""Comparing a log's newest head with the last that was kept: it goes on, or there is evidence that it does not.

Mirror and witness both stand on this. The nodes come from the log's own published tiles, so they prove nothing until
they lead to a root that the log has signed.
"""

from __future__ import annotations

from collections.abc import Callable

from certs.errors import NotGenuine, Words
from certs.log.c2sp_text import encode_base64
from certs.log.checkpoint import Checkpoint
from certs.log.fork_evidence import Fork, find_fork
from certs.log.tiles import Tile, hash_source
from certs.log.tree import HashOf, consistency_proof

Fetch = Callable[[str, int], bytes]  # path below the log's address and the most bytes to take, to its content


class Contradiction(NotGenuine):
    """The log contradicts itself, or shows less than it showed before. `report` is the evidence to keep, as text."""

    def __init__(self, code: str, words: Words, report: str) -> None:
        super().__init__(code, *words)
        self.report = report


def published_nodes(fetch: Fetch, size: int) -> HashOf:
    """Return the node source over the published tiles of a tree of `size`."""

    def read(tile: Tile) -> bytes:
        return fetch(f"log/{tile.path}", tile.width * 32)

    return hash_source(read, size)


def require_continuation(kept: Checkpoint, shown: Checkpoint, fetch: Fetch) -> HashOf | None:
    """Return the nodes of the shown log if it continues the kept one; None where both are the same head.

    Both have been verified. Raises Contradiction for a fork (`log_forked`) or a smaller head (`log_rolled_back`), with
    both heads and the proof; NotGenuine (`tree_root`) where the published tiles do not make the signed tree.
    """
    if kept.head == shown.head:
        return None
    hash_of = published_nodes(fetch, max(kept.head.size, shown.head.size))
    if shown.head.size < kept.head.size:
        raise _rolled_back(kept, shown, fetch)
    fork = find_fork(kept, shown, hash_of)
    if fork is not None:
        raise forked(fork)
    return hash_of


def forked(fork: Fork) -> Contradiction:
    """Return the error that carries the evidence of a fork."""
    return Contradiction("log_forked", fork.words, fork.report())


def rolled_back(kept: Checkpoint, shown: Checkpoint, hash_of: HashOf) -> Contradiction:
    """Return the error for a smaller head than was kept; `hash_of` gives the larger tree, which we hold."""
    fork = find_fork(kept, shown, hash_of)
    if fork is not None:
        return forked(fork)
    proof = consistency_proof(shown.head.size, kept.head.size, hash_of)
    return _rollback(kept, shown, proof)


def _rolled_back(kept: Checkpoint, shown: Checkpoint, fetch: Fetch) -> Contradiction:
    """Without the larger tree, only the two signed heads tell; its tiles may be gone with it."""
    try:
        return rolled_back(kept, shown, published_nodes(fetch, kept.head.size))
    except Exception:  # noqa: BLE001  # whatever the other side answers with, the two heads stand
        return _rollback(kept, shown, ())


def _rollback(kept: Checkpoint, shown: Checkpoint, proof: tuple[bytes, ...]) -> Contradiction:
    old, new = kept.head, shown.head
    words = Words(
        f"日志 {old.origin} 倒退了：它曾签署 {old.size} 条，现在只给出 {new.size} 条。可能是恢复了旧备份、缓存陈旧，或有人藏起了条目。"
        "已停止，没有改动任何内容；请保留证据并联系该机构。",
        f"The log {old.origin} went back: it signed {old.size} entries before and shows only {new.size} now. An old "
        "backup may have been restored, a cache may be stale, or somebody hides entries. Stopped without changing "
        "anything; keep the evidence and ask the body.",
    )
    report = "\n".join(
        [
            "SECURITY ERROR",
            words.zh,
            words.en,
            "",
            "--- checkpoint kept",
            kept.encode().decode(),
            "--- checkpoint shown",
            shown.encode().decode(),
            "--- consistency proof from the shown to the kept one",
            *map(encode_base64, proof),
            "",
        ]
    )
    return Contradiction("log_rolled_back", words, report)
