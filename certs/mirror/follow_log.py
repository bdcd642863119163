"""A mirror: a register rebuilt from the published log over the network, everything verified before anything is kept.

One round: take the checkpoint; take the leaf hashes that are new (tiles of level 0) and see that, after our own, they
lead to its root; take the entries and see that each is the leaf; fold the trust list from them, pinned to the root, and
see that the log's key signed the head; prove every entry. Only then all of it is written, in one transaction. What was
fetched is kept aside, file by file, so that a round that was cut goes on where it stopped, and a long log takes no more
memory than a short one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, insert

from certs import limits
from certs.audit import rebuild
from certs.audit.prove_log import Leaf, is_root_leaf, prove, trust_of_leaves
from certs.errors import CouldNotCheck, NotGenuine, StarmarkError, Words
from certs.instance.whole_files import Placer, remove_folder
from certs.lifecycle.events import parse_event
from certs.log import tree
from certs.log.checkpoint import Checkpoint, parse_checkpoint
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.log.tiles import ENTRIES, WIDTH, Tile, parse_bundle, parse_tile, tile_at
from certs.mirror.head_comparison import Contradiction, Fetch, require_continuation, rolled_back
from certs.register.append import append_events, log_growth, serials
from certs.register.store import ledger, log_tree
from certs.register.store.database import Store
from certs.register.store.tables import CHECKPOINT
from certs.trust.trust_list.trust_fold import EVENTS, parse_trust_list
from certs.trust.trust_list.trust_list import TrustList

SPOOL = "spool"
_NOT_YET = "checkpoint_unsigned"


@dataclass(frozen=True, slots=True)
class Mirrored:
    """Where a round ended: entries held now, how many are new, and the trust list."""

    size: int
    added: int
    trust: TrustList


class Mirror:
    """A mirror's side: its register, the pinned root (None: the one that entry 0 names), and a folder of its own."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        fetch: Fetch,
        root_raw: bytes | None,
        progress: Callable[[int], object] = lambda _: None,
        workers: int | None = None,
    ) -> None:
        self._store, self._folder, self._fetch, self._root_raw = store, folder, fetch, root_raw
        self._progress, self._workers = progress, workers

    def round(self) -> Mirrored:
        """Go on to the newest published head.

        Raises Contradiction with the evidence of a fork or a rollback, NotGenuine where anything does not hold, and
        CouldNotCheck where the other side does not answer; what was kept before stands in each case.
        """
        raw = self._fetch("log/checkpoint", limits.NOTE)
        shown = parse_checkpoint(raw)
        with self._store.reading() as connection:
            kept, own_size = log_tree.newest_checkpoint(connection), ledger.head(connection).size
            roots = [(event.position, event.raw) for event in ledger.root_events(connection)]
            if kept is not None:
                self._require_next(connection, kept, shown, roots)
            self._require_tree(connection, own_size, shown)
        if shown.head.size == own_size:
            trust, _ = trust_of_leaves(roots, self._root_raw)
            return Mirrored(own_size, 0, trust)
        self._spool(own_size, shown.head.size)
        roots += [leaf for leaf in self._entries(own_size, shown.head.size) if is_root_leaf(leaf[1])]
        trust, faults = trust_of_leaves(roots, self._root_raw)
        verify_checkpoint(raw, policy_of(trust))
        self._require_sound(shown, [(fault.position, fault.words) for fault in faults])
        self._write(shown, own_size, roots, trust)
        remove_folder(self._folder / SPOOL)
        return Mirrored(shown.head.size, shown.head.size - own_size, trust)

    def _require_next(self, connection: Connection, kept: Checkpoint, shown: Checkpoint, roots: list[Leaf]) -> None:
        """Compare with the head kept last, where the log's key as we know it has signed the one shown."""
        trust, _ = trust_of_leaves(roots, self._root_raw)
        try:
            verify_checkpoint(shown.encode(), policy_of(trust))
        except NotGenuine as error:
            # A key that came after what we hold: it is known, and asked for, once the new entries are read.
            if error.code != _NOT_YET or shown.head.size <= kept.head.size:
                raise
            return
        if shown.head.size < kept.head.size:
            raise rolled_back(kept, shown, log_tree.StoredNodes(connection))
        require_continuation(kept, shown, self._fetch)

    def _require_tree(self, connection: Connection, own_size: int, shown: Checkpoint) -> None:
        """Fetch the leaf hashes after ours, and see that they lead to the root that is shown."""
        size = shown.head.size
        if not own_size <= size <= limits.MIRROR_ENTRIES:
            raise NotGenuine(
                "mirror_size",
                f"检查点说有 {size} 条，超出可以接受的范围，没有继续。",
                f"The checkpoint speaks of {size} entries, which is out of range; the mirror did not go on.",
            )
        nodes = log_tree.StoredNodes(connection)
        frontier = [nodes(level, place) for level, place in tree.subtrees(0, own_size)]
        grown = tree.Growth(own_size, tuple(frontier), ())
        for index in range(own_size // WIDTH, -(-size // WIDTH)) if size > own_size else ():
            hashes = self._leaves(tile_at(0, index, size))
            grown = tree.grow(grown.size, grown.frontier, hashes[max(0, own_size - index * WIDTH) :])
        if grown.root != shown.head.root:
            remove_folder(self._folder / SPOOL)  # which of them it was is not known
            raise NotGenuine(
                "tree_root",
                "公布的分块与检查点的根不符：要么没有公布完整，要么被改动过。没有收下任何内容；请稍后再试，仍不符请报告该机构。",
                "The published tiles do not lead to the root of the checkpoint: they are not whole, or were changed. "
                "Nothing was taken over; try again later, and report it to the body if it stays so.",
            )

    def _leaves(self, tile: Tile) -> tuple[bytes, ...]:
        """Return the leaf hashes of a tile: kept aside already, or fetched now."""
        path = self._folder / SPOOL / tile.path
        try:
            return parse_tile(path.read_bytes(), tile)
        except (OSError, StarmarkError):
            data = self._fetch(f"log/{tile.path}", tile.width * tree.HASH_BYTES)
            leaves = parse_tile(data, tile)
        with Placer(self._folder / SPOOL) as placer:
            placer.put(tile.path, data)
        return leaves

    def _spool(self, own_size: int, size: int) -> None:
        """Fetch the bundles that are not here yet; each entry must be the leaf that the tree has."""
        first = own_size // WIDTH
        for index in range(first, -(-size // WIDTH)):
            tile = tile_at(ENTRIES, index, size)
            wanted = list(self._leaves(tile_at(0, index, size))[max(0, own_size - index * WIDTH) :])
            if self._spooled(tile, wanted) is None:
                data = self._fetch(f"log/{tile.path}", limits.BUNDLE_FILE)
                if _leaves_of(data, tile, len(wanted)) != wanted:
                    raise NotGenuine(
                        "entry_changed",
                        f"{tile.path} 里的条目不是日志树上的那些：被改动过，或没有传完。没有收下；请稍后再试。",
                        f"The entries in {tile.path} are not those of the log's tree: they were changed, or cut. They "
                        "were not taken over; try again later.",
                    )
                with Placer(self._folder / SPOOL) as placer:
                    placer.put(tile.path, data)
            self._progress(tile.width)

    def _spooled(self, tile: Tile, wanted: list[bytes]) -> bytes | None:
        try:
            data = (self._folder / SPOOL / tile.path).read_bytes()
            return data if _leaves_of(data, tile, len(wanted)) == wanted else None
        except (OSError, StarmarkError):
            return None

    def _entries(self, own_size: int, size: int) -> Iterator[Leaf]:
        for index in range(own_size // WIDTH, -(-size // WIDTH)):
            tile = tile_at(ENTRIES, index, size)
            data = (self._folder / SPOOL / tile.path).read_bytes()
            for place, raw in enumerate(parse_bundle(data, tile), start=index * WIDTH):
                if place >= own_size:
                    yield place, raw

    def _write(self, shown: Checkpoint, own_size: int, roots: list[Leaf], trust: TrustList) -> None:
        size = shown.head.size
        trust_list = self._trust_list(trust, roots, size)
        with self._store.writing() as connection:
            if ledger.head(connection).size != own_size:
                raise CouldNotCheck(
                    "mirror_busy",
                    "另一个镜像进程同时写入了。没有改动；请再运行一次。",
                    "Another process wrote to this mirror at the same time. Nothing was changed; run it again.",
                )
            entries = self._entries(own_size, size)
            for proved in prove(entries, trust, roots, self._root_raw, size - own_size, self._workers):
                self._require_sound(shown, [(f.position, f.words) for f in proved.faults if not f.condemned])
                broken = rebuild.fold(connection, proved.entries)
                self._require_sound(shown, [(fault.position, fault.words) for fault in broken])
                log_growth.grow(connection, proved.entries)
            if log_tree.root_at(connection, size) != shown.head.root:
                raise AssertionError("the entries were compared with this root before")
            connection.execute(insert(CHECKPOINT).values(size=size, raw=log_tree.own_head(shown, trust)))
            if trust_list is not None:
                append_events.store_trust_list(connection, *trust_list)
            serials.fold(connection, trust.body.number_prefix)

    def _trust_list(self, trust: TrustList, roots: list[Leaf], size: int) -> tuple[int, bytes] | None:
        """Return the signed trust list if there is a new one; it must say what the entries do."""
        newest = 1 + max(position for position, raw in roots if parse_event(position, raw).type in EVENTS)
        with self._store.reading() as connection:
            raw = ledger.newest_trust_list(connection)
            if raw is not None and parse_trust_list(raw, trust.keys[0].raw).size >= newest:
                return None
        raw = self._fetch("trust.json", limits.TRUST_LIST)
        trust_list = parse_trust_list(raw, trust.keys[0].raw)
        if trust_list.size > size or trust_list.size < newest:
            raise CouldNotCheck(
                "mirror_moving",
                "公布的公钥清单与检查点不是同一时刻的，可能正在发布。没有收下；请再运行一次。",
                "Trust list and checkpoint are not of one moment; something may just be published. Nothing was taken "
                "over; run it again.",
            )
        if trust_list.keys != trust.keys or trust_list.body != trust.body:
            raise NotGenuine(
                "trust_list", "公布的公钥清单与日志不符。", "The published trust list is not what the log says."
            )
        return trust_list.size, raw

    def _require_sound(self, shown: Checkpoint, faults: list[tuple[int, Words]]) -> None:
        """Raise with evidence where the log has signed a head over an entry that does not hold."""
        if not faults:
            return
        position, why = faults[0]
        words = Words(
            f"日志第 {position} 条不成立，却在签署的检查点之下：{why.zh}",
            f"Entry {position} does not hold, and yet stands under a signed head: {why.en}",
        )
        report = "\n".join(
            [
                "SECURITY ERROR",
                words.zh,
                words.en,
                "",
                "--- checkpoint",
                shown.encode().decode(),
                f"--- entry {position}",
                self._entry_text(position, shown.head.size),
                "",
            ]
        )
        raise Contradiction("entry_not_genuine", words, report)

    def _entry_text(self, position: int, size: int) -> str:
        tile = tile_at(ENTRIES, position // WIDTH, size)
        try:
            data = (self._folder / SPOOL / tile.path).read_bytes()
            return parse_bundle(data, tile)[position % WIDTH].decode("utf-8", "replace")
        except (OSError, StarmarkError):
            return "-"


def _leaves_of(data: bytes, tile: Tile, count: int) -> list[bytes]:
    """Return the leaf hashes of the last `count` entries of a bundle."""
    return [tree.leaf_hash(entry) for entry in parse_bundle(data, tile)[tile.width - count :]]
