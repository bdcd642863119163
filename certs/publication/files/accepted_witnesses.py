"""The publisher's side of witnesses: what they sent is put under the published head, if it verifies and fits that head.

`witnesses/` of the instance holds two files a witness: `<name>.vkey`, the key that the body has accepted, and
`<name>.cosig`, signature lines as the witness sent them (C2SP tlog-cosignature). Publishing the same head again keeps
what stands under it. The newest head that carries cosignatures is kept there too, as `cosigned`, so that the service
can say what witnesses saw last when the log has grown since (decision 0021).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from certs import limits
from certs.errors import NotGenuine, StarmarkError, Words
from certs.log.checkpoint import Checkpoint, Cosignature
from certs.log.checkpoint_policy import keys_in_state, policy_of, verify_checkpoint
from certs.log.signed_note import COSIGNATURE, NoteKey, Signature, parse_signatures, parse_vkey
from certs.register.store import log_tree
from certs.trust.trust_list.trust_list import TrustList

FOLDER: Final = "witnesses"
COSIGNED: Final = "cosigned"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The newest head that accepted witnesses have cosigned: its bytes as published, its size, and who signed when."""

    raw: bytes
    size: int
    by: tuple[Cosignature, ...]


def witnessed(connection: Connection, trust: TrustList, home: Path) -> Witnessed | None:
    """Return what witnesses saw last; None where there is nothing that holds, of which an audit tells."""
    try:
        raw = (home / FOLDER / COSIGNED).read_bytes()[: limits.NOTE + 1]
        signed = verify_checkpoint(raw, policy_of(trust, tuple(key for key, _ in accepted(home / FOLDER))))
        if log_tree.root_at(connection, signed.head.size) != signed.head.root:
            return None
    except (OSError, StarmarkError):
        return None
    return Witnessed(raw, signed.head.size, signed.cosignatures) if signed.cosignatures else None


def accepted(folder: Path) -> list[tuple[NoteKey, tuple[Signature, ...]]]:
    """Return each accepted witness with the lines it sent last. Raises Malformed for a file that is neither."""
    witnesses = []
    for path in sorted(folder.glob("*.vkey")):
        key = parse_vkey(path.read_text("utf-8").strip())
        if key.kind != COSIGNATURE:
            raise NotGenuine("witness_key", f"{path.name} 不是见证方的密钥。", f"{path.name} is no witness's key.")
        lines = path.with_suffix(".cosig")
        sent = parse_signatures(lines.read_bytes()[: limits.NOTE].decode("utf-8", "replace")) if lines.is_file() else ()
        witnesses.append((key, sent))
    return witnesses


def under(checkpoint: Checkpoint, folder: Path) -> Checkpoint:
    """Return the head with the cosignatures that hold under it; those of another head are left out."""
    return checkpoint.with_signatures(
        [one for key, sent in accepted(folder) for one in sent if _holds(key, checkpoint, one)]
    )


def faults_under(checkpoint: Checkpoint, trust: TrustList, home: Path) -> list[Words]:
    """Return what is wrong with the signatures under a published head, besides that of the log.

    Only the log's keys and the accepted witnesses of the instance may stand there, each line must hold, and a line that
    a witness sent for this very head must not be missing. Raises Malformed for a file of `witnesses/` that is none.
    """
    witnesses = accepted(home / FOLDER) if (home / FOLDER).is_dir() else []
    keys = [*keys_in_state(trust, "active", "retired", "compromised"), *(key for key, _ in witnesses)]
    faults = []
    for one in checkpoint.note.signatures:
        key = next((key for key in keys if (key.name, key.key_id) == (one.name, one.key_id)), None)
        if key is None:
            faults.append(
                Words(
                    f"{one.name} 的签名不是日志的，也不是已接受的见证方的。",
                    f"The signature of {one.name} is neither the log's nor an accepted witness's.",
                )
            )
        elif not _holds(key, checkpoint, one):
            faults.append(
                Words(f"{one.name} 的签名与检查点不相符。", f"The signature of {one.name} does not fit the head.")
            )
    for key, sent in witnesses:
        lines = [one for one in sent if _holds(key, checkpoint, one)]
        if lines and not any(one in checkpoint.note.signatures for one in lines):
            faults.append(
                Words(
                    f"{key.name} 为这个检查点联署过，公布的文件里却没有。",
                    f"{key.name} has cosigned this head, and the published file lacks it.",
                )
            )
    return faults


def _holds(key: NoteKey, checkpoint: Checkpoint, one: Signature) -> bool:
    if (one.name, one.key_id) != (key.name, key.key_id):
        return False
    try:
        key.verify(checkpoint.note.text, one)
    except StarmarkError:
        return False
    return True
