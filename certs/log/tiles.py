"""Tiles and entry bundles: the log as static files (C2SP tlog-tiles).

A tile holds up to 256 neighbouring hashes of every eighth level of the tree; an entry bundle the 256 entries under a
tile of level 0. A full one never changes and is cached for ever. A partial one is named by its width and replaced by a
wider one as the log grows; once the full one stands, its partial ones (all in the folder `<path>.p`) may go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from certs import limits
from certs.errors import Malformed
from certs.log.tree import HASH_BYTES, HashOf, node_hash

HEIGHT: Final = 8  # levels of the tree in one tile
WIDTH: Final = 1 << HEIGHT  # hashes in a full tile, entries in a full bundle
ENTRIES: Final = -1  # the "level" of entry bundles, below that of the leaf hashes
_LEVEL_MOST: Final = 63
_INDEX_MOST: Final = limits.LOG_SIZE >> HEIGHT
_PATH: Final = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
_LENGTH_BYTES: Final = 2


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A tile (level from 0) or an entry bundle (level `ENTRIES`), its index in the level, and how wide it is (1 to
    256).
    """

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not (ENTRIES <= self.level <= _LEVEL_MOST and 0 <= self.index <= _INDEX_MOST and 1 <= self.width <= WIDTH):
            raise AssertionError(f"there is no tile {self.level}/{self.index} of width {self.width}")

    @property
    def full(self) -> bool:
        """Whether it is full, and so can be cached for ever."""
        return self.width == WIDTH

    @property
    def path(self) -> str:
        """The path below the log's address, such as `tile/0/x001/x234/067.p/112`."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{name}" + ("" if self.full else f".p/{self.width}")


def _bad(what_zh: str, what: str) -> Malformed:
    return Malformed("tile", f"日志分块不合格式：{what_zh}。", f"A tile of the log is malformed: {what}.")


def parse_path(path: str) -> Tile:
    """Read the path of a tile or bundle, in the one spelling it has. Raises Malformed."""
    match = _PATH.fullmatch(path)
    if match is not None and len(path) < limits.NOTE_NAME:
        level, high, low, width = match.groups()
        numbers = (
            ENTRIES if level == "entries" else int(level),
            int(high.replace("x", "").replace("/", "") + low),
            int(width or WIDTH),
        )
        if numbers[0] <= _LEVEL_MOST and numbers[1] <= _INDEX_MOST and numbers[2] <= WIDTH:
            tile = Tile(*numbers)
            if tile.path == path:
                return tile
    raise _bad(f"没有“{path[:60]}”这样的路径", f"“{path[:60]}” is no path of one")


def _width(level: int, size: int) -> int:
    """Return how many hashes (or entries) a level of tiles holds in all."""
    return size >> (HEIGHT * max(level, 0))


def tile_at(level: int, index: int, size: int) -> Tile:
    """Return the tile or bundle of that place, as wide as it is in a tree of `size`; there must be one."""
    return Tile(level, index, min(WIDTH, _width(level, size) - index * WIDTH))


def tiles_between(old: int, new: int) -> Iterator[Tile]:
    """Yield the bundles and tiles to write when the log grows from `old` to `new` entries; from 0: all of them.

    Only what is complete or as wide as the new tree needs: no partial tile of a size in between.
    """
    level = ENTRIES
    while _width(level, new) > 0:
        before, after = _width(level, old), _width(level, new)
        if after > before:
            for index in range(before // WIDTH, -(-after // WIDTH)):
                yield tile_at(level, index, new)
        level += 1


def parse_tile(data: bytes, tile: Tile) -> tuple[bytes, ...]:
    """Return the hashes of a tile. Raises Malformed unless it is exactly as long as its width says."""
    if len(data) != tile.width * HASH_BYTES:
        raise _bad(
            f"{tile.path} 有 {len(data)} 字节，应有 {tile.width * HASH_BYTES} 字节",
            f"{tile.path} has {len(data)} bytes and should have {tile.width * HASH_BYTES}",
        )
    return tuple(data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES))


def bundle_bytes(entries: Sequence[bytes]) -> bytes:
    """Return the content of an entry bundle: each entry after its length in two bytes, the higher first.

    Raises OverflowError for an entry over 65,535 bytes, which no event can have.
    """
    return b"".join([len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries])


def parse_bundle(data: bytes, tile: Tile) -> tuple[bytes, ...]:
    """Return the entries of a bundle. Raises Malformed unless it holds exactly as many as its width says."""
    entries: list[bytes] = []
    at = 0
    for _ in range(tile.width):
        begin = at + _LENGTH_BYTES
        at = begin + int.from_bytes(data[at:begin], "big")
        if at > len(data) or begin > len(data):
            raise _bad(f"{tile.path} 在第 {len(entries)} 条处中断", f"{tile.path} breaks off in entry {len(entries)}")
        entries.append(data[begin:at])
    if at != len(data):
        raise _bad(f"{tile.path} 末尾多出 {len(data) - at} 字节", f"{tile.path} has {len(data) - at} bytes too many")
    return tuple(entries)


def hash_source(read: Callable[[Tile], bytes], size: int) -> HashOf:
    """Return a node source over the published tiles of a tree of `size`; `read` fetches one, and is asked once for
    each.

    The hashes are as true as the tiles: compare the root that they lead to with a signed one. Raises Malformed for a
    tile of the wrong length.
    """
    loaded: dict[tuple[int, int], list[tuple[bytes, ...]]] = {}

    def hash_of(level: int, index: int) -> bytes:
        tile_level, rise = divmod(level, HEIGHT)
        first = index << rise
        place = (tile_level, first // WIDTH)
        if place not in loaded:
            tile = tile_at(*place, size)
            loaded[place] = _rows(parse_tile(read(tile), tile))
        return loaded[place][rise][(first % WIDTH) >> rise]

    return hash_of


def _rows(hashes: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    """Return the levels within a tile, the tile's own hashes first; each holds the complete nodes only."""
    rows = [hashes]
    for _ in range(HEIGHT - 1):
        below = rows[-1]
        rows.append(tuple(node_hash(a, b) for a, b in zip(below[::2], below[1::2], strict=False)))
    return rows
