"""Publishing: what is written, in which order, and that it is never rewound, never half done, and never done twice."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certs import limits
from certs.days import beijing_day
from certs.errors import CouldNotCheck, Refused
from certs.lifecycle import signed_objects
from certs.log.c2sp_text import encode_base64
from certs.log.checkpoint import parse_checkpoint
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.log.tiles import ENTRIES, Tile, parse_bundle, tile_at
from certs.log.tree import leaf_hash
from certs.publication.certificate_paths import stem_of
from certs.publication.publish import Published, publish
from certs.publication.publishing_state import STATE, published_checkpoint
from certs.register.store import status_bits
from certs.trust.signing import generate
from certs.trust.status_list.status_list import verify_status_list
from certs.trust.trust_list.did import did_document
from certs.trust.trust_list.trust_fold import parse_trust_list
from tests.register.founded_register import TODAY, Register, draft, founded, ring

N1 = "99926SC00001R0M"


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A folder to publish into."""
    return tmp_path / "public"


def run(register: Register, public: Path, **options: Any) -> Published:
    return publish(register.store, public, ring().get("list"), register.now, **options)


def tree_of(public: Path) -> dict[str, bytes]:
    """Every published file."""
    files = (path for path in sorted(public.rglob("*")) if path.is_file())
    return {str(path.relative_to(public)): path.read_bytes() for path in files if ".publishing" not in path.parts}


def check(register: Register, public: Path) -> None:
    """Hold the whole folder against the register: nothing missing, nothing else, every byte and signature."""
    files = tree_of(public)
    with register.reader().view() as view:
        size, trust = view.size, view.trust
        assert parse_trust_list(files.pop("trust.json"), ring().get("root").public_raw) == trust
        assert json.loads(files.pop(".well-known/did.json")) == did_document(trust)
        assert json.loads(files.pop("status/did.json"))["id"].endswith(":status")
        assert files.pop("contexts/v1")
        signed = verify_checkpoint(files.pop("log/checkpoint"), policy_of(trust))
        assert signed.head.size == size
        events = view.events(0, 100_000)
        today = beijing_day(register.now)
        for number in {event.number for event in events if event.number}:
            record = view.record(number)
            assert record is not None
            version = record.version_on(today)
            assert files.pop(f"{stem_of(number)}.json") == signed_objects.credential_bytes(version)
            assert files.pop(f"{stem_of(number)}.jwt").decode() == signed_objects.jwt_text(version)
            assert files.pop(f"{stem_of(number)}.qr").decode() == signed_objects.qr_text(version, trust.base_url)
        wanted = status_bits.bits_on(view.connection, today)
        for purpose in status_bits.PURPOSES:
            found = verify_status_list(files.pop(f"status/{purpose}/1"), trust, purpose, 1)
            found.require_fresh(register.now)
            assert {index for index in range(wanted.count) if found.is_set(index)} == set(wanted.of(purpose))
    leaves = b""
    entries: list[bytes] = []
    for index in range(-(-size // 256)):
        tile, hashes = tile_at(ENTRIES, index, size), tile_at(0, index, size)
        entries += parse_bundle(files.pop(f"log/{tile.path}"), tile)
        leaves += files.pop(f"log/{hashes.path}")
    assert entries == [event.raw for event in events]
    assert leaves == b"".join(leaf_hash(entry) for entry in entries)
    # What is left are narrower tiles of earlier heads, and the higher levels.
    assert all(name.startswith("log/tile/1/") or ".p/" in name for name in files), sorted(files)


def test_the_folder_is_the_register(register: Register, public: Path) -> None:
    register.issue(*[draft(n) for n in range(1, 4)])
    register.change("revoked", N1, "fraud")
    register.change("suspended", "99926SC00002R0M", "complaint", until=TODAY + timedelta(days=30))
    done = run(register, public)
    check(register, public)
    assert done.written[:2] == ("status/revocation/1", "status/suspension/1")
    assert done.written[-1] == "log/checkpoint", "the checkpoint vouches for the rest, so it comes last"


def test_running_twice_changes_nothing(small_register: Register, public: Path) -> None:
    small_register.issue(draft(1))
    run(small_register, public)
    before = {path: path.stat().st_mtime_ns for path in public.rglob("*") if path.is_file()}
    small_register.later(hours=1)
    assert run(small_register, public).written == ()
    assert run(small_register, public, everything=True).written == ()
    assert {path: path.stat().st_mtime_ns for path in public.rglob("*") if path.is_file()} == before


def test_a_change_touches_only_what_it_changes(small_register: Register, public: Path) -> None:
    small_register.issue(*[draft(n) for n in range(1, 4)])
    run(small_register, public)
    small_register.change("revoked", N1, "fraud")
    assert run(small_register, public).written == (
        "status/revocation/1",
        "log/tile/entries/000.p/10",
        "log/tile/0/000.p/10",
        "log/checkpoint",
    )
    small_register.issue(draft(9))
    written = run(small_register, public).written
    expected = [f"c/99926/00/99926SC00004R0M.{ending}" for ending in ("json", "jwt", "qr")]
    assert [name for name in written if name.startswith("c/")] == expected
    check(small_register, public)


def test_a_tile_that_is_full_replaces_its_parts(small_register: Register, public: Path) -> None:
    small_register.issue(*[draft(n) for n in range(1, 201)])
    run(small_register, public)
    assert (public / "log/tile/0/000.p/206").is_file()
    small_register.issue(*[draft(n) for n in range(201, 301)])
    assert set(run(small_register, public).removed) == {"log/tile/entries/000.p", "log/tile/0/000.p"}
    assert (public / "log" / Tile(0, 0).path).is_file()
    check(small_register, public)


def test_a_version_is_published_on_the_day_it_comes_into_force(small_register: Register, public: Path) -> None:
    small_register.issue(draft(1))
    lower = draft(1, score=draft(1).score - 10)
    small_register.reissue(N1, lower, "level-lowered", effective=TODAY + timedelta(days=2))
    run(small_register, public)
    assert b'"version":1' in (public / f"{stem_of(N1)}.json").read_bytes()
    small_register.later(days=1)
    run(small_register, public)
    assert b'"version":1' in (public / f"{stem_of(N1)}.json").read_bytes()
    small_register.later(days=1)
    written = run(small_register, public).written
    assert f"{stem_of(N1)}.json" in written
    assert "log/checkpoint" not in written
    check(small_register, public)


def test_what_was_spoilt_or_lost_is_mended_when_all_is_compared(small_register: Register, public: Path) -> None:
    small_register.issue(draft(1))
    run(small_register, public)
    whole = tree_of(public)
    (public / f"{stem_of(N1)}.json").write_bytes(b"{}")
    (public / "log/tile/0/000.p/7").unlink()
    run(small_register, public, everything=True)
    assert tree_of(public) == whole


@pytest.mark.parametrize("spoilt", [b"", b"not json", b'{"size": 5}', b'{"size": 900, "day": "2026-11-24"}'])
def test_without_what_it_remembers_it_compares_everything(
    small_register: Register, public: Path, spoilt: bytes
) -> None:
    small_register.issue(draft(1))
    run(small_register, public)
    (public / f"{stem_of(N1)}.json").unlink()
    (public / STATE).write_bytes(spoilt)
    assert run(small_register, public).written == (f"{stem_of(N1)}.json",)


def test_a_restored_backup_is_refused_and_both_heads_are_shown(tmp_path: Path, public: Path) -> None:
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    register.issue(draft(1))
    shutil.copy(tmp_path / "register.db", tmp_path / "old.db")
    register.issue(draft(2))
    run(register, public)
    before = tree_of(public)
    shutil.copy(tmp_path / "old.db", tmp_path / "register.db")
    with pytest.raises(Refused, match="log_behind") as behind:
        run(register, public)
    heads = [parse_checkpoint(before["log/checkpoint"]).head.root.hex()[:16], "7 / ", "8 / "]
    assert all(part in behind.value.words.en and part in behind.value.words.zh for part in heads)
    with pytest.raises(Refused, match="log_behind"):
        register.issue(draft(3), checkpoints=[before["log/checkpoint"]])
    register.issue(draft(3))  # nobody has shown this desk what was published: now there is a fork
    with pytest.raises(Refused, match="log_forked"):
        run(register, public)
    assert tree_of(public) == before
    register.close()


def test_a_checkpoint_that_is_not_the_logs_is_not_replaced(small_register: Register, public: Path) -> None:
    run(small_register, public)
    path = public / "log/checkpoint"
    path.write_bytes(path.read_bytes().replace(b"cert.example.cn/log", b"cert.example.com/log"))
    with pytest.raises(Exception, match="checkpoint_origin"):
        run(small_register, public)


def test_another_key_and_a_clock_that_is_behind_are_refused(small_register: Register, public: Path) -> None:
    with pytest.raises(Refused, match="key_mismatch"):
        publish(small_register.store, public, generate("list-1"), small_register.now)
    with pytest.raises(CouldNotCheck, match="clock_behind"):
        publish(small_register.store, public, ring().get("list"), small_register.now - timedelta(minutes=1))
    assert tree_of(public) == {}


def test_only_one_publishes_at_a_time(small_register: Register, public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PUBLISH_TRIES", 2)
    run(small_register, public)
    with (public / ".publishing/lock").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(CouldNotCheck, match="publishing_already"):
            run(small_register, public)
    run(small_register, public)


def test_a_folder_that_cannot_be_written_is_named(small_register: Register, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CouldNotCheck, match="publish_failed"):
        run(small_register, tmp_path / "file" / "public")


def test_nothing_published_is_known_before_the_first_run(public: Path) -> None:
    assert published_checkpoint(public) is None


def test_cosignatures_under_the_published_head_stay(small_register: Register, public: Path) -> None:
    run(small_register, public)
    path = public / "log/checkpoint"
    cosigned = path.read_bytes() + f"— witness.example {encode_base64(bytes(76))}\n".encode()
    path.write_bytes(cosigned)
    assert run(small_register, public, everything=True).written == ()
    assert path.read_bytes() == cosigned
    small_register.issue(draft(1))
    run(small_register, public)
    assert b"witness.example" not in path.read_bytes()


class Stop(OSError):
    """The crash that a test makes."""


def _crashing(monkeypatch: pytest.MonkeyPatch, after: int) -> Iterator[int]:
    """Let the n-th step that reaches the disk fail."""
    left = [after]
    for name in ("fsync", "open", "replace", "mkdir", "fchmod"):
        real = getattr(os, name)

        def step(*given: object, _real: object = real, **options: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                raise Stop(5, "Input/output error", "somewhere")
            return _real(*given, **options)  # type: ignore[operator]

        monkeypatch.setattr(os, name, step)
    yield after


@settings(max_examples=40)
@given(after=st.integers(1, 60))
def test_a_crash_anywhere_leaves_a_whole_folder(tmp_path_factory: pytest.TempPathFactory, after: int) -> None:
    folder = tmp_path_factory.mktemp("crash")
    register, public = founded(f"sqlite:///{folder / 'register.db'}"), folder / "public"
    register.issue(draft(1))
    run(register, public)
    register.issue(draft(2))
    register.change("revoked", N1, "fraud")
    with pytest.MonkeyPatch.context() as patch:
        for _ in _crashing(patch, after):
            with suppress(CouldNotCheck):
                run(register, public)
    _whole(register, public)
    run(register, public)
    check(register, public)
    assert not list(public.rglob(".*.new"))
    register.close()


def _whole(register: Register, public: Path) -> None:
    """Every entry under the published checkpoint is there, at the width that its size asks for."""
    with register.reader().view() as view:
        size = verify_checkpoint((public / "log/checkpoint").read_bytes(), policy_of(view.trust)).head.size
        tile = tile_at(ENTRIES, 0, size)
        held = parse_bundle((public / "log" / tile.path).read_bytes(), tile)
        assert list(held) == [event.raw for event in view.events(0, size)]
        assert len((public / "log" / tile_at(0, 0, size).path).read_bytes()) == 32 * size
        for event in view.events(0, size):
            if event.type == "issued":
                assert json.loads((public / f"{stem_of(event.number)}.json").read_bytes())["issuer"] == view.trust.did
