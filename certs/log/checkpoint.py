"""Checkpoints (C2SP tlog-checkpoint): the signed head of a log at one size, and the cosignatures of its witnesses.

The text of the note is origin, size and root, a line each; extension lines are never written, but tolerated on reading,
and a cosignature covers them too. Not done here: whom to believe (`policy`), and whether two heads fit together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from certs import limits
from certs.days import require_instant
from certs.errors import Malformed
from certs.log.c2sp_text import decode_hash, decode_number, encode_base64
from certs.log.signed_note import (
    COSIGNATURE,
    TIME_BYTES,
    Note,
    NoteKey,
    Sign,
    Signature,
    cosigned_message,
    parse_note,
    sign_note,
    signed_by,
)
from certs.log.tree import HASH_BYTES


def _bad(what_zh: str, what: str) -> Malformed:
    return Malformed("checkpoint", f"日志检查点不合格式：{what_zh}。", f"The log's checkpoint is malformed: {what}.")


@dataclass(frozen=True, slots=True)
class Head:
    """What a log says of itself: which log, how many entries, which root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not 0 < len(self.origin) <= limits.NOTE_NAME or "\n" in self.origin:
            raise _bad("来源为空或过长", "its origin is empty or too long")
        if not 0 <= self.size <= limits.LOG_SIZE or len(self.root) != HASH_BYTES:
            raise _bad("条数或根超出范围", "its size or root is out of range")

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head with the note that carries it. The signatures are not checked by reading it."""

    head: Head
    note: Note

    def encode(self) -> bytes:
        """Return the bytes as they are published."""
        return self.note.encode()

    def with_signatures(self, more: Iterable[Signature]) -> Checkpoint:
        """Return the checkpoint with further signatures, such as a witness's. Raises Malformed if too many."""
        return Checkpoint(self.head, self.note.with_signatures(more))

    def signed_only_by(self, keys: Iterable[NoteKey]) -> Checkpoint:
        """Return the checkpoint with the signature lines of these keys alone, as a log keeps its own heads."""
        key_ids = {(key.name, key.key_id) for key in keys}
        kept = tuple(one for one in self.note.signatures if (one.name, one.key_id) in key_ids)
        return Checkpoint(self.head, Note(self.note.text, kept))


def parse_checkpoint(data: bytes) -> Checkpoint:
    """Read a checkpoint strictly. Raises Malformed."""
    note = parse_note(data)
    lines = note.text.split("\n")[:-1]
    if len(lines) < 3 or not all(lines):
        raise _bad("应有来源、条数、根三行，且没有空行", "it needs the lines origin, size and root, and no empty one")
    return Checkpoint(Head(lines[0], decode_number(lines[1]), decode_hash(lines[2])), note)


def sign_checkpoint(head: Head, signers: Sequence[tuple[NoteKey, Sign]]) -> Checkpoint:
    """Return the head signed by the log's key, or by two while one follows the other.

    Each signature is verified before it is released. Raises NotGenuine if a private key is not that of its public one,
    Malformed without any signer.
    """
    return Checkpoint(head, Note(head.text, tuple(sign_note(head.text, key, sign) for key, sign in signers)))


def goes_on_signing(ended: datetime, now: datetime) -> bool:
    """Whether a log key that was rotated out at `ended` still signs beside its successor."""
    return require_instant(now) - require_instant(ended) < timedelta(days=limits.LOG_KEY_OVERLAP_DAYS)


# --- cosignatures (C2SP tlog-cosignature, v1) ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A verified statement of a witness: at `seconds` since 1970 this was the largest consistent head it had seen."""

    witness: NoteKey
    seconds: int


def cosign(checkpoint: Checkpoint, key: NoteKey, sign: Sign, now: datetime) -> Signature:
    """Return a witness's cosignature, verified before it is released.

    To be called only after `witness_decision.decide` said so and the checkpoint was kept. Raises NotGenuine if `sign`
    is not of `key`.
    """
    if key.kind != COSIGNATURE:
        raise AssertionError("only a key for cosignatures makes them")
    seconds = int(require_instant(now).timestamp())
    own = sign(cosigned_message(checkpoint.note.text, seconds))
    signature = Signature(key.name, key.key_id, seconds.to_bytes(TIME_BYTES, "big") + own)
    key.verify(checkpoint.note.text, signature)
    return signature


def cosignatures(checkpoint: Checkpoint, witnesses: Iterable[NoteKey]) -> tuple[Cosignature, ...]:
    """Return the verified cosignatures of these witnesses, the newest of each.

    Raises NotGenuine (`note_signature`) if one in the name of a known witness does not hold.
    """
    newest: dict[NoteKey, int] = {}
    for key, signature in signed_by(checkpoint.note, witnesses):
        if key.kind != COSIGNATURE:
            raise AssertionError("a witness has a key for cosignatures")
        newest[key] = max(newest.get(key, 0), int.from_bytes(signature.blob[:TIME_BYTES], "big"))
    return tuple(Cosignature(key, seconds) for key, seconds in newest.items())
