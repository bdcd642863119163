"""Bad input: a clear message, the right exit code, and nothing lost or half done."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.instances import EXAMPLES, number
from tests.otheruser import OtherUser
from tests.scripts import sheets
from tests.scripts.calling import Desk, Said, Spoil, as_other_user, call, no_terminal

NUMBER = number(1)
SUSPEND = ("suspend", NUMBER, "--reason", "complaint", "--until", "2999-01-01", "--by", "clerk-01")
REVOKE = ("revoke", NUMBER, "--reason", "fraud", "--by", "clerk-01")


def entries(home: Path) -> int:
    connection = sqlite3.connect(home / "register.db")
    count = int(connection.execute("SELECT count(*) FROM event").fetchone()[0])
    connection.close()
    return count


def assert_clear(said: Said, code: int) -> None:
    """One message for people, no stack."""
    assert said.code == code, said
    assert said.err.strip()
    assert "Traceback" not in said.err


def test_a_wrong_passphrase(desk: Desk, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase at all\n")
    before = entries(desk.staff.home)
    said = desk(*REVOKE, "--passphrase-file", wrong)
    assert_clear(said, 1)
    assert "passphrase" in said.err
    assert entries(desk.staff.home) == before


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"short\n", 1), (b"x" * 5_000, 1), (b"\xff\xfe\x00 not text\n", 1), (b"", 1), (b"two lines of\npassphrase\n", 1)],
)
def test_a_passphrase_file_that_holds_none(desk: Desk, tmp_path: Path, content: bytes, code: int) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(content)
    assert_clear(desk(*REVOKE, "--passphrase-file", file), code)
    assert_clear(desk(*REVOKE, "--passphrase-file", tmp_path / "missing"), 1)


def test_nobody_to_ask_for_the_passphrase(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    no_terminal(monkeypatch)
    said = desk(*REVOKE)
    assert_clear(said, 64)
    assert "--passphrase-file" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("frob",),
        ("suspend",),
        ("suspend", "--reason", "nonsense", NUMBER),
        ("suspend", NUMBER, "--by", "a", "--until", "2999-01-01"),
        ("suspend", NUMBER, "--reason", "complaint", "--until", "2999-01-01"),
        ("suspend", NUMBER, "--reason", "complaint", "--by", "a"),
        ("revoke", NUMBER, "--reason", "suspension-expired"),
        ("revoke", "--reason", "fraud", "--by", "a"),
        ("revoke", NUMBER, "--reason", "renewed", "--by", "a"),
        ("revoke", NUMBER, "--reason", "fraud", "--by", "two words"),
        ("revoke", NUMBER, "--reason", "fraud", "--by", "a", "--effective", "03/04/2026"),
        ("issue",),
        ("issue", "--no-such-option"),
        ("reissue", NUMBER),
        ("reissue", NUMBER, "x.toml"),
        ("renew",),
        ("renew", NUMBER),
        ("export", NUMBER),
        ("show",),
        ("keys", "frob"),
        ("init",),
        ("find",),
        ("verify",),
        ("serve", "--port", "0"),
        ("serve", "--port", "x"),
        ("demo", "--count", "0"),
        ("suspend", NUMBER, "--reason", "complaint", "--by", "a", "--until", "2999-01-01", "--lang", "fr"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_ends_with_64(desk: Desk, arguments: tuple[str, ...]) -> None:
    before = entries(desk.staff.home)
    for lang in ("zh", "en"):
        said = desk(*arguments, lang=lang)
        assert said.code == 64, said
        assert said.err.strip() or said.out.strip()
    assert desk(*arguments, "--json").code == 64
    assert entries(desk.staff.home) == before


@pytest.mark.parametrize(
    "arguments", [("show", NUMBER, "--at", "2026-02-31"), ("find", "x", "--limit", "0")], ids=" ".join
)
def test_a_wrong_value_is_said_in_each_language(desk: Desk, arguments: tuple[str, ...]) -> None:
    said = desk(*arguments, "--json")
    assert said.code == 64
    message = said.json["error"]["message"]
    assert not re.search("[a-zA-Z]{2}", message["zh"].replace("--at", "").replace("--limit", "").replace("--help", ""))
    assert not re.search("[\u4e00-\u9fff]", message["en"])


def test_a_home_that_is_no_instance(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for home in (tmp_path / "nowhere", tmp_path):
        assert_clear(call(capsys, "--home", home, "show", NUMBER), 64)


def test_a_batch_with_one_bad_row_issues_nothing_and_lists_every_bad_row(desk: Desk, tmp_path: Path) -> None:
    rows = [
        sheets.certificate(1),
        sheets.certificate(2, uscc="91000000MA0000277X", score="101"),
        sheets.certificate(3),
        sheets.certificate(4, decided_by="a；A"),
    ]
    batch = sheets.write(tmp_path / "batch.xlsx", rows)
    before = entries(desk.staff.home)
    said = desk.act("issue", EXAMPLES / "certificate.toml", batch)
    assert (said.code, said.json["issued"]) == (1, [])
    refused = {item["source"]: [error["field"] for error in item["errors"]] for item in said.json["refused"]}
    assert refused == {
        f"{batch} 证书!A4": ["holder.uscc", "certificate.score"],
        f"{batch} 证书!A6": ["certificate.decided_by"],
        str(EXAMPLES / "certificate.toml"): ["certificate"],
    }
    assert entries(desk.staff.home) == before


def test_skip_bad_issues_the_rest_and_the_sheet_of_refusals_can_be_mended(desk: Desk, tmp_path: Path) -> None:
    rows = [
        sheets.certificate(1),
        sheets.certificate(2, score="101"),
        sheets.certificate(3, name="=1+1 北京（虚构）有限公司", score="x"),
    ]
    batch, refused = sheets.write(tmp_path / "batch.xlsx", rows), tmp_path / "refused.xlsx"
    said = desk.act("issue", batch, "--skip-bad", "--refused-to", refused)
    assert (said.code, len(said.json["issued"]), len(said.json["refused"])) == (1, 1, 2)
    assert [row[1] for row in sheets.cells(refused, "证书")[2:4]] == [
        "北京样例家具2号（虚构）有限公司",
        "=1+1 北京（虚构）有限公司",
    ]
    assert len(sheets.cells(refused, "范围")) == len(sheets.cells(refused, "场所")) == 4
    noted = sheets.comments(refused, "证书")
    for word in ("out of 100", "formula", "such as 96.5"):
        assert len([note for note in noted if word in note]) == 1, noted
    assert any("101" in str(cell) for row in sheets.cells(refused, "说明") for cell in row)
    sheets.correct(refused, "证书", 3, score="93")
    sheets.correct(refused, "证书", 4, score="93", name="北京三号（虚构）有限公司")
    mended = desk.act("issue", refused)
    assert (mended.code, [issued["level"] for issued in mended.json["issued"]]) == (0, ["four-star", "four-star"])


@pytest.mark.parametrize("code", ["王小明", "张三", "欧阳小明"])
def test_an_act_takes_no_name_for_a_staff_code(desk: Desk, code: str) -> None:
    before = entries(desk.staff.home)
    said = desk("revoke", NUMBER, "--reason", "fraud", "--by", code, "--passphrase-file", desk.staff.passphrase_file)
    assert_clear(said, 64)
    assert "looks like a name" in said.err
    assert entries(desk.staff.home) == before


def test_a_sheet_of_refusals_is_never_written_over_a_file(desk: Desk, tmp_path: Path) -> None:
    batch = sheets.write(tmp_path / "batch.xlsx", [sheets.certificate(1), sheets.certificate(2, score="101")])
    taken = tmp_path / "taken.xlsx"
    taken.write_text("somebody's work")
    before = entries(desk.staff.home)
    said = desk.act("issue", batch, "--skip-bad", "--refused-to", taken)
    assert (said.code, said.json["error"]["code"]) == (1, "refused_to")
    assert (entries(desk.staff.home), taken.read_text()) == (before, "somebody's work")


def test_numbers_of_a_batch_are_all_or_nothing_too(desk: Desk, tmp_path: Path) -> None:
    listed = tmp_path / "numbers.txt"
    listed.write_text(f"证书编号\n{NUMBER}\n99926SC77777R0M\n", encoding="utf-8")
    arguments = ("withdraw", listed, "--reason", "holder-request", "--by", "clerk-01")
    before = entries(desk.staff.home)
    said = desk.act(*arguments)
    assert (said.code, [item["source"] for item in said.json["refused"]]) == (1, ["99926SC77777R0M"])
    assert entries(desk.staff.home) == before
    done = desk.act(*arguments, "--skip-bad", "--refused-to", tmp_path / "refused.xlsx")
    assert [changed["number"] for changed in done.json["changed"]] == [NUMBER]
    assert sheets.cells(tmp_path / "refused.xlsx", "Sheet")[1][0] == "99926SC77777R0M"


@pytest.mark.parametrize("name", ["a.toml", "a.xlsx", "a.png", "a.csv"])
@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 64, b"PK\x03\x04garbage", b"\xff\xfe[holder]", b"= = =", b"[" * 5_000, b"x" * 1_100_000]
)
def test_hostile_files_are_refused_as_a_whole(desk: Desk, tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    said = desk.act("issue", file)
    assert (said.code, said.json["issued"], len(said.json["refused"])) == (1, [], 1)


def test_a_file_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    assert_clear(desk("issue", tmp_path / "missing.toml"), 1)
    assert_clear(desk("reissue", NUMBER, tmp_path / "missing.toml", "--reason", "correction"), 1)


def _older_than_any(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (Path.unlink, "no register"),
        (lambda path: path.write_bytes(b"SQLite format 3\x00" + b"\x07" * 8_000), "damaged"),
        (lambda path: path.write_bytes(b""), "no register"),
        (_older_than_any, "newer"),
    ],
    ids=["missing", "damaged", "empty", "newer"],
)
def test_a_register_that_cannot_be_used(desk: Desk, spoil: Spoil, words: str) -> None:
    spoil(desk.staff.home / "register.db")
    for arguments in (
        ("show", NUMBER),
        (*REVOKE, "--passphrase-file", desk.staff.passphrase_file),
        ("issue", EXAMPLES / "certificate.toml"),
    ):
        said = desk(*arguments)
        assert_clear(said, 2)
        assert words in said.err


def test_a_locked_register_stops_acts_and_not_questions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certs.register.store.database.BUSY_SECONDS", 0.2)
    other = sqlite3.connect(desk.staff.home / "register.db")
    other.execute("BEGIN IMMEDIATE")
    try:
        said = desk(*REVOKE, "--passphrase-file", desk.staff.passphrase_file)
        assert_clear(said, 2)
        assert "in use by another program" in said.err
        assert desk("show", NUMBER).code == 0
    finally:
        other.close()


def test_a_second_user_can_look_and_cannot_act(desk: Desk, other_user: OtherUser, tmp_path: Path) -> None:
    path = as_other_user(tmp_path / "code")
    env = {"PYTHONPATH": f"{path}:{other_user.path}"}
    home = ("-m", "scripts", "--home", str(desk.staff.home))
    shown = other_user.run(*home, "show", NUMBER, env=env)
    assert shown.returncode == 0, shown.stderr
    passphrase_file = tmp_path / "code" / "passphrase.txt"
    passphrase_file.write_bytes(desk.staff.passphrase_file.read_bytes())
    passphrase_file.chmod(0o644)
    acted = other_user.run(*home, *REVOKE, "--passphrase-file", str(passphrase_file), env=env)
    assert acted.returncode == 2, acted.stderr
    assert "Traceback" not in acted.stderr, acted.stderr
    assert "as the staff user" in " ".join(acted.stderr.split())


def test_the_journal_gone_stops_acts(desk: Desk) -> None:
    (desk.staff.home / "casework.db").unlink()
    before = entries(desk.staff.home)
    assert_clear(desk(*REVOKE, "--passphrase-file", desk.staff.passphrase_file), 2)
    assert entries(desk.staff.home) == before


def test_a_key_that_others_can_read_is_not_used(desk: Desk) -> None:
    (desk.staff.home / "keys" / "status-1.pem").chmod(0o644)
    said = desk(*REVOKE, "--passphrase-file", desk.staff.passphrase_file)
    assert_clear(said, 1)
    assert "Other accounts" in said.err


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("../../etc/passwd", "malformed"),
        ("\x1b[31mred", "malformed"),
        ("9" * 5_000, "malformed"),
        ("'; DROP TABLE event; --", "malformed"),
        ("\u202e99926SC0000\u202eX", "malformed"),
        ("%s%s%n", "malformed"),
        ("", "malformed"),
    ],
)
def test_hostile_numbers_are_not_found_and_repaint_nothing(desk: Desk, number: str, kind: str) -> None:
    said = desk("show", number, "--json")
    assert (said.code, said.json["kind"]) == (1, kind)
    shown = desk("show", number)
    assert "\x1b[31m" not in shown.err
    assert "\u202e" not in shown.err
