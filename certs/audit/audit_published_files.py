"""Auditing the published files: byte by byte what the log makes of them, and no file besides.

What stands in the folder is read while nobody publishes, or read again. A publication that is behind the register is
told and no difference: each of its files must be what the register published at that head. Status lists are compared
by their signature and decoded bits, the checkpoint by its root.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from certs import limits
from certs.audit.audit_published_lists import audit_published_lists
from certs.audit.differences import Findings
from certs.audit.ground import Ground
from certs.audit.published_certificates import names_of
from certs.errors import StarmarkError
from certs.lifecycle.record import Record, fold
from certs.log.checkpoint import Head, parse_checkpoint
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.log.tiles import Tile, parse_path, tiles_between
from certs.publication.files import accepted_witnesses, log_files
from certs.publication.publish import certificate_files, documents
from certs.publication.publishing_state import CHECKPOINT, HIDDEN, STATE, kept_file, reached
from certs.register.store import ledger, log_tree
from certs.register.store.tables import VERSION
from certs.trust.trust_list.trust_fold import parse_trust_list

_CHUNK: Final = 200  # certificates folded in one go
LOCK: Final = f"{HIDDEN}/lock"
_UNFINISHED: Final = ".new"  # how a file that a crash left half written ends


class PublicAudit:
    """One look at the folder. `prefix` is how its files are called in what is found."""

    def __init__(self, public: Path, ground: Ground, findings: Findings, prefix: str = "public/") -> None:
        self._public, self._ground, self._findings, self._prefix = public, ground, findings, prefix
        self._seen: set[str] = set()
        self._state = reached(public)

    def run(self) -> int:
        """Compare everything and return the size that the published checkpoint vouches for; 0 where there is none."""
        for name, most, value in (
            ("size", self._ground.size, self._state.size),
            ("day", self._ground.today, self._state.day or self._ground.today),
        ):
            if value > most:  # type: ignore[operator]  # both are sizes, or both are days
                self._findings.changed(self._prefix + STATE, "", name, most, value)
        size = self._checkpoint()
        self._kept()
        self._documents(size)
        if size or (self._public / "status").is_dir():
            audit_published_lists(self._read, self._ground, self._findings, self._prefix, size)
        self._certificates(size)
        self._tiles(size)
        if not self._ground.start:
            self._others()
        return size

    def _checkpoint(self) -> int:
        data = self._read(CHECKPOINT)
        if data is None:
            if self._state.size or (self._ground.lists and not self._ground.mirror):
                self._findings.missing(self._prefix + CHECKPOINT, "")
            else:
                self._findings.note("还没有发布过：没有检查点。", "Nothing was published yet: there is no checkpoint.")
            return 0
        head = self._head(self._prefix + CHECKPOINT, data)
        if head is None:
            return self._state.size if self._state.size <= self._ground.size else 0
        self._cosigned(self._prefix + CHECKPOINT, data)
        return self._published(head)

    def _kept(self) -> None:
        """Look at the heads that the host keeps beside the folder: the one published last, and the one cosigned
        last.
        """
        home, kept = self._public.parent, kept_file(self._public).name
        for name in (kept, f"{accepted_witnesses.FOLDER}/{accepted_witnesses.COSIGNED}"):
            try:
                data = (home / name).read_bytes()[: limits.PUBLISHED_FILE]
            except OSError:
                continue  # a mirror, or a copy of the folder; or nobody has cosigned
            if self._head(name, data) is not None and name != kept:  # which is kept as the log signed it
                self._cosigned(name, data)

    def _head(self, name: str, data: bytes) -> Head | None:
        """Hold a signed head against the log. None where it is no head of it, which has been named then."""
        ground = self._ground
        try:
            head = verify_checkpoint(data, policy_of(ground.trust)).head
        except StarmarkError as error:
            self._findings.not_genuine(name, "", "", error.words)
            return None
        if head.size > ground.size:
            self._findings.changed(name, "", "size", ground.size, head.size)
            return head
        try:
            own = log_tree.root_at(ground.tree, head.size)
        except StarmarkError:
            own = head.root  # the register lacks entries under it, and they have been named
        if head.root != own:
            self._findings.changed(name, "", "root", own, head.root)
        return head

    def _cosigned(self, name: str, data: bytes) -> None:
        """Look at what else is signed under a head: only the log's keys and accepted witnesses may stand there."""
        try:
            faults = accepted_witnesses.faults_under(parse_checkpoint(data), self._ground.trust, self._public.parent)
        except (StarmarkError, OSError) as error:
            self._findings.unreadable(accepted_witnesses.FOLDER, "", error)
            return
        for words in faults:
            self._findings.not_genuine(name, "", "signature", words)

    def _published(self, head: Head) -> int:
        """Say how far the publication is, and return for how many entries it vouches."""
        ground = self._ground
        if head.size > ground.size:
            return ground.size
        if head.size < self._state.size:
            self._findings.changed(self._prefix + CHECKPOINT, "", "size", self._state.size, head.size)
        elif head.size < ground.size:
            behind = ground.size - head.size
            self._findings.note(
                f"公布的内容落后于登记簿 {behind} 条，请运行 starmark publish。",
                f"The publication is {behind} entries behind the register; run starmark publish.",
            )
        return head.size

    def _documents(self, size: int) -> None:
        raw = self._read("trust.json")
        trust_lists = list(self._ground.trust_lists)
        kept = [one for one in trust_lists if raw is None or one[1] == raw] or trust_lists
        if not kept:
            return
        at, trust_list = kept[-1]
        newest = max((place for place, _ in self._ground.trust_lists if place <= size), default=0)
        if raw is not None and at < newest:
            self._findings.changed(self._prefix + "trust.json", "", "size", newest, at)
        try:
            trust = parse_trust_list(trust_list, self._ground.trust.keys[0].raw)
        except StarmarkError:
            return  # the stored row has been named
        for name, data in documents(trust, trust_list):
            if size or (self._public / name).exists():
                self._equal(name, {data})

    def _certificates(self, size: int) -> None:
        numbers = []
        columns = (VERSION.c.number, func.max(VERSION.c.position), func.count())
        for number, position, count in self._ground.connection.execute(
            select(*columns).group_by(VERSION.c.number).order_by(VERSION.c.number)
        ):
            if count == 1 and position < size and position in self._ground.agreeing:
                self._seen.update(names_of(number, self._state.layout))
            else:
                numbers.append(number)
        for start in range(0, len(numbers), _CHUNK):
            for record in ledger.records_of(self._ground.connection, numbers[start : start + _CHUNK]).values():
                self._certificate(record, size)

    def _certificate(self, record: Record, size: int) -> None:
        """Take what was in force on the day of the last run; one that was cut short may have gone on to newer ones."""
        base_url, day = self._ground.trust.base_url, self._state.day or self._ground.today
        wanted: dict[str, set[bytes]] = {}
        published = [event for event in record.entries if event.position < size]
        views = [(fold(published), day)] if published else []
        if size < self._ground.size or not published:
            views += [(record, day), (record, self._ground.today)]
        for view, on in views:
            for name, data in certificate_files(view, base_url, on, self._state.layout):
                wanted.setdefault(name, set()).add(data)
        for name, variants in wanted.items():
            if published or (self._public / name).exists():
                self._equal(name, variants)

    def _tiles(self, size: int) -> None:
        for tile in tiles_between(min(self._ground.start, size), size):
            self._tile(tile)

    def _tile(self, tile: Tile) -> None:
        name = f"{log_files.FOLDER}/{tile.path}"
        self._seen.add(name)
        try:
            wanted = log_files.tile_file(self._ground.tree, tile)
        except StarmarkError:
            return  # the register lacks entries under it, and they have been named
        self._equal(name, {wanted})

    def _others(self) -> None:
        """Look at every file not compared yet: tiles of other sizes are right or wrong, the rest is surplus."""
        for name in self._names():
            if name in self._seen or name.startswith(f"{HIDDEN}/"):
                continue
            tile = _tile_of(name)
            if tile is not None and log_files.has_tile(tile, self._ground.size):
                self._tile(tile)
            elif not Path(name).name.startswith(".") or not name.endswith(_UNFINISHED):
                self._findings.surplus(self._prefix + name, "")

    def _names(self) -> Iterator[str]:
        return iter(sorted(_names_below(self._public, "")) if self._public.is_dir() else ())

    def _equal(self, name: str, wanted: set[bytes]) -> None:
        data = self._read(name)
        if data is None:
            self._findings.missing(self._prefix + name, "")
        elif data not in wanted:
            self._findings.changed(self._prefix + name, "", "", next(iter(wanted)), data)

    def _read(self, name: str) -> bytes | None:
        self._seen.add(name)
        path = self._public / name
        try:
            if path.is_symlink():
                return b""
            with path.open("rb") as file:
                return file.read(limits.PUBLISHED_FILE)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self._findings.unreadable(self._prefix + name, "", error.strerror)
            return b""


def stamp(public: Path) -> tuple[bytes, ...] | None:
    """Return what changes whenever something is published; None while somebody is publishing."""
    try:
        with (public / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    except OSError:
        pass  # never published
    names = sorted(path for path in (public / "status").rglob("*") if path.is_file())
    contents = []
    for path in (public / CHECKPOINT, public / STATE, *names):
        try:
            contents.append(path.read_bytes())
        except OSError:
            contents.append(b"")
    return tuple(contents)


def _names_below(folder: Path, prefix: str) -> Iterator[str]:
    """Yield every name below a folder that is no folder; what a link points to is not looked at."""
    with os.scandir(folder) as inside:
        for entry in inside:
            if entry.is_dir(follow_symlinks=False):
                yield from _names_below(Path(entry.path), f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name


def _tile_of(name: str) -> Tile | None:
    try:
        return parse_path(name.removeprefix(f"{log_files.FOLDER}/"))
    except StarmarkError:
        return None
