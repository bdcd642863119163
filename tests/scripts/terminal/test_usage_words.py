"""A wrong command line is told in the language in use: nothing of Click's English in Chinese, no Chinese in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from certs.lifecycle.reasons import REASONS
from tests.instances import number
from tests.scripts.command_calls import call

NUMBER = number(1)
WRONG = {
    "no such verb": ("isue",),
    "no such option": ("show", NUMBER, "--jsn"),
    "an option without its value": ("find", "x", "--limit"),
    "a flag with a value": ("show", NUMBER, "--json=1"),
    "too much": ("show", NUMBER, NUMBER),
    "an argument missing": ("show",),
    "a number out of range": ("serve", "--port", "70000"),
    "no number": ("serve", "--port", "x"),
    "no whole number": ("keys", "compromise", "qr-1", "--trusted-size", "many"),
    "a choice": ("witness", "watch"),
    "a language": ("show", NUMBER, "--lang", "fr"),
    "a day": ("show", NUMBER, "--at", "2026-02-31"),
    "an instant": ("clock-correct", "--false-instant", "yesterday"),
    "a folder for a file": ("init", "--profile", "."),
    "a file for a folder": ("export", NUMBER, "--to", "a-file"),
    "a reason": ("suspend", NUMBER, "--reason", "nonsense"),
    "no reason": ("revoke", NUMBER, "--by", "a", "--by", "b"),
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=list(WRONG))
def test_it_is_told_in_the_language_in_use(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-file").touch()
    said = call(capsys, "--home", tmp_path, *arguments, "--json")
    assert said.code == 64, said
    message = said.json["error"]["message"]
    assert re.search("[\u4e00-\u9fff]", message["zh"])
    assert not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", message["zh"]), message["zh"]
    assert not re.search("[\u4e00-\u9fff]", message["en"]), message["en"]


@pytest.mark.parametrize("typed", ["nonsense", None])
def test_a_refused_reason_lists_every_code_with_what_it_stands_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, typed: str | None
) -> None:
    given = ("--reason", typed) if typed else ()
    said = call(capsys, "--home", tmp_path, "suspend", NUMBER, *given, lang="zh")
    assert said.code == 64
    for code, words in REASONS["suspended"].items():
        assert re.search(rf"^  {code} +{words.zh}$", said.err, re.MULTILINE), said.err
