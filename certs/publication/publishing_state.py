"""What a publication remembers between two runs: a lock, how far it has come, and the head that it published last.

The first two lie in a hidden folder of the publication, which no web server hands out. What is remembered there only
saves work: without it, or where it does not fit the checkpoint that is published, everything is compared anew. The head
is kept a second time beside the folder, so that a register restored from an old backup is found out also where the
publication is gone (decision 0020).
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Event
from typing import Final

from certs import limits
from certs.errors import CouldNotCheck
from certs.instance.whole_files import Placer, make_folder, sync_folder, write
from certs.publication.certificate_paths import FLAT, SHARED_OUT

HIDDEN: Final = ".publishing"
STATE: Final = f"{HIDDEN}/state.json"
FIRST: Final = f"{HIDDEN}/first"  # there while the very first run is under way
CHECKPOINT: Final = "log/checkpoint"
_LOCK: Final = "lock"


@dataclass(frozen=True, slots=True)
class Reached:
    """The entries that the last whole run published, and the Beijing day it ran on; 0 and None before the first.

    `layout` is where it left the files of certificates (`certificate_paths`).
    """

    size: int = 0
    day: date | None = None
    layout: int = SHARED_OUT

    def encode(self) -> bytes:
        """Return the file."""
        day = self.day.isoformat() if self.day else None
        return json.dumps({"size": self.size, "day": day, "layout": self.layout}).encode() + b"\n"


@contextmanager
def locked(public: Path) -> Iterator[None]:
    """Hold the publication for one writer. Raises CouldNotCheck if another holds it, or if it cannot be written."""
    try:
        make_folder(public / HIDDEN)
        descriptor = os.open(public / HIDDEN / _LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o644)
    except OSError as exc:
        raise unwritable(exc) from exc
    try:
        _wait_for(descriptor)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int) -> None:
    """Take the lock as soon as another act or the timer has published. Raises CouldNotCheck if that takes too long."""
    pause = Event()
    for _ in range(limits.PUBLISH_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pause.wait(limits.PUBLISH_PAUSE)
        else:
            return
    raise CouldNotCheck(
        "publishing_already",
        "另一个程序一直在发布，这次没有发布。请等它完成，再运行 starmark publish。",
        "Another program has been publishing all the while. Wait for it, then run starmark publish.",
    )


def reached(public: Path) -> Reached:
    """Return how far the last whole run came; the beginning where that is not known."""
    try:
        with (public / STATE).open("rb") as file:
            state = json.loads(file.read(limits.PUBLISHING_STATE))
        return Reached(int(state["size"]), date.fromisoformat(state["day"]), int(state.get("layout", FLAT)))
    except (OSError, ValueError, KeyError, TypeError):
        return Reached()


def keep_layout(public: Path, since: Reached) -> Reached:
    """Note that all files of certificates lie where they belong now; an audit looks for them there. Raises OSError."""
    moved = replace(since, layout=SHARED_OUT)
    if since.size and moved != since:
        write(public / STATE, moved.encode())
    return moved


def published_checkpoint(public: Path) -> bytes | None:
    """Return the published checkpoint, byte for byte; None where there is none.

    Raises CouldNotCheck where there is one that cannot be read.
    """
    return _note(public / CHECKPOINT)


def kept_file(public: Path) -> Path:
    """Return where the head that was published last is kept a second time: beside the folder of the publication."""
    return public.with_name(f"{public.name}.checkpoint")


def seen_checkpoints(public: Path) -> tuple[bytes, ...]:
    """Return every checkpoint that this host knows to be public: the published one, and the one kept beside it.

    Hand them to the acts as `checkpoints`, so that a register restored from an old backup goes no further. Raises
    CouldNotCheck where there is one that cannot be read.
    """
    notes = (published_checkpoint(public), _note(kept_file(public)))
    return tuple(dict.fromkeys(raw for raw in notes if raw is not None))


def begin_first(public: Path) -> None:
    """Note, on the disk when this returns, that nothing was ever published from here. Raises OSError."""
    write(public / FIRST, b"")
    sync_folder((public / FIRST).parent)


def first_was_cut(public: Path) -> bool:
    """Tell whether the very first run was cut short before its checkpoint: then none is missing."""
    return (public / FIRST).exists()


def end_first(public: Path) -> None:
    """Take that note away, now that there is a checkpoint. Raises OSError."""
    (public / FIRST).unlink(missing_ok=True)


def keep_checkpoint(public: Path, raw: bytes) -> None:
    """Keep a head beside the publication, on the disk when this returns. Raises OSError."""
    kept = kept_file(public)
    with Placer(kept.parent) as placer:
        placer.put(kept.name, raw)


def _note(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(limits.NOTE + 1)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise CouldNotCheck(
            "published_unreadable",
            f"读不了已公布的检查点 {path}（{exc.strerror}）。没有办理；请检查权限。",
            f"The published checkpoint {path} cannot be read ({exc.strerror}). Nothing was done; check its rights.",
        ) from exc


def unwritable(exc: OSError) -> CouldNotCheck:
    """Return what to say where the system does not let files be published."""
    return CouldNotCheck(
        "publish_failed",
        f"发布没有完成（{exc.strerror}）：{exc.filename or ''}。已公布的内容仍然完整；请检查磁盘空间和权限，再运行 starmark publish。",
        f"Publishing was not finished ({exc.strerror}): {exc.filename or ''}. What was published before is still "
        "whole; check disk space and rights, then run starmark publish.",
    )
