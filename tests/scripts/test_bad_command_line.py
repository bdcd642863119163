"""Bad command lines: a clear message, the right exit code, and nothing lost or half done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.instances import DECIDED, number
from tests.scripts.command_calls import Desk, assert_clear, call, entries, no_terminal

NUMBER = number(1)
REVOKE = ("revoke", NUMBER, "--reason", "fraud", *DECIDED)


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
        ("revoke", NUMBER, "--reason", "fraud", "--by", "a", "--yes"),
        ("revoke", NUMBER, "--reason", "fraud", "--by", "Decider-01", "--by", "ｄecider-01", "--yes"),
        ("revoke", NUMBER, "--reason", "fraud", "--by", "a", "--by", "b", "--by", "c", "--yes"),
        ("withdraw", NUMBER, "--reason", "merged", "--by", "a", "--by", "b", "--yes"),
        ("suspend", NUMBER, "--reason", "complaint", "--by", "a", "--by", "b", "--until", "2999-01-01"),
        ("suspend", NUMBER, "--reason", "complaint", "--by", "a", "--until", "2999-01-01", "--yes"),
        ("issue", "x.toml", "--by", "a", "--by", "b"),
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


@pytest.mark.parametrize("code", ["王小明", "张三", "欧阳小明"])
def test_an_act_takes_no_name_for_a_staff_code(desk: Desk, code: str) -> None:
    before = entries(desk.staff.home)
    said = desk("revoke", NUMBER, "--reason", "fraud", "--by", code, "--passphrase-file", desk.staff.passphrase_file)
    assert_clear(said, 64)
    assert "looks like a name" in said.err
    assert entries(desk.staff.home) == before


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
