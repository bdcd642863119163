"""What a mirror notes beside its register: as of when it holds all that was published. The website reads it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from certs import limits
from certs.days import instant_text, parse_instant
from certs.errors import CouldNotCheck, StarmarkError
from certs.instance import whole_files

FOLDER: Final = "mirror"
_NAME: Final = "complete.json"
STAMP: Final = "sent.json"  # what `starmark send` puts beside what it sent, and a mirror reads


def path_of(home: Path) -> Path:
    """Return where the note lies."""
    return home / FOLDER / _NAME


def stamp(at: datetime) -> bytes:
    """Write down a moment until which something is complete."""
    return json.dumps({"complete": instant_text(at)}).encode() + b"\n"


def read_stamp(data: bytes) -> datetime:
    """Return that moment. Raises CouldNotCheck (`mirror_note`) where it is none."""
    try:
        fields = json.loads(data[: limits.PUBLISHING_STATE])
        return parse_instant(fields["complete"])
    except (ValueError, KeyError, TypeError, StarmarkError) as error:
        raise CouldNotCheck(
            "mirror_note",
            "写明镜像有多新的文件读不懂，不知道有多旧，没有采用。请再运行一次。",
            "The note of how fresh a copy is cannot be read, so its age is not known and nothing is based on it. Run "
            "it again.",
        ) from error


def keep(home: Path, at: datetime) -> None:
    """Note, on the disk when this returns, that the mirror holds all that was published until a moment."""
    whole_files.write(path_of(home), stamp(at))
