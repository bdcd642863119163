"""The mirror: a full copy that needs nobody's word, goes on where it was cut, and stops with evidence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from certs.audit.full_audit import Terms, audit
from certs.errors import CouldNotCheck, NotGenuine, StarmarkError
from certs.log import tree
from certs.log.checkpoint import Head, parse_checkpoint, sign_checkpoint
from certs.log.signed_note import NoteKey
from certs.mirror.follow_log import SPOOL, Mirror, Mirrored
from certs.mirror.head_comparison import Contradiction
from certs.mirror.mirror_status_lists import fetch_lists
from certs.register.store import log_tree
from certs.register.store.database import Store, create, open_store
from tests.mirror.published_log import Source
from tests.register.founded_register import TODAY, Register, draft, founded, ring
from tests.register.tampered_register import world


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Store]:
    """An empty register for a mirror."""
    (tmp_path / "copy").mkdir()
    store = create(f"sqlite:///{tmp_path / 'copy' / 'register.db'}")
    yield store
    store.close()


def mirror(copy: Store, source: Source, tmp_path: Path, root: bytes | None = None) -> Mirrored:
    return Mirror(copy, tmp_path / "copy" / "mirror", source, root or ring().get("root").public_raw, workers=1).round()


def branched(register: Register, tmp_path: Path, name: str) -> Register:
    """The same register a second time, with the same keys: what a thief of everything could go on with."""
    register.store.close()
    shutil.copy(register.url.removeprefix("sqlite:///"), tmp_path / f"{name}.db")
    register.store = open_store(register.url, write=True)
    url = f"sqlite:///{tmp_path / f'{name}.db'}"
    return Register(url, open_store(url, write=True), register.now)


def test_a_mirror_holds_all_and_its_audit_finds_nothing(register: Register, copy: Store, tmp_path: Path) -> None:
    made = world(register, tmp_path / "public")
    source = Source(register.store)
    done = mirror(copy, source, tmp_path)
    assert (done.size, done.added) == (15, 15)
    assert fetch_lists(copy, source, done.trust) == 2
    url = f"sqlite:///{tmp_path / 'copy' / 'register.db'}"
    assert not audit(url, None, TODAY, workers=1, terms=Terms(mirror=True)).findings.differences
    assert mirror(copy, source, tmp_path).added == 0
    assert fetch_lists(copy, source, done.trust) == 0
    register.issue(draft(6), draft(7))
    register.change("suspended", "99926SC00006R0M", "complaint", until=date(2027, 1, 1))
    made.publish()
    done = mirror(copy, source, tmp_path)
    assert (done.size, done.added) == (18, 3)
    assert fetch_lists(copy, source, done.trust) == 1
    assert not audit(url, None, TODAY, workers=1, terms=Terms(mirror=True)).findings.differences
    made.owner.dispose()


def test_a_cut_is_gone_on_from(small_register: Register, copy: Store, tmp_path: Path) -> None:
    for start in range(1, 1_000, 250):
        small_register.issue(*(draft(n) for n in range(start, start + 250)))
    source = Source(small_register.store, cut=7)  # checkpoint, four tiles, two of four bundles
    with pytest.raises(CouldNotCheck):
        mirror(copy, source, tmp_path)
    with copy.reading() as connection:
        assert log_tree.newest_checkpoint(connection) is None
    assert sum(path.startswith("log/tile/entries") for path in source.asked) == 3
    again = Source(small_register.store)
    assert mirror(copy, again, tmp_path).size == 1_006
    assert sum(path.startswith("log/tile/entries") for path in again.asked) == 2
    assert not (tmp_path / "copy" / "mirror" / SPOOL).exists()


def test_a_fork_stops_it_with_both_heads_and_the_proof(small_register: Register, copy: Store, tmp_path: Path) -> None:
    small_register.issue(draft(1), draft(2))
    other = branched(small_register, tmp_path, "other")
    small_register.issue(draft(3))
    mirror(copy, Source(small_register.store), tmp_path)
    other.issue(draft(4), draft(5))
    with pytest.raises(Contradiction, match="log_forked") as caught:
        mirror(copy, Source(other.store), tmp_path)
    for store in (copy, other.store):
        with store.reading() as connection:
            head = log_tree.newest_checkpoint(connection)
        assert head is not None
        assert head.encode().decode() in caught.value.report
    assert "consistency proof" in caught.value.report
    assert mirror(copy, Source(small_register.store), tmp_path).size == 9
    other.close()


def test_a_fork_of_one_size_and_a_rollback_are_told(small_register: Register, copy: Store, tmp_path: Path) -> None:
    small_register.issue(draft(1))
    old = branched(small_register, tmp_path, "old")
    small_register.issue(draft(2))
    mirror(copy, Source(small_register.store), tmp_path)
    with pytest.raises(Contradiction, match="log_rolled_back") as caught:
        mirror(copy, Source(old.store), tmp_path)
    assert "went back: it signed 8 entries before and shows only 7" in caught.value.words.en
    assert "consistency proof" in caught.value.report
    old.later(minutes=5)
    old.issue(draft(3))
    with pytest.raises(Contradiction, match="log_forked"):
        mirror(copy, Source(old.store), tmp_path)
    with copy.reading() as connection:
        assert log_tree.newest_checkpoint(connection) is not None
    old.close()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("log/checkpoint", ":"),
        ("log/tile/0/000.p/9", "tree_root"),
        ("log/tile/entries/000.p/9", "entry_changed"),
        ("trust.json", ":"),
    ],
)
def test_a_flipped_bit_on_the_way_is_never_taken_over(
    small_register: Register, copy: Store, tmp_path: Path, path: str, code: str
) -> None:
    small_register.issue(draft(1), draft(2), draft(3))

    def spoil(asked: str, data: bytes) -> bytes:
        if asked != path:
            return data
        changed = bytearray(data)
        changed[len(data) // 2] ^= 1
        return bytes(changed)

    with pytest.raises(StarmarkError, match=code):
        mirror(copy, Source(small_register.store, spoil=spoil), tmp_path)
    with copy.reading() as connection:
        assert log_tree.newest_checkpoint(connection) is None
    assert mirror(copy, Source(small_register.store), tmp_path).size == 9


def test_another_body_is_not_mirrored(small_register: Register, copy: Store, tmp_path: Path) -> None:
    with pytest.raises(NotGenuine):
        mirror(copy, Source(small_register.store), tmp_path, ring().get("log").public_raw)


def test_an_entry_that_does_not_hold_is_evidence_against_the_log(
    small_register: Register, copy: Store, tmp_path: Path
) -> None:
    """A thief of the log key alone can sign a head over anything; the mirror keeps both and goes no further."""
    small_register.issue(draft(1))
    with small_register.store.writing() as connection:
        raw = connection.execute(text("SELECT raw FROM event WHERE position = 6")).scalar_one()
        forged = raw.replace(b"five-star", b"four-star")
        leaves = [
            *connection.execute(text("SELECT raw FROM event WHERE position < 6 ORDER BY position")).scalars(),
            forged,
        ]
        grown = tree.grow(0, (), [tree.leaf_hash(leaf) for leaf in leaves])
        log = ring().get("log")
        head = sign_checkpoint(
            Head("cert.example.cn/log", 7, grown.root), [(NoteKey("cert.example.cn/log", log.public_raw), log.sign)]
        )
        connection.execute(text("UPDATE event SET raw = :raw WHERE position = 6"), {"raw": forged})
        connection.execute(text("UPDATE checkpoint SET raw = :raw WHERE size = 7"), {"raw": head.encode()})
        connection.execute(
            text("UPDATE node SET hash = :hash WHERE level = 0 AND place = 6"), {"hash": grown.nodes[-1][2]}
        )
    with pytest.raises(Contradiction, match="entry_not_genuine") as caught:
        mirror(copy, Source(small_register.store), tmp_path)
    assert "four-star" in caught.value.report
    assert parse_checkpoint(head.encode()).encode().decode() in caught.value.report
    with copy.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM event")).scalar_one() == 0


def test_sizes_beyond_reason_are_not_followed(small_register: Register, copy: Store, tmp_path: Path) -> None:
    def spoil(asked: str, data: bytes) -> bytes:
        return data.replace(b"\n6\n", b"\n99999999999\n") if asked == "log/checkpoint" else data

    with pytest.raises(StarmarkError, match="mirror_size"):
        mirror(copy, Source(small_register.store, spoil=spoil), tmp_path)


def test_founding_alone_can_be_mirrored(tmp_path: Path, copy: Store) -> None:
    register = founded(f"sqlite:///{tmp_path / 'fresh.db'}")
    assert mirror(copy, Source(register.store), tmp_path).size == 6
    register.close()
