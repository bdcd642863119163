"""Files that staff hand in: a bad row, a hostile file, none at all; and nothing is lost or half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.instances import EXAMPLES, number
from tests.scripts import sheets
from tests.scripts.command_calls import Desk, assert_clear, entries

NUMBER = number(1)


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
    arguments = ("withdraw", listed, "--reason", "holder-request", "--by", "clerk-01", "--yes")
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
