"""What a column is taken for, whatever its heading: a brand and a model are never asked without their product."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from certs.certificate.bids.bid import Bid
from certs.certificate.bids.read_bids import BidList, read_file, read_text
from certs.certificate.coverage.coverage import Answer, coverage_of
from tests.certificate.bids.sample_lists import Rows, workbook

FIRM: Final = "云杉（虚构）净水设备有限公司"
NUMBER: Final = "99926SC00007R0S"
EXCLUDED: Final = ("管线机", "云杉样例", "RO-75")
SUBJECT: Final = {
    "excludes": [],
    "scope": [
        {
            "name": "家用净水机",
            "brands": ["云杉样例"],
            "models": ["RO-*"],
            "includes": ["安装"],
            "excludes": [EXCLUDED[0]],
        }
    ],
}
HEADS: Final = (
    *(
        "名称",
        "投标品种",
        "产品",
        "货物",
        "标的",
        "品名",
        "采购内容",
        "投标产品名称",
        "产品名称及型号",
        "拟供机型",
        "器具",
    ),
    *(
        "项目",
        "服务内容",
        "投标内容",
        "备注",
        "说明",
        "规格",
        "规格型号",
        "型号",
        "品牌",
        "商标",
        "单位",
        "编号",
        "序号",
    ),
    *(
        "日期",
        "种类",
        "类别",
        "用途",
        "供货范围",
        "Article",
        "What",
        "名称（必填）",
        "所报设备",
        "包内容",
        "投标单位",
        "??",
    ),
)


def read(rows: Rows, *merged: str) -> BidList:
    return read_file(workbook(("名单", rows), merged=merged), "名单.xlsx")


def answers(bids: tuple[Bid, ...]) -> set[Answer | None]:
    return {coverage_of(SUBJECT, bid.product).answer if bid.product else None for bid in bids}


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("head", HEADS)
def test_no_heading_makes_an_excluded_product_covered(head: str, before: bool) -> None:
    asked = [(head, EXCLUDED[0])] if before else []
    asked += [("品牌", EXCLUDED[1]), ("型号", EXCLUDED[2])]
    asked += [] if before else [(head, EXCLUDED[0])]
    heads = ["投标单位", "证书编号", "开标日", *(name for name, _ in asked)]
    row = [FIRM, NUMBER, "2026-12-08", *(text for _, text in asked)]
    listed = read([heads, row, row])
    assert answers(listed.bids) <= {Answer.EXCLUDED, None}
    for bid in listed.bids:
        assert (bid.name, bid.number) == (FIRM, NUMBER)
        assert bid.product or bid.unasked  # nothing entered is lost
    if not listed.bids[0].product:
        assert any("没有核对是否覆盖" in note.words.zh for note in listed.notes)
        assert head in {"型号", "规格型号", "品牌", "商标"} or any(
            f"“{head}”" in note.words.zh for note in listed.notes
        )


TWO_ROWS: Final = (
    ("序号", "投标单位", "投标产品", None, None, "售后证书", None, "开标日"),
    (None, None, "名称", "品牌", "型号", "编号", "有效期至", None),
    (1, FIRM, *EXCLUDED, NUMBER, "2027-09-21", "2026-12-08"),
)
PRODUCTS: Final[dict[str, tuple[Rows, tuple[str, str]]]] = {  # the rows, and what is asked and what is not
    "heads in two rows": (TWO_ROWS, ("云杉样例 管线机 RO-75", "")),
    "名称 beside a bidder": (
        (("投标单位", "编号", "名称", "品牌", "型号"), (FIRM, NUMBER, *EXCLUDED)),
        ("云杉样例 管线机 RO-75", ""),
    ),
    "名称 and no bidder": (
        (("编号", "名称", "品牌", "型号"), (NUMBER, *EXCLUDED), (NUMBER, *EXCLUDED)),
        ("云杉样例 管线机 RO-75", ""),
    ),
    "a heading that nobody foresaw": (
        (("投标单位", "编号", "拟供机种", "型号", "备注"), (FIRM, NUMBER, "管线机", "RO-75", "含安装")),
        ("管线机 RO-75", ""),
    ),
    "two of them": (
        (("投标单位", "编号", "甲", "乙", "型号"), (FIRM, NUMBER, "安装", "管线机", "RO-75")),
        ("", "RO-75"),
    ),
    "no product": ((("投标单位", "编号", "品牌", "型号"), (FIRM, NUMBER, *EXCLUDED[1:])), ("", "云杉样例 RO-75")),
    "an empty product": (
        (("投标单位", "编号", "产品", "品牌", "型号"), (FIRM, NUMBER, "/", *EXCLUDED[1:])),
        ("", "云杉样例 RO-75"),
    ),
    "an empty brand": (
        (("投标单位", "编号", "产品", "品牌", "型号"), (FIRM, NUMBER, "管线机", "无", "RO-75")),
        ("管线机 RO-75", ""),
    ),
    "a service beside the product": (
        (
            ("项目名称", "投标单位", "编号", "服务内容", "产品名称", "型号"),
            ("某项目", FIRM, NUMBER, "安装", "管线机", "RO-75"),
        ),
        ("管线机 RO-75", ""),
    ),
    "no headings": (((FIRM, NUMBER, "云杉样例 RO-75", "管线机"),) * 2, ("云杉样例 RO-75 管线机", "")),
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_the_product_is_asked_whole_or_not_at_all(name: str) -> None:
    rows, wanted = PRODUCTS[name]
    merged = ("C1:E1", "F1:G1", "A1:A2", "B1:B2", "H1:H2") if rows is TWO_ROWS else ()
    text = "\n".join("\t".join(str(cell or "") for cell in row) for row in rows)
    for listed in (read(rows, *merged), read_text(text)):
        assert {(bid.product, bid.unasked) for bid in listed.bids} == {wanted}
        assert answers(listed.bids) <= {Answer.EXCLUDED, None}


DAYS: Final[dict[str, tuple[Rows, str | None, str]]] = {  # the rows, the day that is asked, and what a note says
    **{
        head: ((("投标单位", "编号", head), (FIRM, NUMBER, "2026-12-08")), "2026-12-08", "C 列是开标日")
        for head in ("评审时间", "评审日", "采购日期", "评标会日子", "何时")
    },
    "a number in Excel": ((("投标单位", "编号", "评审日子", "预算"), (FIRM, NUMBER, 46364, 45000)), "2026-12-08", ""),
    "another day": (
        (("投标单位", "编号", "证书有效期至"), (FIRM, NUMBER, "2027-09-21")),
        None,
        "C 列“证书有效期至”像日期，没有当作开标日用；按今天答",
    ),
    "beside another day": (
        (("投标单位", "编号", "有效期至", "到会"), (FIRM, NUMBER, "2027-09-21", "2026-12-08")),
        "2026-12-08",
        "",
    ),
    "two that could be it": (
        (("投标单位", "编号", "甲", "乙"), (FIRM, NUMBER, "2026-12-07", "2026-12-08")),
        None,
        "C 列“甲”、D 列“乙”像日期",
    ),
}


@pytest.mark.parametrize("name", DAYS)
def test_the_only_column_of_days_is_the_bid_day_and_any_other_is_named(name: str) -> None:
    rows, day, told = DAYS[name]
    listed = read(rows)
    (bid,) = listed.bids
    assert bid.error is None
    assert (bid.moment.day.isoformat() if bid.moment else None) == day
    assert any(told in note.words.zh for note in listed.notes)


@pytest.mark.parametrize(
    "row",
    [(FIRM, NUMBER, "2024-09-22", "2026-12-08", "家用净水机"), (FIRM, date(2024, 9, 22), NUMBER, date(2026, 12, 8))],
)
def test_of_two_days_without_headings_none_is_chosen_and_none_is_a_product(row: tuple[object, ...]) -> None:
    text = ",".join(map(str, row))
    lists = [read([row, row]), read_text(f"{text}\n{text}"), read_text(text.replace(",", " "))]
    for listed in lists:
        for bid in listed.bids:
            assert bid.error is not None
            assert (bid.error.field, bid.error.code, bid.moment) == ("on", "conflict", None)
            assert "2024-09-22" in bid.error.message.zh
            assert "20" not in bid.product
            assert (bid.name, bid.number) == (FIRM, NUMBER)


def test_a_day_where_a_product_should_stand_is_an_error() -> None:
    (bid,) = read([["投标单位", "编号", "产品"], [FIRM, NUMBER, "2026-12-08"]]).bids
    assert bid.error is not None
    assert (bid.error.field, "日期" in bid.error.message.zh) == ("product", True)


def test_a_day_without_its_year_is_told_with_the_row_s_own_day() -> None:
    rows = [["单位", "编号", "开标日"], [FIRM, NUMBER, "2027-01-08"], [FIRM, NUMBER, "11月25日"], [FIRM, NUMBER, "3/7"]]
    first, *others = read(rows).bids
    assert first.error is None
    for bid, day in zip(others, ("2027-11-25", "2027-03-07"), strict=True):
        assert bid.error is not None
        assert "缺年份" in bid.error.message.zh
        assert day in bid.error.message.zh
    (alone,) = read_text(f"单位,开标日\n{FIRM},11月25日").bids
    assert alone.error is not None
    assert "年份-11-25" in alone.error.message.zh


def test_rows_below_the_list_are_named_and_are_no_bids() -> None:
    firm = "合计（虚构）设备有限公司"
    rows = [["单位", "编号"], [FIRM, NUMBER], [firm, ""], ["小计", "2"], ["合计：2 家", ""]]
    rows += [["核验人：　监督人：　日期：", ""], ["备注：以上均已核对", ""], ["以下空白", ""]]
    listed = read(rows)
    assert [bid.name for bid in listed.bids] == [FIRM, firm]
    (note,) = [note.words.zh for note in listed.notes if "不是投标" in note.words.zh]
    assert all(text in note for text in ("第 4 行“小计", "合计：2 家", "核验人", "备注：以上均已核对", "第 8 行"))


def test_a_row_that_repeats_an_earlier_one_says_which() -> None:
    rows = [["单位", "编号"], [FIRM, NUMBER], ["甲公司", NUMBER], [FIRM, "99926 SC 00007 R0S"], [FIRM, NUMBER]]
    same = read_file(workbook(("A 包", rows), ("B 包", rows[:2])), "名单.xlsx").bids
    assert [bid.same_as for bid in same] == [None, None, 2, 2, None]


LABELLED: Final = {
    f"编号：{NUMBER}，{FIRM}，RO-75 云杉样例 家用净水机，2026年12月8日": (FIRM, "RO-75 云杉样例 家用净水机", ""),
    f"单位：{FIRM} 证书编号:{NUMBER} 产品：云杉样例 家用净水机 开标日：2026-12-08": (FIRM, "云杉样例 家用净水机", ""),
    f"品牌：云杉样例；型号：RO-75；编号：{NUMBER}；日期：2026/12/8": ("", "", "云杉样例 RO-75"),
    f"{NUMBER} 产品名称：管线机，品牌：云杉样例，型号：RO-75，2026.12.8": ("", "云杉样例 管线机 RO-75", ""),
    f"{FIRM} {NUMBER} 2024-09-22 管线机 开标日期：2026-12-08": (FIRM, "管线机", ""),
}


@pytest.mark.parametrize("line", LABELLED)
def test_labels_of_pasted_lines_are_no_part_of_what_they_announce(line: str) -> None:
    for text in (line, f"{line}\n{FIRM}"):
        listed = read_text(text)
        bid = listed.bids[0]
        assert (bid.number, bid.error) == (NUMBER, None)
        assert (bid.name, bid.product, bid.unasked) == LABELLED[line]
        assert bid.moment is not None
        assert bid.moment.day == date(2026, 12, 8)
        assert any("逐行按内容认" in note.words.zh for note in listed.notes)
