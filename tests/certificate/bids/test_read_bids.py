"""A stack of bids as it comes: every row in its order, with its place, and none lost."""

from __future__ import annotations

import random
from datetime import date, datetime
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs import limits
from certs.certificate.bids.bid import Bid
from certs.certificate.bids.read_bids import read_file, read_text
from certs.certificate.reading.refused_input import FileRefused
from tests.certificate.bids.sample_lists import HEAD, HOSTILE, Rows, packed, workbook

ONE = ("海岚（样例）电器有限公司", "99926SC00001R0M", "家用空调", "2026-12-08")
TWO = ("云杉（虚构）净水设备有限公司", "99926SC00007R0S", "净水器", "2026-12-09")
LINES = {
    "\t".join(ONE): ONE,
    "，".join(ONE): ONE,
    " ".join(ONE): ONE,
    "1. 99926SC00001R0M 海岚（样例）电器有限公司　家用空调  2026年12月8日": (*ONE[:3], "2026年12月8日"),
    "海岚（样例）电器有限公司 家用空调 KFR-26GW": (ONE[0], "", "家用空调 KFR-26GW", ""),
    "999 26 SC 00001 R0 M": ("", "999 26 SC 00001 R0 M", "", ""),
    "９９９２６ＳＣ００００１Ｒ０Ｍ　海岚（样例）电器有限公司": (ONE[0], "99926SC00001R0M", "", ""),
    "00114SH22766R2L/3502 青禾（虚构）家居公司": ("青禾（虚构）家居公司", "00114SH22766R2L/3502", "", ""),
    "Hailan (Sample) Electric Co., Ltd. 99926SC00001R0M Room air conditioners 2026-12-08": (
        "Hailan (Sample) Electric Co., Ltd.",
        "99926SC00001R0M",
        "Room air conditioners",
        "2026-12-08",
    ),
    "青禾家居": ("青禾家居", "", "", ""),
}


def parts(bid: Bid) -> tuple[str, str, str, str]:
    return bid.name, bid.number, bid.product, bid.on


@pytest.mark.parametrize("line", LINES)
def test_a_pasted_line_is_told_apart_in_any_order(line: str) -> None:
    (bid,) = read_text(line).bids
    assert (parts(bid), bid.error, bid.row) == (LINES[line], None, 1)


HEADINGS = {
    "number": ["证书编号", "编号", "认证证书编号（必填）", "Certificate No.", "cert number"],
    "name": ["投标单位", "供应商名称", "投标人名称（全称）", "企业名称", "Bidder", "Company name"],
    "product": ["产品", "投标产品", "货物名称", "采购产品", "Product"],
    "on": ["开标日期", "开标时间", "投标截止日期", "日期", "Bid date"],
}
OPENED: Final = datetime(2026, 12, 8, 9, 30)  # noqa: DTZ001 - as a sheet has it
KINDS = tuple(HEADINGS)
TEXTS: dict[str, st.SearchStrategy[str]] = {
    "number": st.builds(
        "999{:02d}SC{:05d}R0{}".format, st.integers(24, 26), st.integers(1, 99_999), st.sampled_from("SML")
    ),
    "name": st.builds(
        "{}（虚构）{}有限公司".format, st.sampled_from(["海岚", "云杉", "松间"]), st.sampled_from(["电器", "家居"])
    ),
    "product": st.sampled_from(["家用空调", "净水器", "电梯维修", "Room air conditioner", "KFR-26GW"]),
    "on": st.dates(date(2024, 1, 1), date(2028, 1, 1)).map(date.isoformat),
}
ROW = st.fixed_dictionaries(TEXTS)


@given(
    st.lists(ROW, min_size=2, max_size=6),
    st.permutations(KINDS),
    st.sampled_from(["\t", ",", ";", "xlsx"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "gbk", "utf-16"]),
    st.integers(0, 2),
    st.randoms(use_true_random=False),
)
def test_columns_are_found_in_any_order_by_heading_or_by_content(
    rows: list[dict[str, str]],
    order: list[str],
    form: str,
    headed: bool,
    encoding: str,
    titles: int,
    chance: random.Random,
) -> None:
    head = [["某某项目投标名单"]] * titles + [[chance.choice(HEADINGS[kind]) for kind in order]] if headed else []
    table = [*head, *([row[kind] for kind in order] for row in rows)]
    if form == "xlsx":
        data = workbook(("名单", table))
    else:
        data = "\r\n".join(form.join(row) for row in table).encode(encoding)
    bids = read_file(data, "名单").bids
    assert [(b.number, b.name, b.product, b.on) for b in bids] == [tuple(row[kind] for kind in KINDS) for row in rows]
    assert [bid.row for bid in bids] == list(range(len(head) + 1, len(table) + 1))


def test_a_sheet_as_offices_make_them_loses_nothing() -> None:
    rows: Rows = [
        ["2026 年空调采购 投标单位名单"],
        ["制表：采购处"],
        HEAD,
        [1, ONE[0], OPENED, ONE[1], ONE[2], None],
        [2, TWO[0], date(2026, 12, 9), TWO[1], "无", "待核"],
        [3, "北屿（样例）照明", "08/12/2026", "99925SC00113R0M", "照明", ""],
        [4, "松间（虚构）电梯", 46364, "=B4", "电梯", ""],
        [5, None, None, None, None, None],
        [6, "朗川（样例）", None, "99924SC00140R0S", "同上", ""],
        ["合计：5 家"],
    ]
    second: Rows = [["单位", "编号"], ["甲公司", "99926SC00066R0S"], [None, "99926SC00067R0S"]]
    data = workbook(("名单", rows), ("草稿", [["x"]]), ("二包", second), hidden=["草稿"], merged=["A1:F1"])
    answer = read_file(data, "名单.xlsx")
    assert [(bid.sheet, bid.row, bid.error and (bid.error.field, bid.error.code)) for bid in answer.bids] == [
        ("名单", 4, None),
        ("名单", 5, None),
        ("名单", 6, ("on", "format")),
        ("名单", 7, ("number", "format")),
        ("名单", 9, ("product", "unknown")),
        ("二包", 2, None),
        ("二包", 3, None),
    ]
    assert answer.bids[0].moment is not None
    assert answer.bids[0].moment.day == date(2026, 12, 8)
    assert (answer.bids[1].product, answer.bids[3].on) == ("", "2026-12-08")
    assert any("第 10 行“合计：5 家”不是投标" in note.words.zh for note in answer.notes)
    assert not any("制表" in note.words.zh for note in answer.notes)
    assert answer.bids[2].error is not None
    assert "分不清年、月、日" in answer.bids[2].error.message.zh
    assert any("草稿" in note.words.zh and "没有读" in note.words.zh for note in answer.notes)


def test_a_merged_name_stands_for_each_of_its_rows() -> None:
    rows: Rows = [["单位", "编号"], ["甲公司", "99926SC00066R0S"], [None, "99926SC00067R0S"]]
    bids = read_file(workbook(("a", rows), merged=["A2:A3"]), "a").bids
    assert [bid.name for bid in bids] == ["甲公司", "甲公司"]


def test_what_a_formula_came_to_is_read_and_one_without_is_told() -> None:
    cells = '<row><c t="str"><f>A2</f><v>99926SC00001R0M</v></c></row><row><c><f>A3</f></c></row>'
    bids = read_file(packed(b"", rows=cells), "a").bids
    assert [(bid.number, bid.error and bid.error.field) for bid in bids] == [("99926SC00001R0M", None), ("", "number")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{'x' * 201}公司", "range"),
        (f"甲公司,{'x' * 61}", "range"),
        ("同上", "unknown"),
        ("甲公司,净水器,2026-13-01", "format"),
        ("甲公司,净水器,1234-01-01", "range"),
        ("甲公司,净水器,2026-12-08 23:30", "format"),
        ("/,/", "missing"),
    ],
)
def test_a_row_that_cannot_be_understood_says_why_and_stays(line: str, code: str) -> None:
    (bid,) = read_text(line).bids
    assert bid.error is not None
    assert bid.error.code == code
    assert bid.row == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_list_is_refused_by_what_it_is(name: str) -> None:
    make, code = HOSTILE[name]
    with pytest.raises(FileRefused) as refused:
        read_file(make(), "list.xlsx" if name == "a cut-off sheet" else "list")
    assert refused.value.code == code


def test_as_many_rows_as_may_be_are_read() -> None:
    assert len(read_text("99926SC00001R0M\n" * limits.BIDS).bids) == limits.BIDS


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        bids = read_text(text).bids
    except FileRefused:
        return
    assert all(bid.row for bid in bids)
