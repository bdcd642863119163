"""What a witness decides (C2SP tlog-witness, add-checkpoint): cosign a head that continues the last one, or refuse.

Pure: the caller reads the last checkpoint and stores the new one in one step that nobody can come between, and only
then cosigns (`checkpoint.cosign`) and answers. A witness that answers first can be made to vouch for two histories.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from certs import limits
from certs.errors import Malformed, NotGenuine, StarmarkError, Words
from certs.log.c2sp_text import decode_hash, decode_number, encode_base64
from certs.log.checkpoint import Checkpoint, parse_checkpoint
from certs.log.checkpoint_policy import Policy, verify_checkpoint
from certs.log.fork_evidence import Fork, fork_in_proof
from certs.log.tree import EMPTY_ROOT, verify_consistency

SIZE_TYPE: Final = "text/x.tlog.size"  # the content type of a refusal with status 409
_OLD: Final = "old "


def _bad(what_zh: str, what: str) -> Malformed:
    return Malformed(
        "witness_request",
        f"提交给见证方的请求不合格式：{what_zh}。",
        f"The request to the witness is malformed: {what}.",
    )


@dataclass(frozen=True, slots=True)
class Request:
    """An add-checkpoint request: the size from which the proof starts, the proof, and the checkpoint verbatim."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """Return the body of the request."""
        lines = [f"{_OLD}{self.old}", *map(encode_base64, self.proof), "", ""]
        return "\n".join(lines).encode("ascii") + self.checkpoint


def parse_request(body: bytes) -> Request:
    """Read the body of a request strictly; the checkpoint within is not yet looked at. Raises Malformed."""
    if len(body) > limits.WITNESS_REQUEST:
        raise _bad(f"超过 {limits.WITNESS_REQUEST} 字节", f"it is longer than {limits.WITNESS_REQUEST} bytes")
    top, separator, checkpoint = body.partition(b"\n\n")
    if not separator or not top.isascii() or not top.startswith(_OLD.encode()):
        raise _bad(
            "应以 old 行开始，检查点前有空行", "it begins with an old line, and an empty line precedes the checkpoint"
        )
    first, *lines = top.decode("ascii").split("\n")
    if len(lines) > limits.LOG_PROOF:
        raise _bad("哈希个数超出范围", "it has too many hashes")
    return Request(decode_number(first.removeprefix(_OLD)), tuple(map(decode_hash, lines)), checkpoint)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a witness does not cosign: the HTTP status of the protocol, a stable code, and words.

    `known_size` is what status 409 answers with. `fork` is there, and the code is `log_forked`, when the log signed two
    heads that cannot both be.
    """

    status: int
    code: str
    words: Words
    known_size: int
    fork: Fork | None = None


def decide(body: bytes, policy: Policy, last: Checkpoint | None) -> Checkpoint | Refusal:
    """Return the checkpoint to keep and then cosign, or the refusal. `last` is the newest that was cosigned, if any.

    The order is the protocol's: form (400), origin (404), signatures (403), sizes (400, 409), tree (422).
    """
    last_size = last.head.size if last is not None else 0
    # (1) form
    try:
        request = parse_request(body)
        checkpoint = parse_checkpoint(request.checkpoint)
    except Malformed as refused:
        return _refusal(400, refused, last_size)
    # (2) a log that we watch, (3) signed by it
    try:
        verify_checkpoint(request.checkpoint, policy)
    except StarmarkError as refused:
        return _refusal(404 if refused.code == "checkpoint_origin" else 403, refused, last_size)
    return _decide_signed(request, checkpoint, last, last_size)


def _decide_signed(
    request: Request, checkpoint: Checkpoint, last: Checkpoint | None, last_size: int
) -> Checkpoint | Refusal:
    """Decide about a head that the log has really signed; whatever contradicts the last one is evidence."""
    fork = fork_in_proof(last, checkpoint, request.proof) if last is not None else None
    size = checkpoint.head.size
    # (4) sizes in order
    if request.old > size:
        return _refusal(
            400,
            Malformed(
                "witness_sizes",
                f"证明从 {request.old} 条开始，超过检查点的 {size} 条。",
                f"The proof starts at {request.old} entries, beyond the {size} of the checkpoint.",
            ),
            last_size,
            fork,
        )
    # (5) from where we stand
    if request.old != last_size:
        return _refusal(
            409,
            Malformed(
                "witness_known_size",
                f"见证方上次签的是 {last_size} 条，请从那里开始证明。",
                f"The witness last cosigned at {last_size} entries; start the proof there.",
            ),
            last_size,
            fork,
        )
    # (6) the tree continues
    old_root = last.head.root if last is not None else EMPTY_ROOT
    try:
        verify_consistency(request.old, size, old_root, checkpoint.head.root, request.proof)
    except NotGenuine as refused:
        return _refusal(422, refused, last_size, fork)
    return checkpoint


def _refusal(status: int, error: StarmarkError, last_size: int, fork: Fork | None = None) -> Refusal:
    if fork is not None:
        return Refusal(status, "log_forked", fork.words, last_size, fork)
    return Refusal(status, error.code, error.words, last_size)
