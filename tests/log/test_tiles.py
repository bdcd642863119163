from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certs.errors import Malformed
from certs.log import tiles, tree
from certs.log.tiles import ENTRIES, Tile
from tests.log.sample_log import Orchard, code

LARGE = Orchard(70_000 // 64)  # 1,093 entries: four full tiles of leaves and a partial one


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(5, 67, 112), "tile/5/067.p/112"),
        (Tile(63, 0, 1), "tile/63/000.p/1"),
        (Tile(ENTRIES, 1_000_000, 255), "tile/entries/x001/x000/000.p/255"),
    ],
)
def test_paths_have_one_spelling(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tiles.parse_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/001/000",
        "tile/0/x000/001",
        "tile/0/x001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/999",
        "tile/0/000.p/",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/000\n",
        "tile/Entries/000",
        "tile/0/../0/000",
        "tile/0/x٠٠١/000",
        "tile/٠/000",
        "tile/0/" + "x999/" * 8 + "999",
        "tile/0/" + "x999/" * 80 + "999",
    ],
)
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(Malformed):
        tiles.parse_path(path)


@given(st.integers(ENTRIES, 63), st.integers(0, 2**55 - 1), st.integers(1, 256))
def test_every_path_is_read_back(level: int, index: int, width: int) -> None:
    assert tiles.parse_path(Tile(level, index, width).path) == Tile(level, index, width)


def test_what_a_tree_of_70_000_is_made_of() -> None:
    found = [tile for tile in tiles.tiles_between(0, 70_000) if tile.level != ENTRIES]
    assert [tile for tile in found if not tile.full] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert [tile for tile in found if tile.full] == [*(Tile(0, n) for n in range(273)), Tile(1, 0)]
    assert list(tiles.tiles_between(0, 256)) == [Tile(ENTRIES, 0), Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.tiles_between(0, 0)) == []


def test_one_new_event_touches_a_bundle_and_the_tiles_that_it_widens() -> None:
    assert list(tiles.tiles_between(100_000, 100_001)) == [Tile(ENTRIES, 390, 161), Tile(0, 390, 161)]
    assert list(tiles.tiles_between(511, 512)) == [Tile(ENTRIES, 1), Tile(0, 1), Tile(1, 0, 2)]
    assert list(tiles.tiles_between(512, 512)) == []


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 1093), min_size=1, max_size=5))
def test_growing_in_steps_leaves_all_that_the_last_size_needs(sizes: list[int]) -> None:
    sizes = sorted({0, *sizes})
    written = {tile for old, new in pairwise(sizes) for tile in tiles.tiles_between(old, new)}
    assert set(tiles.tiles_between(0, sizes[-1])) <= written


def content(tile: Tile) -> bytes:
    if tile.level == ENTRIES:
        return tiles.bundle_bytes(LARGE.entries[tile.index * 256 : tile.index * 256 + tile.width])
    places = range(tile.index * 256, tile.index * 256 + tile.width)
    return b"".join([LARGE.hash_of(8 * tile.level, place) for place in places])


def published(size: int) -> dict[str, bytes]:
    return {tile.path: content(tile) for tile in tiles.tiles_between(0, size)}


def test_the_tree_is_rebuilt_from_its_tiles_and_each_tile_is_asked_for_once() -> None:
    files, asked = published(1093), list[str]()

    def read(tile: Tile) -> bytes:
        asked.append(tile.path)
        return files[tile.path]

    hash_of = tiles.hash_source(read, 1093)
    assert all(hash_of(*place) == found for place, found in LARGE.nodes.items())
    assert len(asked) == len(set(asked)) == 6
    for old in (1, 255, 256, 257, 1000):
        proof = tree.consistency_proof(old, 1093, tiles.hash_source(read, 1093))
        tree.verify_consistency(old, 1093, LARGE.root(old), LARGE.root(1093), proof)


def test_full_tiles_never_change() -> None:
    before, after = published(600), published(1093)
    full = {path for path in before if ".p/" not in path}
    assert full == {"tile/0/000", "tile/0/001", "tile/entries/000", "tile/entries/001"}
    assert all(before[path] == after[path] for path in full)


def test_bundles_are_read_back_and_hash_to_their_tile() -> None:
    files = published(1093)
    for tile in tiles.tiles_between(0, 1093):
        if tile.level == ENTRIES:
            entries = tiles.parse_bundle(files[tile.path], tile)
            hashes = tiles.parse_tile(files[Tile(0, tile.index, tile.width).path], Tile(0, tile.index, tile.width))
            assert tuple(map(tree.leaf_hash, entries)) == hashes


TILE = Tile(ENTRIES, 0, 2)
GOOD = tiles.bundle_bytes([b"abc", b""])


@pytest.mark.parametrize(
    "data", [b"", GOOD[:-1], GOOD[:-2], GOOD[:4], GOOD + b"\0", GOOD + b"\0\0", b"\xff\xff" + GOOD[2:], b"\0\x03abc\0"]
)
def test_spoilt_bundles_are_refused(data: bytes) -> None:
    assert tiles.parse_bundle(GOOD, TILE) == (b"abc", b"")
    assert code(lambda: tiles.parse_bundle(data, TILE)) == "tile"


@pytest.mark.parametrize("size", [0, 31, 63, 65, 96, 8192])
def test_tiles_of_another_length_are_refused(size: int) -> None:
    assert len(tiles.parse_tile(bytes(64), Tile(0, 0, 2))) == 2
    assert code(lambda: tiles.parse_tile(bytes(size), Tile(0, 0, 2))) == "tile"


def test_the_largest_entry_fits_and_no_larger_one() -> None:
    largest = b"x" * 65_535
    assert tiles.parse_bundle(tiles.bundle_bytes([largest]), Tile(ENTRIES, 0, 1)) == (largest,)
    with pytest.raises(OverflowError):
        tiles.bundle_bytes([largest + b"x"])


@pytest.mark.parametrize("values", [(64, 0, 1), (-2, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257), (0, 2**63, 1)])
def test_other_tiles_cannot_be_built(values: tuple[int, int, int]) -> None:
    with pytest.raises(AssertionError):
        Tile(*values)
