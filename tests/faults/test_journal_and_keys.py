"""The desk's own files struck: a trap in the staff journal, any byte of it changed, a key file damaged or gone.

Whatever is struck, nothing is signed on it, the audit names it, and with the file put back work goes on. A bounded part
runs with every suite; `make faults` strikes every page of the journal and every line of every key file.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from certs.days import beijing_day
from scripts.terminal import clock
from tests.instances import certificate_file, number
from tests.scripts.command_calls import Desk, Said

KEYS = ("certificate", "qr", "status", "list", "log")
ACTS = ("issue", "suspend")
TRAPS = {
    "rows changed": "CREATE TRIGGER trap AFTER INSERT ON decisions BEGIN UPDATE decisions SET note = 'x'; END",
    "rows deleted": "CREATE TRIGGER trap AFTER INSERT ON decisions BEGIN DELETE FROM decisions; END",
    "rows refused": "CREATE TRIGGER trap BEFORE INSERT ON decisions BEGIN SELECT raise(IGNORE); END",
    "a table beside it": "CREATE TABLE trap (decision TEXT)",
    "another index": "CREATE UNIQUE INDEX trap ON decisions (recorded)",
    "a view in its place": "ALTER TABLE decisions RENAME TO kept; CREATE VIEW decisions AS SELECT * FROM kept;",
}
SECTOR = 512  # bytes that a disk loses at once


def entries(desk: Desk) -> int:
    with closing(sqlite3.connect(desk.staff.home / "register.db")) as register:
        return int(register.execute("SELECT count(*) FROM event").fetchone()[0])


def act(desk: Desk, what: str, folder: Path) -> Said:
    if what == "issue":
        return desk.act("issue", certificate_file(folder, 1))
    until = str(beijing_day(clock.now()) + timedelta(days=60))
    return desk.act("suspend", number(1), "--reason", "complaint", "--until", until, "--by", "clerk-01")


@pytest.mark.parametrize("what", ACTS)
@pytest.mark.parametrize("trap", TRAPS.values(), ids=list(TRAPS))
def test_a_trapped_journal_signs_nothing_and_is_named(desk: Desk, tmp_path: Path, trap: str, what: str) -> None:
    file = desk.staff.home / "casework.db"
    sound, before = file.read_bytes(), entries(desk)
    with closing(sqlite3.connect(file)) as journal:
        journal.executescript(trap)
    said = act(desk, what, tmp_path)
    assert (said.code, said.json["error"]["code"]) == (2, "journal_trapped")
    assert entries(desk) == before
    audited = desk("audit", "--json")
    assert audited.code == 1
    assert {one["where"] for one in audited.json["differences"]} >= {"casework.db sqlite_master"}
    file.write_bytes(sound)
    assert act(desk, what, tmp_path).code == 0
    assert desk("audit", "--json").json["differences"] == []


def strike(desk: Desk, file: Path, spoilt: bytes, folder: Path) -> None:
    """Put other bytes in the journal's place and use every command that reads it: each ends in words."""
    file.write_bytes(spoilt)
    before = entries(desk)
    for typed in (("audit", "--json"), ("history", number(1), "--inputs", certificate_file(folder, 2), "--json")):
        said = desk(*typed)
        assert said.code in {0, 1, 2}, said.err
        assert "Traceback" not in said.err
    said = act(desk, "issue", folder)
    assert "Traceback" not in said.err, said.err
    assert said.code in {0, 1, 2}
    assert entries(desk) == before + (said.code == 0)
    assert desk("caught-up", "--json").code in {0, 1, 2}


def struck(sound: bytes, chance: random.Random) -> Iterator[bytes]:
    """Yield the journal with sectors lost, bits flipped, parts exchanged, its end cut off."""
    while True:
        at = chance.randrange(0, len(sound), SECTOR)
        yield sound[:at] + bytes(SECTOR) + sound[at + SECTOR :]
        bit = chance.randrange(len(sound))
        yield sound[:bit] + bytes([sound[bit] ^ (1 << chance.randrange(8))]) + sound[bit + 1 :]
        other = chance.randrange(0, len(sound), SECTOR)
        yield sound[:at] + sound[other : other + SECTOR] + sound[at + SECTOR :]
        yield sound[:at]


@pytest.mark.parametrize("strikes", [12, pytest.param(2_000, marks=pytest.mark.slow)])
def test_a_spoilt_journal_ends_in_words(desk: Desk, tmp_path: Path, strikes: int) -> None:
    home, kept, chance = desk.staff.home, tmp_path / "kept", random.Random(27_922)
    shutil.copytree(home, kept)
    sound = (kept / "casework.db").read_bytes()
    for _, spoilt in zip(range(strikes), struck(sound, chance), strict=False):
        strike(desk, home / "casework.db", spoilt, tmp_path)
        shutil.rmtree(home)
        shutil.copytree(kept, home)
    assert desk("audit", "--json").json["differences"] == []


def damages(sound: bytes, step: int) -> Iterator[bytes | None]:
    """Yield a key file gone, empty, cut off, and with a bit changed every so many bytes."""
    yield None
    yield b""
    yield sound[: len(sound) // 2]
    for at in range(step // 2, len(sound), step):
        yield sound[:at] + bytes([sound[at] ^ 4]) + sound[at + 1 :]


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("step", [300, pytest.param(1, marks=pytest.mark.slow)])
def test_a_damaged_key_file_is_named_and_signs_nothing(desk: Desk, tmp_path: Path, name: str, step: int) -> None:
    file, before = desk.staff.home / "keys" / f"{name}-1.pem", entries(desk)
    sound = file.read_bytes()
    for place, damage in enumerate(damages(sound, step)):
        file.unlink()
        if damage is not None:
            file.write_bytes(damage)
            file.chmod(0o600)
        audited = desk("audit", "--json")
        assert [one["where"] for one in audited.json["differences"]] == [f"keys/{file.name}"], place
        assert desk("backup", tmp_path / f"{name}-{place}").code == 2, place
        said = act(desk, "issue", tmp_path)
        assert (said.code in {1, 2}, "Traceback" in said.err, entries(desk)) == (True, False, before), place
        file.unlink(missing_ok=True)
        file.write_bytes(sound)
        file.chmod(0o600)
    assert act(desk, "issue", tmp_path).code == 0
    assert desk("audit", "--json").json["differences"] == []
