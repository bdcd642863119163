"""The rules of reporting: one wrong field, one error that names it, and all of them at once."""

from __future__ import annotations

from datetime import date

import pytest

from certs.casework.cnca.month import Month
from certs.casework.cnca.month_sheet import COLUMNS, told_scope
from certs.casework.cnca.reporting_rules import faults

MONTH = Month(date(2026, 11, 1))
GOOD = dict.fromkeys(COLUMNS, "") | {
    "number": "99926SC00001R0M",
    "holder": "青禾家用电器（样例）有限公司",
    "uscc": "91000000MA0000277Y",
    "address": "浙江省杭州市样例大道1号",
    "sites": "总部，浙江省杭州市样例大道1号",
    "scope": "家用空调器（含安装）（GB/T 27922-2011 五星级）",
    "activity": "01",
    "first_issued": "2026-11-23",
    "issued": "2026-11-23",
    "valid_until": "2029-11-22",
    "status_code": "01",
    "changed_on": "2026-11-23",
}


def test_a_good_row_has_no_fault() -> None:
    assert faults(GOOD, "五星级", MONTH) == ()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("number", "99926sc00001r0m", "format"),
        ("number", "99926 SC00001R0M", "format"),
        ("number", "", "missing"),
        ("predecessor", "99923SC00001R0m", "format"),
        ("holder", " 青禾家用电器（样例）有限公司", "format"),
        ("address", "浙江省\n杭州市", "format"),
        ("sites", "", "missing"),
        ("uscc", "91000000MA0000278Y", "check-digit"),
        ("scope", "家用空调器（含安装）", "missing"),
        ("scope", "五星级、四星级售后服务", "conflict"),
        ("scope", "五星级酒店布草清洗", "missing"),
        ("activity", "0301", "unknown"),
        ("status_code", "04", "unknown"),
        ("issued", "2026/11/23", "format"),
        ("first_issued", "2026-11-24", "conflict"),
        ("valid_until", "2026-11-22", "conflict"),
        ("changed_on", "2026-12-01", "range"),
    ],
)
def test_each_fault_names_its_number_and_field(name: str, value: str, code: str) -> None:
    (fault, *more) = faults(GOOD | {name: value}, "五星级", MONTH)
    assert (fault.code, not more) == (code, True)
    assert COLUMNS[fault.field][0] in fault.message.zh
    if name != "number":
        assert GOOD["number"] in fault.message.zh
        assert GOOD["number"] in fault.message.en


def test_all_faults_are_told_at_once() -> None:
    bad = GOOD | {"number": "99926sc1", "uscc": "1", "valid_until": "never", "scope": "家用空调器"}
    assert {fault.field for fault in faults(bad, "五星级", MONTH)} == {"number", "uscc", "valid_until", "scope"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("家用空调器", "家用空调器（GB/T 27922-2011 四星级）"),
        ("家用空调器，四星级", "家用空调器，四星级"),
        ("四星级酒店用品", "四星级酒店用品（GB/T 27922-2011 四星级）"),
    ],
)
def test_the_scope_is_told_with_the_level(text: str, told: str) -> None:
    subject = {"scheme": "gbt27922-2011", "level": "four-star", "standard": "GB/T 27922-2011", "scope_text": text}
    assert told_scope(subject) == told
