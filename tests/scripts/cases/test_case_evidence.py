"""Evidence: placed by index or name, counted, asked for by letter, and forgotten; what is not taken is named."""

from __future__ import annotations

import sqlite3
import stat
import tarfile
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest

from tests.instances import Staff
from tests.scripts.cases import filled_forms as forms
from tests.scripts.command_calls import Desk, assert_clear
from tests.scripts.verbs.restore_calls import published, restored

BY = ("--by", "clerk-01")
PDF = b"%PDF-1.4 sample\n"
TWO = ("家用空调器", "空调")  # one name stands within the other


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> str:
    """A case of two products, opened."""
    sheet = forms.saved(forms.basic(products=TWO), tmp_path / "basic.xlsx")
    return str(desk("case", "open", sheet, *BY, "--json").json["case"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What an applicant sent: well named, in a folder of an item, not asked for, and not known."""
    folder = tmp_path / "sent"
    (folder / "18 报修").mkdir(parents=True)
    for name in (
        "营业执照.pdf",
        "1、公司简介.pdf",
        "１６ 维修记录 家用空调器 3份.pdf",
        "16-维修记录-空调.pdf",
        "18 报修/甲.pdf",
        "3 投标文件.pdf",
        "2026年照片.pdf",
    ):
        (folder / name).write_bytes(PDF + name.encode())
    (folder / ".DS_Store").write_bytes(b"x")
    return folder


def missing(desk: Desk, case: str) -> dict[str, str]:
    return {each["code"]: each["why"]["zh"] for each in desk("case", "show", case, "--json").json["missing"]}


def test_files_are_placed_by_their_names_and_counted(desk: Desk, case: str, folder: Path) -> None:
    before = missing(desk, case)
    taken = desk("case", "evidence", case, folder, *BY, "--json").json
    assert taken["taken"] == 5
    assert {each["name"] for each in taken["not_placed"]} == {"3 投标文件.pdf", "2026年照片.pdf"}
    after = missing(desk, case)
    assert before.keys() - after.keys() == {"licence", "profile", "repairs"}
    assert after["fault-reports"] == "要 4 份，有 1 份。没有覆盖：家用空调器、空调。"
    files = desk.staff.home / "casework" / "files"
    assert stat.S_IMODE(files.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in files.iterdir()} == {0o600}
    assert len(list(files.iterdir())) == 5
    assert desk("case", "evidence", case, folder, *BY, "--json").json["taken"] == 5  # again: nothing is doubled
    assert missing(desk, case) == after
    assert desk("audit").code == 0


def index(desk: Desk, case: str, to: Path, *rows: tuple[Any, ...]) -> Path:
    assert desk("case", "template", "evidence", "--case", case, "--to", to).code == 0
    book = openpyxl.load_workbook(to)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            book["目录"].cell(number, column).value = value
    book.save(to)
    return to


def test_an_index_places_what_names_do_not(desk: Desk, case: str, folder: Path) -> None:
    rows = (
        ("2026年照片.pdf", "18 客户报修记录", 3, "全部", None),
        ("甲.pdf", 18, None, "空调", None),
        ("1、公司简介.pdf", "公司简介", None, None, "2020-01-31"),
    )
    index(desk, case, folder / "目录.xlsx", *rows)
    taken = desk("case", "evidence", case, folder, *BY, "--json").json
    assert taken["taken"] == 6
    after = missing(desk, case)
    assert "fault-reports" not in after
    assert after["profile"] == "有过期的（2020-01-31）。没有有效的。"


def test_every_choice_of_the_index_is_an_item_and_a_second_index_is_not_guessed_away(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    choices = openpyxl.load_workbook(index(desk, case, tmp_path / "empty.xlsx"))["说明"]["C"]
    folder = tmp_path / "all"
    folder.mkdir()
    rows = [(f"甲{cell.row}.pdf", cell.value, None, None, None) for cell in choices]
    for name, choice, *_ in rows:
        (folder / name).write_bytes(PDF + str(choice).encode())
    index(desk, case, folder / "目录.xlsx", *rows)
    said = desk("case", "evidence", case, folder, *BY, "--json")
    assert (said.code, said.json["taken"]) == (0, len(rows)), said.out
    (folder / "目录-marked.xlsx").write_bytes((folder / "目录.xlsx").read_bytes())
    refused = desk("case", "evidence", case, folder, *BY, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "evidence_many")
    assert all(name in refused.json["error"]["message"]["zh"] for name in ("目录.xlsx", "目录-marked.xlsx"))


def test_what_is_missing_is_told_by_the_number_that_files_begin_with(desk: Desk, case: str) -> None:
    rows = desk("case", "show", case, lang="zh").out.splitlines()
    assert [row for row in rows if row.startswith("18 ") and "客户报修记录" in row]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (("没有.pdf", 18, 1, None, None), "目录!A2"),
        (("甲.pdf", 99, 1, None, None), "目录!B2"),
        (("甲.pdf", "3 投标文件", 1, None, None), "目录!B2"),
        (("甲.pdf", 18, "几份", None, None), "目录!C2"),
        (("甲.pdf", 18, 1, "冰箱", None), "目录!D2"),
        (("甲.pdf", 18, 1, None, "长期"), "目录!E2"),
        ((None, 18, 1, None, None), "目录!A2"),
    ],
)
def test_a_bad_index_is_told_by_its_cells(
    desk: Desk, case: str, folder: Path, row: tuple[Any, ...], place: str
) -> None:
    index(desk, case, folder / "目录.xlsx", row)
    said = desk("case", "evidence", case, folder, *BY, "--json")
    assert said.code == 1
    assert any(error["message"]["zh"].startswith(place) for error in said.json["errors"]), said.out
    assert not (desk.staff.home / "casework").exists()
    assert (folder / "目录-marked.xlsx").is_file()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("4 手册.exe", b"MZ\x90\x00" + bytes(60), "不是能收的文件"),
        ("4 手册.pdf", b"\x7fELF" + bytes(60), "不是能收的文件"),
        ("4 手册.txt", b"#!/bin/sh\nrm x\n", "不是能收的文件"),
        ("4 手册.pdf", b"", "空的"),
        ("4 手册.docx", b"PK\x03\x04[Content_Types].xml word/ vbaProject.bin", "宏"),
        ("4 手册.zip", b"PK\x03\x04 other", "压缩包"),
    ],
)
def test_what_is_no_evidence_is_not_taken(
    desk: Desk, case: str, folder: Path, name: str, data: bytes, words: str
) -> None:
    (folder / name).write_bytes(data)
    said = desk("case", "evidence", case, folder, *BY, "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "evidence_file")
    assert words in said.json["errors"][0]["message"]["zh"]
    assert not (desk.staff.home / "casework").exists()


def test_the_letter_asks_for_what_is_missing_and_names_no_address_of_the_case(
    desk: Desk, case: str, folder: Path, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.pdf"
    said = desk("case", "evidence", case, folder, "--letter", letter, "--until", "2030-01-31", *BY, "--json")
    assert said.code == 0, said
    pages = list(pypdfium2.PdfDocument(letter))
    text = "".join("".join(page.get_textpage().get_text_range() for page in pages).split())
    assert "补正通知书" in text
    assert case in text
    assert "18客户报修记录" in text
    assert "2030年1月31日" in text
    assert "/c/" not in text
    shown = desk("case", "show", case, "--json").json
    assert (shown["deadline"], shown["overdue"]) == ("2030-01-31", [])
    assert [row["act"] for row in shown["trail"]] == ["open", "evidence", "request"]
    with sqlite3.connect(desk.staff.home / "casework.db") as connection:
        connection.execute("UPDATE cases SET deadline = '2026-01-31'")
    assert [each["code"] for each in desk("case", "show", case, "--json").json["overdue"]] == ["evidence"]


def test_a_forgotten_case_holds_no_person_and_its_trail_still_opens(desk: Desk, case: str, folder: Path) -> None:
    (folder / f"1 简介 {forms.CONTACT_NAME}.pdf").write_bytes(PDF + b"by name")
    desk("case", "evidence", case, folder, *BY)
    assert_clear(desk("case", "forget", case, *BY), 1)
    desk("case", "close", case, "--reason", "企业撤回申请", *BY)
    assert desk("case", "forget", case, *BY, "--json").json["deleted"] == 6
    assert list((desk.staff.home / "casework" / "files").iterdir()) == []
    assert forms.CONTACT_NAME.encode() not in (desk.staff.home / "casework.db").read_bytes()
    assert desk("audit", "--json").code == 0
    assert desk("case", "show", case, "--json").json["trail"][-1]["act"] == "forget"


def test_what_was_forgotten_does_not_come_back_with_an_older_copy(
    desk: Desk, case: str, folder: Path, tmp_path: Path
) -> None:
    """Not by restoring an older backup, nor where somebody puts an older database in its place."""
    home, anew = desk.staff.home, tmp_path / "anew"
    desk("case", "evidence", case, folder, *BY)
    assert desk("backup", tmp_path / "older.tar").code == 0
    older = (home / "casework.db").read_bytes()
    papers = home / "casework" / case
    papers.mkdir(mode=0o700)
    (papers / "decision.pdf").write_bytes(b"a letter to somebody")
    desk("case", "close", case, "--reason", "企业撤回申请", *BY)
    forgotten = desk("case", "forget", case, *BY, "--json").json
    assert (forgotten["deleted"], forgotten["papers"], papers.exists()) == (5, True, False)
    listed = home / "casework" / "forgotten.txt"
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600
    assert forms.CONTACT_NAME not in listed.read_text("utf-8")
    for number, content in enumerate(("", "A26-00001\n", "nonsense")):
        (bad := tmp_path / f"bad-{number}").write_text(content, "utf-8")
        said = restored(desk, tmp_path / "older.tar", anew, "--seen", published(desk), "--forgotten", bad)
        assert (said.json["error"]["code"], anew.exists()) == ("forgotten_list", False)
    said = restored(desk, tmp_path / "older.tar", anew, "--seen", published(desk), "--forgotten", listed)
    assert (said.code, said.json["forgotten"]) == (0, [case])
    (home / "casework.db").write_bytes(older)
    assert case in desk("staff", "add", "clerk-01", "--role", "clerk", *BY).err
    for each in (Desk(Staff(anew, desk.staff.passphrase_file), desk.capsys), desk):
        assert forms.CONTACT_NAME.encode() not in (each.staff.home / "casework.db").read_bytes()
        shown = each("case", "show", case, "--json").json
        assert (shown["state"], shown["trail"][-1]["act"]) == ("closed", "forget-again")
        assert list((each.staff.home / "casework" / "files").iterdir()) == []
    assert desk("audit", "--json").code == 0
    assert "deleted again" not in desk("staff", "add", "clerk-02", "--role", "clerk", *BY).err


def test_a_file_without_a_row_is_cleared_away_by_the_next_act(desk: Desk, case: str, folder: Path) -> None:
    desk("case", "evidence", case, folder / "营业执照.pdf", *BY)
    files = desk.staff.home / "casework" / "files"
    (files / ("ab" * 32)).write_bytes(b"left by a crash")
    desk("case", "evidence", case, folder / "1、公司简介.pdf", *BY)
    assert len(list(files.iterdir())) == 2


def test_a_backup_takes_the_evidence_and_a_restored_one_has_it(
    desk: Desk, case: str, folder: Path, tmp_path: Path
) -> None:
    desk("case", "evidence", case, folder, *BY)
    assert desk("backup", tmp_path / "backup.tar").code == 0
    with tarfile.open(tmp_path / "backup.tar") as archive:
        assert f"evidence/{case}.tar" in archive.getnames()
    home = tmp_path / "restored"
    said = desk.staff.run("restore-backup", tmp_path / "backup.tar", "--home", home, "--nothing-newer")
    assert said
    kept = sorted(file.name for file in (desk.staff.home / "casework" / "files").iterdir())
    assert sorted(file.name for file in (home / "casework" / "files").iterdir()) == kept
    assert not (home / "evidence").exists()
    (desk.staff.home / "casework" / "files" / kept[0]).unlink()
    assert_clear(desk("backup", tmp_path / "other.tar"), 2)
    assert not (tmp_path / "other.tar").exists()
