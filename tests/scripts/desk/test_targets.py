"""What commands are given: numbers in sheets, and files to verify."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest

from certs import limits
from certs.errors import CouldNotCheck, Misuse, Refused
from scripts.desk import targets, verify_target

BASE = "https://cert.example.cn"
NUMBER = "99926SC00001R0M"


def test_numbers_are_taken_as_people_type_them() -> None:
    assert targets.numbers([" 999 26 sc 00001 r0 m", "99926SC00002R0S"]) == (NUMBER, "99926SC00002R0S")


def test_as_many_as_one_act_takes_and_no_more() -> None:
    many = [f"99926SC{n:05}R0M" for n in range(1, limits.BATCH + 1)]
    assert len(targets.numbers(many)) == limits.BATCH == 10_000
    with pytest.raises(Refused, match="batch"):
        targets.numbers([*many, "99927SC00001R0M"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", f"序号,证书编号\n1,{NUMBER}\n2,99926SC00002R0S\n"),
        ("a.txt", f"{NUMBER}\n\n  99926SC00002R0S\n"),
        ("a.csv", f"number,reason\n{NUMBER},x\n99926SC00002R0S,\n"),
        ("a.txt", f"\ufeff证书编号\n{NUMBER}\n99926SC00002R0S"),
    ],
)
def test_a_sheet_of_text(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert targets.numbers([str(tmp_path / name)]) == (NUMBER, "99926SC00002R0S")


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["撤销名单", None], ["企业", "证书编号"], ["甲", NUMBER], [None, None], ["乙", "99926SC00002R0S"]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    found = targets.numbers([str(tmp_path / "list.xlsx"), "99926SC00003R0S"])
    assert found == (NUMBER, "99926SC00002R0S", "99926SC00003R0S")


@pytest.mark.parametrize(("encoding", "words"), [("gbk", "GBK.*encoding UTF-8"), ("utf-16", "UTF-16.*encoding UTF-8")])
def test_a_sheet_in_another_encoding_is_told_which(tmp_path: Path, encoding: str, words: str) -> None:
    (tmp_path / "a.csv").write_bytes(f"证书编号,企业\n{NUMBER},青禾\n".encode(encoding))
    with pytest.raises(Refused, match=words):
        targets.numbers([str(tmp_path / "a.csv")])


def test_no_number_and_a_number_twice() -> None:
    with pytest.raises(Misuse):
        targets.numbers([])
    with pytest.raises(Refused, match="twice"):
        targets.numbers([NUMBER, NUMBER.lower()])


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\xff\xfe\x00", b"\n\n"], ids=["empty", "zip", "utf-16", "blank"]
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.txt"])
def test_a_sheet_that_cannot_be_read(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused):
        targets.numbers([str(tmp_path / name)])
    with pytest.raises(Refused):
        targets.numbers([str(tmp_path / "missing.csv")])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("./missing.png", "no file"),
        ("../x/missing.json", "no file"),
        ("missing.pdf", "no file"),
        ("/nowhere/x", "no file"),
        ("folder", "no regular file"),
        ("/dev/zero", "no regular file"),
        ("pipe", "no regular file"),
        ("", "not clear"),
        ("x" * 5_000, "not clear"),
        ("a\0b", "not clear"),
    ],
    ids=lambda value: value[:20],
)
def test_what_cannot_be_opened_is_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, words: str
) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CouldNotCheck, match=words):
        verify_target.read(given, BASE)


def test_a_folder_named_after_a_number_does_not_hide_the_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / NUMBER).mkdir()
    monkeypatch.chdir(tmp_path)
    assert verify_target.read(NUMBER, BASE).number == NUMBER
