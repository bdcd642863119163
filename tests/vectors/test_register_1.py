"""A register made by the code of 26 November 2026 opens, says what it said then, and goes on (see README.md here)."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image, ImageChops

from certs.casework.journal.journal import Journal
from certs.instance.folder import open_instance
from certs.publication.certificate_paths import SHARED_OUT, move_forward
from certs.register.store.database import create, make_ready
from certs.register.store.reader import open_reader
from scripts.terminal import clock
from tests import instances
from tests.scripts.command_calls import Desk
from tests.scripts.verbs.restore_calls import restored

ARCHIVE: Final = Path(__file__).parent / "register_1.tar.xz"
MADE: Final = datetime(2026, 3, 31, 1, tzinfo=UTC)  # the instant at which the old code gave the answers
FOLDED: Final = ("name", "bit", "standing", "version", "certificate", "serial", "node")


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive, unpacked. Not to be changed: copy what is to be changed."""
    folder = tmp_path_factory.mktemp("register-1")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="session")
def answers(kept: Path) -> Any:
    return json.loads((kept / "answers.json").read_text(encoding="utf-8"))


@pytest.fixture
def desk(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk at a copy of the instance, at the instant of the answers."""
    set_clock(monkeypatch, MADE)
    return Desk(instances.copied(instances.Staff(kept / "instance", kept / "passphrase.txt"), tmp_path), capsys)


def set_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


def upgraded(kept: Path, folder: Path) -> Path:
    """Return a copy of the kept instance whose tables have today's form: what they hold is what they held."""
    copy = instances.copied(instances.Staff(kept / "instance", kept / "passphrase.txt"), folder).home
    assert make_ready(open_instance(copy).register_url)
    return copy


def dump(home: Path, *but: str) -> dict[str, list[Any]]:
    """Return the rows of every table of a register, without what SQLite counts by itself."""
    with sqlite3.connect(home / "register.db") as register:
        tables = [name for (name,) in register.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted((row[table == "name" :] for row in register.execute(f"SELECT * FROM {table}")), key=repr)
            for table in tables
            if not table.startswith(("name_grams", "sqlite_")) and table not in but
        }


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_answer_is_the_one_that_the_old_code_gave(
    desk: Desk, kept: Path, answers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(kept)  # the targets of `verify` are the exports there
    other, counted = [], []
    for asked in answers["answers"]:
        said = desk(*asked["arguments"])
        answer = said.json
        if asked["arguments"][0] == "audit":  # what the rule that two people revoke (decision 0029) has added to it
            counted = [note["en"] for note in answer["notes"] if "one staff code" in note["en"]]
            answer["notes"] = [note for note in answer["notes"] if note["en"] not in counted]
        if (said.code, _as_then(answer, asked["answer"])) != (asked["code"], asked["answer"]):
            other.append((asked["arguments"], said.code, answer))
    assert other == []
    assert ["decisions to revoke carry one staff code" in note for note in counted] == [True]
    assert {asked["arguments"][0] for asked in answers["answers"]} >= {"show", "history", "verify", "find", "audit"}


def _as_then(now: Any, then: Any) -> Any:
    """Return an answer as it would have been told then: without what is told besides today, and in the words of then.

    What a search finds stands in the order of then, and each with the text that it was told to be met by.
    """
    if isinstance(now, dict) and isinstance(then, dict):
        if then.keys() == {"zh", "en"} or then.keys() == {"field", "text"}:
            return then if now.keys() == then.keys() and all(now.values()) else now
        return {name: _as_then(now[name], then[name]) for name in then if name in now}
    if isinstance(now, list) and isinstance(then, list) and len(now) >= len(then):
        if then and isinstance(then[0], dict) and "matched" in then[0]:
            places = {one["number"]: place for place, one in enumerate(then)}
            now = sorted(now, key=lambda one: places.get(one["number"], -1))
        return [_as_then(one, old) for one, old in zip(now, then, strict=False)]
    return now


def test_exports_are_the_same_byte_for_byte(desk: Desk, kept: Path, tmp_path: Path) -> None:
    """The picture of the QR code is compared as a picture: its bytes depend on the zlib that packs it.

    An export has the printed certificate beside what it had in those days.
    """
    exports = files_below(kept / "exports")
    folders = [path for path in (kept / "exports").iterdir() if path.is_dir()]
    for folder in folders:
        assert desk("export", folder.name, "--to", tmp_path / "new" / folder.name).code == 0
        assert desk("export", folder.name, "--bundle", tmp_path / "new" / f"{folder.name}.bundle.json").code == 0
    new = files_below(tmp_path / "new")
    printed = {f"{folder.name}/{name}" for folder in folders for name in ("certificate.pdf", "certificate.en.pdf")}
    assert all(new.pop(name).startswith(b"%PDF") for name in printed)
    pictures = {name for name in exports if name.endswith(".png")}
    assert len(exports) == 36
    assert {name: data for name, data in new.items() if name not in pictures} == {
        name: data for name, data in exports.items() if name not in pictures
    }
    for name in pictures:
        old_picture, new_picture = Image.open(kept / "exports" / name), Image.open(tmp_path / "new" / name)
        assert ImageChops.difference(old_picture.convert("L"), new_picture.convert("L")).getbbox() is None


def test_the_publication_is_made_again_byte_for_byte(desk: Desk) -> None:
    public = desk.staff.home / "public"
    move_forward(public)
    before = files_below(public)
    removed = {name for name in before if not name.startswith((".publishing/", "log/checkpoint"))}
    for name in removed:
        (public / name).unlink()
    assert desk("publish", "--all", "--passphrase-file", desk.staff.passphrase_file).code == 0
    after = files_below(public)
    state = ".publishing/state.json"
    assert json.loads(after.pop(state)) == {**json.loads(before.pop(state)), "layout": SHARED_OUT}
    assert {name: before[name] for name in after} == after
    # Of the partial tiles, only those under the newest checkpoint are made again.
    assert {name[: len("log/tile/")] for name in before.keys() - after.keys()} == {"log/tile/"}
    assert len(after.keys() & removed) == 29  # three of each certificate, and eight


def test_records_have_the_same_standing_on_every_day(desk: Desk, answers: Any) -> None:
    reader = open_reader(open_instance(desk.staff.home).register_url)
    try:
        with reader.view() as view:
            records = {number: view.record(number) for number in answers["standings"]}
    finally:
        reader.close()
    for number, kept_runs in answers["standings"].items():
        record = records[number]
        assert record is not None
        for day in map(date.fromisoformat, answers["days"]):
            expected = [run for run in kept_runs if run["from"] <= day.isoformat()][-1]
            standing = json.loads(json.dumps(asdict(record.standing(day)), default=date.isoformat))
            assert {"from": expected["from"], **standing} == expected, (number, day)


def test_the_journal_still_opens_every_commitment(desk: Desk, answers: Any) -> None:
    with Journal.open(open_instance(desk.staff.home).casework_url) as journal:
        rows = journal.rows()
    assert [
        {
            "identifier": row.identifier,
            "recorded": row.recorded,
            "decision": row.decision.to_json(),
            "salt": row.salt.hex(),
            "commitment": row.commitment,
            "opens": row.opens(),
        }
        for row in rows
    ] == answers["journal"]
    assert all(row["opens"] for row in answers["journal"])


@pytest.mark.parametrize(
    ("file", "number", "position"),
    [
        ("a.toml", "99926SC00001R0M", 6),
        ("batch.xlsx", "99926SC00002R0S", 7),
        ("batch.xlsx", "99926SC00003R0L", 8),
        ("batch.xlsx", "99926SC00004R0M", 9),
        ("e.toml", "YLSH-2021-0417", 10),
        ("f.toml", "99926SC00005R0M", 11),
        ("a2.toml", "99926SC00001R0M", 17),
        ("e2.toml", "YLSH-2021-0417", 24),
        ("b2.toml", "99926SC00002R0S", 29),
    ],
)
def test_each_kept_input_is_what_its_act_was_decided_on(
    desk: Desk, kept: Path, file: str, number: str, position: int
) -> None:
    acts = desk("history", number, "--inputs", kept / "inputs" / file, "--json").json["acts"]
    assert [act["position"] for act in acts if act["agreement"] == "agrees"] == [position]


def test_an_older_schema_is_brought_to_the_form_of_a_new_one(kept: Path, tmp_path: Path) -> None:
    def schema(file: Path) -> set[tuple[str, ...]]:
        with sqlite3.connect(file) as register:
            tables = [name for (name,) in register.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            columns = {(t, *map(str, row[1:])) for t in tables for row in register.execute(f"PRAGMA table_info({t})")}
            return columns | set(register.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'"))

    old = schema(kept / "instance" / "register.db")
    create(f"sqlite:///{tmp_path / 'new.db'}").close()
    assert schema(upgraded(kept, tmp_path) / "register.db") == schema(tmp_path / "new.db") != old


def test_the_tables_folded_anew_from_the_log_are_the_old_ones(desk: Desk) -> None:
    assert make_ready(open_instance(desk.staff.home).register_url)
    before = dump(desk.staff.home)
    with sqlite3.connect(desk.staff.home / "register.db") as register:
        for table in FOLDED:
            register.execute(f"DELETE FROM {table}")
    assert dump(desk.staff.home) != before
    assert sorted(desk("recover", "--json").json["mended"]) == sorted(FOLDED)
    assert dump(desk.staff.home) == before


def test_the_open_backup_restores_the_register(desk: Desk, kept: Path, tmp_path: Path) -> None:
    home = tmp_path / "restored"
    said = restored(desk, kept / "open.backup", home, "--seen", kept / "instance" / "public" / "log" / "checkpoint")
    assert (said.code, said.json["log_size"], said.json["from_log"]) == (0, 36, 0)
    assert dump(home) == dump(upgraded(kept, tmp_path / "old"))


def test_the_sealed_backup_restores_it_too_and_catches_up(desk: Desk, kept: Path, tmp_path: Path) -> None:
    home = tmp_path / "restored"
    said = restored(
        desk,
        kept / "sealed.backup",
        home,
        "--log",
        kept / "instance" / "public",
        "--passphrase-file",
        desk.staff.passphrase_file,
    )
    assert (said.code, said.json["in_backup"], said.json["from_log"]) == (0, 29, 7)
    # Status lists, checkpoints and trust lists are kept as they were signed, and the log holds only what came of them.
    signed = ("status_list", "checkpoint", "trust_list")
    assert dump(home, *signed) == dump(upgraded(kept, tmp_path / "old"), *signed)


def test_acts_go_on_from_it(desk: Desk, tmp_path: Path, answers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, MADE + timedelta(days=1))
    issued = desk.act("issue", instances.certificate_file(tmp_path, 1))
    assert (issued.code, issued.json["issued"][0]["number"]) == (0, "99926SC00007R0M")
    revoked = desk.act("revoke", "99926SC00001R0M", "--reason", "fraud", *instances.DECIDED)
    assert (revoked.code, revoked.json["changed"][0]["status"]) == (0, "revoked")
    audited = desk("audit", "--json")
    assert (audited.code, audited.json["differences"], audited.json["entries"]) == (0, [], 38)
