"""What a batch does not issue: named, kept in a sheet that can be mended, and never issued by the way."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest

from tests.instances import DECIDED, number
from tests.scripts import sheets
from tests.scripts.command_calls import Desk

NUMBER = number(1)


def test_a_formula_in_place_of_a_name_is_refused_however_often_it_is_handed_in(desk: Desk, tmp_path: Path) -> None:
    batch = sheets.write(tmp_path / "batch.xlsx", [sheets.certificate(1, name='=HYPERLINK("http://evil","点我")')])
    again, third = tmp_path / "again.xlsx", tmp_path / "third.xlsx"
    first = desk.act("issue", batch, "--skip-bad", "--refused-to", again)
    second = desk.act("issue", again, "--skip-bad", "--refused-to", third)
    for said in (first, second, desk.act("issue", third)):
        assert (said.code, said.json["issued"]) == (1, [])
        assert [error["field"] for item in said.json["refused"] for error in item["errors"]] == ["holder.name"]
    assert openpyxl.load_workbook(again)["证书"]["B3"].data_type == "s"


def test_a_row_that_is_nobodys_holds_the_others_back_and_none_is_lost(desk: Desk, tmp_path: Path) -> None:
    rows = [sheets.certificate(1), sheets.certificate(2), sheets.certificate(3, score="101")]
    batch, refused = sheets.write(tmp_path / "batch.xlsx", rows), tmp_path / "refused.xlsx"
    sheets.correct(batch, "范围", 6, no=7, name="木质门")
    said = desk.act("issue", batch, "--skip-bad", "--refused-to", refused)
    assert (said.code, said.json["issued"]) == (1, [])
    assert [item["source"].removeprefix(str(batch)) for item in said.json["refused"]] == [
        "",
        " 证书!A5",
        " 证书!A3",
        " 证书!A4",
    ]
    assert len(sheets.cells(refused, "证书")) == 5
    scope = sheets.cells(refused, "范围")
    assert [row[:2] for row in scope[-1:]] == [[7, "木质门"]]
    assert [row[0] for row in sheets.cells(refused, "证书")[2:]] == [3, 1, 2]
    assert len([note for note in sheets.comments(refused, "证书") if "held back" in note]) == 2
    assert ["number 7" in note for note in sheets.comments(refused, "范围")] == [True]
    sheets.correct(refused, "证书", 3, score="93")  # the refused one comes first
    sheets.correct(refused, "范围", len(scope), no=2)
    mended = desk.act("issue", refused)
    assert (mended.code, len(mended.json["issued"])) == (0, 3)
    plain = desk.act("issue", batch)  # without --skip-bad only what is wrong is listed
    assert [item["source"].removeprefix(str(batch)) for item in plain.json["refused"]] == ["", " 证书!A5"]


def test_a_file_that_cannot_be_opened_is_one_refused_item(desk: Desk, tmp_path: Path) -> None:
    batch = sheets.write(tmp_path / "batch.xlsx", [sheets.certificate(1)])
    os.mkfifo(tmp_path / "pipe.toml")
    missing = [tmp_path / "missing.toml", tmp_path / "pipe.toml", tmp_path / "missing.xlsx"]
    said = desk.act("issue", *missing, batch)
    assert (said.code, said.json["issued"]) == (1, [])
    assert [item["source"] for item in said.json["refused"]] == list(map(str, missing))
    said = desk.act("issue", *missing, batch, "--skip-bad", "--refused-to", tmp_path / "refused.xlsx")
    assert (said.code, len(said.json["issued"]), len(said.json["refused"])) == (1, 1, 3)


@pytest.mark.parametrize(
    "arguments",
    [
        ("suspend", "pipe.csv", "--reason", "complaint", "--by", "a", "--until", "2999-01-01"),
        ("verify", NUMBER, "--offline", "--trust", "pipe.csv"),
        ("init", "--profile", "pipe.csv"),
        ("restore-backup", "x.tar", "--seen", "pipe.csv"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_pipe_lets_no_command_wait(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    monkeypatch.chdir(tmp_path)
    said = desk(*arguments)
    assert said.code in {1, 64}
    assert "not a regular file" in said.err


def test_the_sheet_of_refused_numbers_holds_no_formula(desk: Desk, tmp_path: Path) -> None:
    refused = tmp_path / "refused.xlsx"
    said = desk.act(
        "revoke",
        '=HYPERLINK("http://x","y")',
        NUMBER,
        "--reason",
        "fraud",
        *DECIDED,
        "--skip-bad",
        "--refused-to",
        refused,
    )
    assert (said.code, [changed["number"] for changed in said.json["changed"]]) == (1, [NUMBER])
    rows = list(openpyxl.load_workbook(refused).active.iter_rows())
    assert {cell.data_type for row in rows for cell in row} == {"s"}
    assert str(rows[1][0].value).startswith("=HYPERLINK")


def test_each_row_keeps_its_own_number_as_far_as_several_files_let_it(desk: Desk, tmp_path: Path) -> None:
    bad = [sheets.certificate(n, score="12" if n in {2, 4} else "96") for n in range(1, 5)]
    first = sheets.write(tmp_path / "a.xlsx", bad)
    second = sheets.write(tmp_path / "b.xlsx", [sheets.certificate(11), sheets.certificate(12, score="12")])
    for place in (3, 4, 5, 6):  # numbers of people's own
        for sheet in ("证书", "范围", "场所"):
            sheets.correct(first, sheet, place, no=f"A-{place}")
    refused = tmp_path / "refused.xlsx"
    assert desk.act("issue", first, second, second, "--skip-bad", "--refused-to", refused).code == 1
    numbers = [row[0] for row in sheets.cells(refused, "证书")[2:]]
    assert numbers[:3] == ["A-4", "A-6", 2]
    for sheet in ("范围", "场所"):
        assert {row[0] for row in sheets.cells(refused, sheet)[2:]} == set(numbers)
