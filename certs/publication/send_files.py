"""Sending what is published to a store far away: never backwards, the checkpoint last, nothing done until read back.

The order is that of trust: tiles, which never change; the other files; then the checkpoint, which vouches for all of
them, and the stamp that says until when this is complete. Each batch is read back before the next one is sent, so that
a store that loses, delays or reorders what it is given is found out before anything rests on it (decision 0065).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Protocol

from certs import limits
from certs.errors import CouldNotCheck, Malformed, Refused
from certs.instance import mirror_note
from certs.log.checkpoint import Checkpoint, parse_checkpoint
from certs.log.tiles import Tile, hash_source
from certs.log.tree import root
from certs.publication.publishing_state import CHECKPOINT, published_checkpoint
from certs.publication.sent_files import SentFiles, digest
from certs.publication.served_files import STAMP_KIND, Kind, Stage, kind_of


@dataclass(frozen=True, slots=True)
class OneFile:
    """A file on its way: its path below `public/`, its bytes, when it was changed (nanoseconds), and its kind."""

    name: str
    data: bytes
    mtime_ns: int
    kind: Kind


class Store(Protocol):
    """Where files are sent. Every method raises CouldNotCheck `store_denied` or `store_failed`."""

    def read(self, name: str, most: int) -> bytes | None:
        """Return a file, None where there is none."""

    def listed(self) -> Iterator[tuple[str, str]]:
        """Yield what the store has, as far as it can tell: name and digest."""

    def put(self, files: Sequence[OneFile]) -> None:
        """Write files, in any order, over what stands there."""

    def differing(self, files: Sequence[OneFile]) -> list[str]:
        """Read files back, and return the names of those that are not as they were sent."""

    def remove(self, names: Sequence[str]) -> None:
        """Remove files; one that is not there is no fault."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a run came to: entries under the checkpoint there, files sent and removed, files there that are not ours."""

    size: int
    sent: int
    removed: int
    foreign: int


def send(
    public: Path,
    store: Store,
    memory: SentFiles,
    clock: Callable[[], datetime],
    *,
    everything: bool = False,
    progress: Callable[[int, int], object] = lambda _done, _total: None,
) -> Sent:
    """Bring a store up to what is published; with `everything` each file there is compared.

    Raises Refused (`store_newer`, `store_forked`, `store_foreign`) where the store's head is not a beginning of ours,
    and     CouldNotCheck where something cannot be read, sent or read back. What was read back is not sent again.
    """
    run = _Run(public, store, memory, clock, progress)
    for _ in range(limits.SEND_TRIES):
        done = run.round(everything=everything)
        if done is not None:
            return done
    raise CouldNotCheck(
        "send_moving",
        "送的时候一直有人在发布，这次没有送完，检查点没有动。请再运行一次。",
        "Somebody published all the while, so sending was not finished and the checkpoint there was left. Run it "
        "again.",
    )


class _Run:
    """One run: as many rounds as it takes until nobody publishes meanwhile."""

    def __init__(
        self,
        public: Path,
        store: Store,
        memory: SentFiles,
        clock: Callable[[], datetime],
        progress: Callable[[int, int], object],
    ) -> None:
        self._public, self._store, self._memory = public, store, memory
        self._clock, self._progress = clock, progress
        self._sent, self._foreign = 0, 0

    def round(self, *, everything: bool) -> Sent | None:
        """Go once from the tiles to the checkpoint; None where something was published meanwhile."""
        now = self._clock()
        ours = published_checkpoint(self._public)
        if ours is None:
            raise CouldNotCheck(
                "no_checkpoint",
                "还没有发布过，没有可送的。请先运行 starmark publish。",
                "Nothing was published yet, so there is nothing to send. Run starmark publish first.",
            )
        head, there = parse_checkpoint(ours), self._store.read(CHECKPOINT, limits.NOTE)
        self._require_onward(head, there)
        anew = everything or there != self._memory.head
        self._memory.scan(self._public, int(now.timestamp() * 1_000_000_000), everything=everything)
        if anew:
            self._foreign = self._memory.ask_anew(self._store.listed())
        total = self._sent + self._memory.how_many_differ()
        if not all(self._send(stage, total) for stage in (Stage.FIXED, Stage.CHANGING)):
            return None
        if published_checkpoint(self._public) != ours:
            return None
        if there != ours:
            self._send_head(ours, there)
        self._memory.keep_head(ours)
        self._put([OneFile(mirror_note.STAMP, mirror_note.stamp(now), int(now.timestamp() * 1e9), STAMP_KIND)])
        return Sent(head.head.size, self._sent, self._remove_outgrown(), self._foreign)

    def _require_onward(self, ours: Checkpoint, raw: bytes | None) -> None:
        """Refuse a store whose head is none of this log's, is newer, or is no beginning of what we publish."""
        if raw is None or raw == ours.encode():
            return
        try:
            there = parse_checkpoint(raw)
        except Malformed as error:
            raise _foreign() from error
        if there.head.origin != ours.head.origin:
            raise _foreign()
        if there.head.size > ours.head.size:
            raise Refused(
                "store_newer",
                f"那里的检查点比我们的新（那里 {_shown(there)}，我们 {_shown(ours)}），什么也没有送。登记簿或 public/ 可能是旧的："
                "请先查清是谁送的，必要时按手册从公开的日志补上。",
                f"The checkpoint there is newer than ours (there {_shown(there)}, ours {_shown(ours)}), so nothing was "
                "sent. The register, or public/, may be an old one: find out who sent it, and catch up from the public "
                "log if need be.",
            )
        began = root(there.head.size, hash_source(self._tile, ours.head.size))
        if began != there.head.root:
            raise Refused(
                "store_forked",
                f"那里的检查点不是我们日志的开头（那里 {_shown(there)}，我们 {_shown(ours)}），什么也没有送。请保留两者，按手册处理。",
                f"The checkpoint there is no beginning of our log (there {_shown(there)}, ours {_shown(ours)}), so "
                "nothing was sent. Keep both and follow the runbook.",
            )

    def _tile(self, tile: Tile) -> bytes:
        try:
            return (self._public / "log" / tile.path).read_bytes()
        except OSError as error:
            raise CouldNotCheck(
                "send_incomplete",
                f"public/ 里少了 log/{tile.path}，什么也没有送。请先运行 starmark publish --all。",
                f"public/ lacks log/{tile.path}, so nothing was sent. Run starmark publish --all first.",
            ) from error

    def _send(self, stage: Stage, total: int) -> bool:
        """Send what differs of a stage, batch by batch; False where a file went away meanwhile."""
        while names := self._memory.differing(stage, limits.SEND_BATCH):
            try:
                files = [self._file(name) for name in names]
            except FileNotFoundError:
                return False
            self._put(files)
            self._memory.sent((file.name, digest(file.data)) for file in files)
            self._sent += len(files)
            self._progress(self._sent, total)
        return True

    def _file(self, name: str) -> OneFile:
        path = self._public / name
        return OneFile(name, path.read_bytes(), path.stat().st_mtime_ns, kind_of(name))

    def _send_head(self, ours: bytes, there: bytes | None) -> None:
        if self._store.read(CHECKPOINT, limits.NOTE) != there:
            raise CouldNotCheck(
                "send_busy",
                "送的时候，那里的检查点被别人换过，我们没有动它。请查清还有谁送往这里，再运行一次。",
                "Somebody else replaced the checkpoint there meanwhile, and ours was not put over it. Find out who "
                "else "
                "sends there, then run it again.",
            )
        file = self._file(CHECKPOINT)
        self._put([OneFile(CHECKPOINT, ours, file.mtime_ns, file.kind)])

    def _put(self, files: Sequence[OneFile]) -> None:
        """Write files and see that they are there. Raises CouldNotCheck `store_lost` where they do not come to be."""
        self._store.put(files)
        step = -(-len(files) // limits.SEND_READ_BACK)
        asked, pause = files[::step], limits.SEND_PAUSE
        for look in range(limits.SEND_LOOKS):
            if look:
                Event().wait(pause)
                pause *= 2
            lost = set(self._store.differing(asked))
            if not lost:
                return
            asked = [file for file in asked if file.name in lost]
        raise CouldNotCheck(
            "store_lost",
            f"写进去了，读回来却不是写进去的（{asked[0].name} 等 {len(asked)} 个）：存储丢了写入、还没有生效，或者答的是旧内容。"
            "没有再往下送；送到一半的不算数，那里原来的检查点仍然有效。请查看存储，再运行一次。",
            f"What was written does not read back ({asked[0].name}; {len(asked)} in all): the store loses or delays "
            "writes, or answers old bytes. Nothing more was sent and none of it counts as done. Look at the store, "
            "then "
            "run it again.",
        )

    def _remove_outgrown(self) -> int:
        """Remove the partial tiles that we sent and that full ones have replaced; nothing else is ever removed."""
        count = 0
        while names := self._memory.outgrown(limits.SEND_BATCH):
            self._store.remove(names)
            self._memory.removed(names)
            count += len(names)
        return count


def _foreign() -> Refused:
    return Refused(
        "store_foreign",
        "那里已有的 log/checkpoint 不是这个日志的检查点：可能是别的机构的，或者地址写错了。什么也没有送。请换一个空的地方。",
        "What stands there as log/checkpoint is no checkpoint of this log: it may be another body's, or the address is "
        "wrong. Nothing was sent. Choose an empty place.",
    )


def _shown(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.head.size} / {checkpoint.head.root.hex()[:16]}…"
