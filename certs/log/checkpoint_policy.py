"""Whom to believe about a log: its origin, its keys by size, its witnesses, and how many of them must have cosigned.

`verify_checkpoint` is the one way to turn bytes into a head that may be believed. Not done here: consistency with a
head seen before, and how old a cosignature may be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from certs.errors import CouldNotCheck, NotGenuine
from certs.log.checkpoint import Checkpoint, Cosignature, Head, cosignatures, parse_checkpoint
from certs.log.signed_note import NoteKey, signed_by
from certs.trust.trust_list.trust_list import TrustList


@dataclass(frozen=True, slots=True)
class Policy:
    """What a checkpoint must show. `log_keys` tells, for a size, which keys may sign a head of that size.

    `quorum` is how many of the `witnesses` must have cosigned; 0 asks for none, but what is there must hold.
    """

    origin: str
    log_keys: Callable[[int], tuple[NoteKey, ...]]
    witnesses: tuple[NoteKey, ...] = ()
    quorum: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.quorum <= len(self.witnesses):
            raise AssertionError("a quorum cannot be larger than the number of witnesses")


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A checkpoint whose signatures hold under a policy."""

    checkpoint: Checkpoint
    cosignatures: tuple[Cosignature, ...]

    @property
    def head(self) -> Head:
        """What the log signed."""
        return self.checkpoint.head


def policy_of(trust: TrustList, witnesses: tuple[NoteKey, ...] = (), quorum: int = 0) -> Policy:
    """Return the policy that a trust list stands for; the witnesses are the verifier's own choice."""
    return Policy(trust.log_origin, lambda size: log_keys(trust, size), witnesses, quorum)


def log_keys(trust: TrustList, size: int) -> tuple[NoteKey, ...]:
    """Return the keys that may sign a head of this size: its newest entry must lie in the time of the key.

    A retired key vouches for heads up to its end, a compromised one up to its trusted size.
    """
    keys = []
    for key in trust.keys:
        try:
            trust.usable(key, "log", size - 1)
        except NotGenuine:
            continue
        keys.append(NoteKey(trust.log_origin, key.raw))
    return tuple(keys)


def keys_in_state(trust: TrustList, *states: str) -> tuple[NoteKey, ...]:
    """Return the log keys that are in one of these states now, whatever the size that they may have signed."""
    return tuple(
        NoteKey(trust.log_origin, key.raw) for key in trust.keys if key.purpose == "log" and key.state in states
    )


def verify_checkpoint(data: bytes, policy: Policy) -> SignedHead:
    """Return the head of a checkpoint that satisfies the policy.

    Raises Malformed; NotGenuine: `checkpoint_origin`, `note_signature`, `checkpoint_unsigned`; CouldNotCheck:
    `witness_quorum`.
    """
    # (1) form
    checkpoint = parse_checkpoint(data)
    head = checkpoint.head
    # (2) the log that we mean
    if head.origin != policy.origin:
        raise NotGenuine(
            "checkpoint_origin",
            f"这是另一个日志（{head.origin[:80]}）的检查点，不是 {policy.origin} 的。",
            f"This is the checkpoint of another log ({head.origin[:80]}), not of {policy.origin}.",
        )
    # (3) signed by a key of the log
    if not signed_by(checkpoint.note, policy.log_keys(head.size)):
        raise NotGenuine(
            "checkpoint_unsigned",
            "检查点上没有本日志密钥的签名，请不要相信它。",
            "No key of this log signed the checkpoint. Do not believe it.",
        )
    # (4) seen by enough witnesses
    signatures = cosignatures(checkpoint, policy.witnesses)
    if len(signatures) < policy.quorum:
        raise CouldNotCheck(
            "witness_quorum",
            f"要求 {policy.quorum} 个见证方签名，这里只有 {len(signatures)} 个，无法确认别人看到的是同一份日志。请取较新的检查点再试。",
            f"{policy.quorum} witnesses are asked for and {len(signatures)} cosigned, so it is not known whether "
            "others see the same log. Try again with a newer checkpoint.",
        )
    return SignedHead(checkpoint, signatures)
