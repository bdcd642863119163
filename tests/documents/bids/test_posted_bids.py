"""A list that a page hands in again: it says the same, and mended lines go to their places and nowhere else."""

from __future__ import annotations

import pytest

from certs.certificate.bids.read_bids import BidList, read_file
from certs.certificate.bids.reading_notes import MENDED
from certs.documents.bids.posted_bids import lines_to_mend, posted, read_mended, read_posted, with_text
from tests.certificate.bids.sample_lists import workbook

ROWS = [
    ["名单"],
    ["单位", "编号", "产品", "开标日"],
    ['"未闭合公司', "", "空调", "2026-12-08"],
    ["乙公司", "=B9", "空调", "12月8日"],
    ['丙"公司"', "99926SC00001R0M", "#REF!", ""],
    ["丁公司", "99926SC00002R0M", "空调", "2026-12-08"],
    ["合计：4 家"],
]


def handed_in() -> BidList:
    return read_file(workbook(("甲 包", ROWS), ("乙", [["编号"], ["99926SC00003R0M"]])), "名单.xlsx")


def mended(listed: BidList, text: str, language: str = "zh") -> BidList:
    return read_mended(with_text(posted(listed.bids, listed.notes), text), language)


def test_what_is_handed_in_again_is_the_same_list() -> None:
    listed = handed_in()
    assert read_posted(posted(listed.bids, listed.notes).encode()) == listed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_lines_that_were_left_as_they_stood_change_nothing(language: str) -> None:
    listed = handed_in()
    assert mended(listed, lines_to_mend(listed.bids, language), language) == listed


def test_a_mended_line_changes_its_row_alone_and_is_named() -> None:
    listed = handed_in()
    lines = lines_to_mend(listed.bids, "zh").replace(
        "乙公司\t\t空调\t12月8日", "乙公司\t99926SC00009R0M\t空调\t2026-12-09"
    )
    answer = mended(listed, f"{lines}\n戊公司 99926SC00004R0M 空调 2026-12-08\n合计：5 家\n")
    changed = [(b.sheet, b.row) for a, b in zip(listed.bids, answer.bids, strict=False) if a != b]
    assert changed == [("甲 包", 4)]
    assert (answer.bids[1].number, answer.bids[1].error) == ("99926SC00009R0M", None)
    added = answer.bids[len(listed.bids) :]
    assert [(each.sheet, each.row, each.number) for each in added] == [("新增", 1, "99926SC00004R0M"), ("新增", 2, "")]
    assert [note.of for note in answer.notes if note.code == MENDED] == [("4:甲 包",)]
    again = mended(answer, lines_to_mend(answer.bids[-1:], "zh").replace("合计：5 家", "己公司"))
    assert len(again.bids) == len(answer.bids)
    assert [note.of for note in again.notes if note.code == MENDED] == [("4:甲 包", "2:新增")]
