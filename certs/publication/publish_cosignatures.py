"""Putting what witnesses sent under the published head."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from certs.errors import CouldNotCheck
from certs.instance.whole_files import Placer
from certs.log.checkpoint import Checkpoint, parse_checkpoint
from certs.log.signed_note import NoteKey
from certs.publication.files.accepted_witnesses import COSIGNED, accepted, under
from certs.publication.publishing_state import CHECKPOINT, locked, published_checkpoint


def publish_cosignatures(public: Path, folder: Path) -> int:
    """Put the cosignatures under the published head and return how many it now carries. Raises CouldNotCheck."""
    with locked(public):
        raw = published_checkpoint(public)
        if raw is None:
            raise CouldNotCheck("no_checkpoint", "还没有发布过检查点。", "No head was published yet.")
        before = parse_checkpoint(raw)
        after = under(before, folder)
        count = _count(after, (key for key, _ in accepted(folder)))
        for place, name in ((public, CHECKPOINT), (folder, COSIGNED)):
            if count:
                with Placer(place) as placer:
                    placer.put(name, after.encode())
        return count


def _count(checkpoint: Checkpoint, keys: Iterable[NoteKey]) -> int:
    key_ids = {(key.name, key.key_id) for key in keys}
    return sum((one.name, one.key_id) in key_ids for one in checkpoint.note.signatures)
