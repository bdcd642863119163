"""At a terminal: the passphrase is asked for unseen, a batch shows a bar, and Ctrl-C leaves nothing half done."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scripts.terminal import speech
from tests.instances import DECIDED, EXAMPLES, PASSPHRASE, Staff, number
from tests.scripts import sheets
from tests.scripts.at_terminal import Terminal

NUMBER = number(1)
REVOKE = ("revoke", NUMBER, "--reason", "fraud", *DECIDED)

# The space comes last, when what was typed before has been thrown away.
ASKED, AGAIN = "密钥口令：", "再输入一次："


def test_the_passphrase_is_asked_for_and_not_shown(staff: Staff) -> None:
    terminal = Terminal(staff.home, *REVOKE)
    terminal.wait_for(ASKED)
    terminal.type(PASSPHRASE)
    code, seen = terminal.end()
    assert code == 0
    assert PASSPHRASE not in seen
    assert "撤销" in seen


def test_a_new_passphrase_is_asked_for_twice(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "h", "init", "--profile", EXAMPLES / "profile.toml")
    terminal.wait_for(ASKED)
    terminal.type(PASSPHRASE)
    terminal.wait_for(AGAIN)
    terminal.type("correct horse battery stable")
    terminal.wait_for("两次输入的不同")
    terminal.wait_for(ASKED, times=2)
    terminal.type(PASSPHRASE)
    terminal.wait_for(AGAIN, times=2)
    terminal.type(PASSPHRASE)
    code, seen = terminal.end()
    assert (code, PASSPHRASE in seen) == (0, False)


def test_a_batch_shows_a_bar_at_a_terminal_only(staff: Staff, tmp_path: Path) -> None:
    batch = sheets.write(tmp_path / "batch.xlsx", [sheets.certificate(n) for n in range(1, 13)])
    code, seen = Terminal(staff.home, "issue", batch, "--passphrase-file", staff.passphrase_file).end()
    assert code == 0
    assert "签名" in seen
    assert re.search(r"\d/48", seen)
    again = sheets.write(tmp_path / "more.xlsx", [sheets.certificate(n) for n in range(21, 33)])
    assert "/48" not in staff.run("issue", again, "--passphrase-file", staff.passphrase_file)


def test_ctrl_c_at_the_prompt_changes_nothing(staff: Staff) -> None:
    terminal = Terminal(staff.home, *REVOKE, columns=200)
    terminal.wait_for(ASKED)
    terminal.interrupt()
    code, seen = terminal.end()
    assert (code, "不会办两次" in seen) == (130, True)
    assert '"status": "valid"' in staff.run("show", NUMBER, "--json")


def test_after_ctrl_c_a_key_ceremony_is_not_simply_repeated(staff: Staff) -> None:
    """The same command again would rotate twice."""
    root = next(staff.home.rglob("root-1.pem"))
    terminal = Terminal(staff.home, "keys", "rotate", "log", "--root-key", root, columns=200)
    terminal.wait_for("口令：")
    terminal.interrupt()
    code, seen = terminal.end()
    assert (code, "starmark keys list" in seen, "不会办两次" in seen) == (130, True, False)


def test_a_list_has_an_item_a_line_and_an_object_is_indented() -> None:
    items = [{"what": "到期", "words": {"zh": "\n"}}, {}]
    written = speech.json_bytes(items)
    assert (json.loads(written), len(written.splitlines())) == (items, len(items) + 2)
    assert (speech.json_bytes([]), speech.json_bytes({"a": ["甲"]})) == (
        b"[]",
        '{\n  "a": [\n    "甲"\n  ]\n}'.encode(),
    )


@pytest.mark.parametrize(
    "items",
    [
        [{"a": 1}, {"a": '},{"a":'}, {"a": {}}],
        [{"a": [{"a": 1}, {"a": 2}]}, {"a": 3}],
        [{"a": [{"a": 1}, {"a": 2}]}, {"b": 3}],
        [{"a": 1}],
        [{"a": 1}, {}],
        [{'"': 1}, {'"': 2}],
        [[{"a": 1}, {"a": 2}], [{"a": 1}]],
        [1, 2],
    ],
)
def test_lines_are_broken_between_the_items_alone(items: list[object]) -> None:
    lines = speech.json_bytes(items).decode().splitlines()
    assert [json.loads(line.removesuffix(",")) for line in lines[1:-1]] == items
    assert (lines[0], lines[-1]) == ("[", "]")


def test_half_a_character_is_written_as_a_question_mark_in_its_item_alone() -> None:
    assert speech.json_bytes(["甲", "\udcff", 1]) == '[\n"甲",\n"?",\n1\n]'.encode()
    assert speech.json_bytes({"a": "\udcff"}) == b'{\n  "a": "?"\n}'
