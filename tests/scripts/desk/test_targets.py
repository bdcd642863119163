"""What commands are given: numbers in sheets, and things to verify, told apart by form and content."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest

from certs.errors import CouldNotCheck, Misuse, Refused
from scripts.desk import targets, verify_target
from scripts.desk.verify_target import Kind

BASE = "https://cert.example.cn"
NUMBER = "99926SC00001R0M"
SIGNED = f"{BASE}/Q/" + "A2" * 60


def test_numbers_are_taken_as_people_type_them() -> None:
    assert targets.numbers([" 999 26 sc 00001 r0 m", "99926SC00002R0S"]) == (NUMBER, "99926SC00002R0S")


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
    ("data", "kind", "number"),
    [
        (NUMBER.encode(), Kind.NUMBER, NUMBER),
        (f" {NUMBER}\n".encode(), Kind.NUMBER, NUMBER),
        (b"SH/2022/04042", Kind.NUMBER, "SH/2022/04042"),
        (f"{BASE}/C/{NUMBER}".encode(), Kind.NUMBER, NUMBER),
        (f"{BASE}/c/SH~2022~04042.json".encode(), Kind.NUMBER, "SH/2022/04042"),
        (SIGNED.encode(), Kind.OBJECT, ""),
        (b"https://evil.example/C/" + NUMBER.encode(), Kind.OBJECT, ""),
        (b'{"credentialSubject": {}}', Kind.OBJECT, ""),
        (b"A2" * 40, Kind.OBJECT, ""),
    ],
)
def test_things_to_verify_are_told_apart(data: bytes, kind: Kind, number: str) -> None:
    found = verify_target.classify(data, BASE)
    assert (found.kind, found.number) == (kind, number)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not clear"),
        (b"\xff\xfe", "not clear"),
        (bytes(range(256)) * 9, "not clear"),
        (b"a.b.c", "not clear"),
        ("什么也不是".encode(), "not clear"),
        (b"{}", "trust.json"),
        (b'{"x": 1.5}', "trust.json"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">', "qr.png"),
        (b"<svg/>", "qr.png"),
        (b"c2sp.org/tlog-proof@v1\nindex 3\n", "proof of the log"),
        (f"{BASE}/rules/".encode(), "not clear"),
        (b"https://evil.example/rules/", "not clear"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_not_known_is_not_judged(data: bytes, words: str) -> None:
    with pytest.raises(CouldNotCheck, match=words):
        verify_target.classify(data, BASE)


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


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"\n\n%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"\0\0\0\x18ftypheic",
        b"\0\0\0\x18ftypmif1",
    ],
    ids=["pdf", "pdf-after-blanks", "png", "jpeg", "webp", "heic", "heif"],
)
def test_a_paper_is_told_by_its_beginning(data: bytes) -> None:
    assert verify_target.classify(data, BASE) == verify_target.Target(Kind.PAPER, data)


def test_what_is_too_large_is_not_judged() -> None:
    with pytest.raises(CouldNotCheck, match="neither yes nor no"):
        verify_target.classify(b"x" * 10_485_761, BASE)
