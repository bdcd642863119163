"""The proof that comes with a certificate (C2SP tlog-proof): one text file to check, offline, that an entry is in the
log.

It holds the entry's number, its inclusion proof and a checkpoint. The entry itself stands elsewhere. The optional
extra data is carried and never believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from certs import limits
from certs.errors import Malformed
from certs.log.c2sp_text import decode_base64, decode_hash, decode_number, encode_base64
from certs.log.checkpoint_policy import Policy, SignedHead, verify_checkpoint
from certs.log.tree import leaf_hash, verify_inclusion

HEADER: Final = "c2sp.org/tlog-proof@v1"
_EXTRA: Final = "extra "
_INDEX: Final = "index "


def _bad(what_zh: str, what: str) -> Malformed:
    return Malformed("tlog_proof", f"日志证明文件不合格式：{what_zh}。", f"The log proof file is malformed: {what}.")


@dataclass(frozen=True, slots=True)
class LogProof:
    """The parts of the file. `checkpoint` is kept verbatim; `unverified_extra` is nothing to rely on."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    unverified_extra: bytes | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.index < limits.LOG_SIZE or len(self.hashes) > limits.LOG_PROOF:
            raise _bad("条目号或哈希个数超出范围", "the index or the number of hashes is out of range")
        if self.unverified_extra is not None and len(self.unverified_extra) > limits.TLOG_EXTRA:
            raise _bad("附加数据过长", "the extra data is too long")

    def encode(self) -> bytes:
        """Return the file."""
        extra = [] if self.unverified_extra is None else [_EXTRA + encode_base64(self.unverified_extra)]
        lines = [HEADER, *extra, f"{_INDEX}{self.index}", *map(encode_base64, self.hashes), "", ""]
        return "\n".join(lines).encode("ascii") + self.checkpoint


def parse_proof(data: bytes) -> LogProof:
    """Read a proof file strictly; the checkpoint within is not yet looked at. Raises Malformed."""
    if len(data) > limits.TLOG_PROOF:
        raise _bad(f"超过 {limits.TLOG_PROOF} 字节", f"it is longer than {limits.TLOG_PROOF} bytes")
    top, separator, checkpoint = data.partition(b"\n\n")
    if not separator or not top.isascii():
        raise _bad("证明与检查点之间没有空行", "no empty line parts proof and checkpoint")
    header, *lines = top.decode("ascii").split("\n")
    if header != HEADER:
        raise _bad(f"第一行应为 {HEADER}", f"its first line is not {HEADER}")
    extra = None
    if lines and lines[0].startswith(_EXTRA):
        extra = decode_base64(lines.pop(0).removeprefix(_EXTRA))
    if not lines or not lines[0].startswith(_INDEX):
        raise _bad("没有 index 行", "the index line is missing")
    index = decode_number(lines[0].removeprefix(_INDEX))
    if len(lines) - 1 > limits.LOG_PROOF:
        raise _bad("哈希个数超出范围", "it has too many hashes")
    return LogProof(index, tuple(map(decode_hash, lines[1:])), checkpoint, extra)


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry that is proved to be in the log: its number, and the signed head under which it is."""

    index: int
    signed: SignedHead


def verify_proof(data: bytes, entry: bytes, policy: Policy) -> Logged:
    """Return where in the log the exact bytes of an entry stand, by its proof file.

    Raises Malformed; NotGenuine as `verify_checkpoint` and `verify_inclusion`; CouldNotCheck without enough witnesses.
    Not checked: how new the checkpoint is.
    """
    # (1) form
    proof = parse_proof(data)
    # (2) a head of this log, signed and witnessed
    signed = verify_checkpoint(proof.checkpoint, policy)
    # (3) the entry under that head
    verify_inclusion(leaf_hash(entry), proof.index, signed.head.size, proof.hashes, signed.head.root)
    return Logged(proof.index, signed)
