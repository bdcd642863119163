"""What speaks against a draft: every refusal by its field, code and words, all of them at once."""

from __future__ import annotations

import pytest

from certs.certificate.reading.read_file import read
from tests.certificate.sample_inputs import EXAMPLE, TODAY, sentences, told, toml

ERRORS: dict[str, tuple[str, str, list[tuple[str, str]], str]] = {
    "name left out": (
        'name = "青禾家用电器（样例）有限公司"\n',
        "",
        [("holder.name", "missing")],
        "[holder] name（组织名称）：没有填写组织名称",
    ),
    "name empty": ('"青禾家用电器（样例）有限公司"', '" \u3000"', [("holder.name", "missing")], "没有填写"),
    "name a number": ('"青禾家用电器（样例）有限公司"', "12", [("holder.name", "type")], "加引号"),
    "name a truth": ('"青禾家用电器（样例）有限公司"', "true", [("holder.name", "type")], "加引号"),
    "name without letters": ('"青禾家用电器（样例）有限公司"', '"……"', [("holder.name", "format")], "不是内容"),
    "name too long": ("青禾家用电器（样例）", "青" * 200, [("holder.name", "range")], "最多 200 个"),
    "name garbled": ("青禾家用", "青\ufffd家用", [("holder.name", "format")], "乱码"),
    "name with a bidi mark": ("青禾家用", "青\\u202e禾", [("holder.name", "format")], "U+202E"),
    "name with a control": ("青禾家用", "青\\u0001禾", [("holder.name", "format")], "U+0001"),
    "name no font has": ("青禾家用", "青𠮷", [("holder.name", "glyph")], "𠮷（U+20BB7）"),
    "English name in Chinese": ("Qinghe Home", "青禾 Home", [("holder.name_en", "format")], "汉字"),
    "uscc mistyped": ("277Y", "278Y", [("holder.uscc", "check-digit")], "校验位"),
    "uscc short": ("277Y", "27Y", [("holder.uscc", "format")], "17 位"),
    "uscc a number": ('"91000000MA0000277Y"', "91", [("holder.uscc", "type")], "文字"),
    "no scheme": ('scheme = "gbt27922-2011"\n', "", [("certificate.scheme", "missing")], "评价方案"),
    "unknown scheme": ("gbt27922-2011", "gbt27922", [("certificate.scheme", "unknown")], "brand-1000"),
    "score too exact": ("96.5", "96.1234567", [("certificate.score", "range")], "7 位"),
    "score with a comma": ("96.5", "96,5", [("certificate.score", "format")], "逗号"),
    "score negative": ('"96.5"', "-1", [("certificate.score", "format")], "96.5"),
    "score a truth": ('"96.5"', "true", [("certificate.score", "type")], "数字"),
    "score not a number": ('"96.5"', "nan", [("certificate.score", "format")], "数字"),
    "score without end": ('"96.5"', "inf", [("certificate.score", "format")], "数字"),
    "score hostile": ('"96.5"', "1e999999999", [("certificate.score", "format")], "数字"),
    "score of digits": ('"96.5"', "9" * 400, [("certificate.score", "format")], "数字"),
    "score above full marks": ("96.5", "100.5", [("certificate.score", "range")], "满分为 100"),
    "score too low": ("96.5", "69.999", [("certificate.score", "range")], "69.999"),
    "too many deductions": (
        "special_deductions = 0",
        "special_deductions = 5",
        [("certificate.special_deductions", "range")],
        "5 项",
    ),
    "bonus of two": ("bonus = 0", "bonus = 2", [("certificate.bonus", "range")], "0 与 1"),
    "deductions negative": (
        "deductions = 0",
        "deductions = -1",
        [("certificate.special_deductions", "format")],
        "整数",
    ),
    "deductions in halves": (
        "deductions = 0",
        "deductions = 0.5",
        [("certificate.special_deductions", "format")],
        "整数",
    ),
    "headcount of nobody": ("320", "0", [("certificate.headcount", "range")], "1 与"),
    "headcount beyond": ("320", "10000001", [("certificate.headcount", "range")], "10000000"),
    "headcount hostile": ("320", "1" + "0" * 300, [("certificate.headcount", "format")], "整数"),
    "one decider": (', "decider-01"', "", [("certificate.decided_by", "range")], "两个"),
    "three deciders": ('"decider-01"', '"decider-01", "c"', [("certificate.decided_by", "range")], "两个"),
    "deciders the same": ("decider-01", "ＲＥＶＩＥＷＥＲ-02", [("certificate.decided_by", "conflict")], "同一个人"),
    "a decider's name": ("decider-01", "张三", [("certificate.decided_by[1]", "format")], "姓名"),
    "a decider of blanks": ('"decider-01"', '" "', [("certificate.decided_by[1]", "missing")], "空的"),
    "a decider with spaces": ("decider-01", "decider 01", [("certificate.decided_by[1]", "format")], "工号只用"),
    "deciders as text": (
        '["reviewer-02", "decider-01"]',
        '"a；b"',
        [("certificate.decided_by", "type")],
        "reviewer-02",
    ),
    "list as text": ('["青禾样例"]', '"青禾样例"', [("scope[0].brands", "type")], "方括号"),
    "list of numbers": ('["青禾样例"]', "[1]", [("scope[0].brands[0]", "type")], "第 1 项"),
    "list with a gap": ('["青禾样例"]', '["青禾样例", ""]', [("scope[0].brands[1]", "missing")], "空的"),
    "list with a double": ('["青禾样例"]', '["青禾样例", "青禾样例 "]', [("scope[0].brands[1]", "duplicate")], "两次"),
    "list too long": ('["青禾样例"]', str([f"牌{n}" for n in range(21)]), [("scope[0].brands", "range")], "最多 20"),
    "category odd": ("C3852", "X3852", [("scope[0].category", "format")], "C3852"),
    "site not listed": (
        'excludes = ["中央空调", "商用多联机"]',
        'sites = ["分部"]',
        [("scope[0].sites[0]", "unknown")],
        "总部、杭州服务网点",
    ),
    "scope twice": ('"家用电热水器"', '"家用空调器"', [("scope[1].name", "duplicate")], "第 1 项"),
    "site twice": ('"杭州服务网点"', '"总部"', [("sites[1].name", "duplicate")], "第 1 个"),
    "field misspelt": (
        "headcount",
        "head_count",
        [("certificate.head_count", "unknown"), ("certificate.headcount", "missing")],
        "是不是 headcount",
    ),
    "section misspelt": (
        "[holder]",
        "[holders]",
        [("holders", "unknown"), ("holder.name", "missing"), ("holder.uscc", "missing"), ("holder.address", "missing")],
        "是不是 holder",
    ),
    "issued too early": (
        "headcount",
        "issued = 2026-08-24\nheadcount",
        [("certificate.issued", "range")],
        "最早为 2026-08-25",
    ),
    "issued too late": (
        "headcount",
        "issued = 2026-12-24\nheadcount",
        [("certificate.issued", "range")],
        "最晚为 2026-12-23",
    ),
    "issued two-digit": ("headcount", 'issued = "26-11-23"\nheadcount', [("certificate.issued", "format")], "四位年份"),
    "issued with zone": (
        "headcount",
        "issued = 2026-11-23T20:00:00Z\nheadcount",
        [("certificate.issued", "format")],
        "时区",
    ),
    "issued a number": ("headcount", "issued = 46349\nheadcount", [("certificate.issued", "type")], "不是日期"),
    "former name is the name": (
        'name_en = "Qinghe',
        'former_names = ["青禾家用电器（样例）有限公司"]\nname_en = "Qinghe',
        [("holder.former_names", "conflict")],
        "曾用名",
    ),
    "take-over without a number": (
        "[[scope]]",
        "[taken_over]\nfirst_issued = 2020-01-01\n[[scope]]",
        [("taken_over.number", "missing")],
        "原证书编号",
    ),
    "deciders as numbers": (
        '["reviewer-02", "decider-01"]',
        "[1, 2]",
        [("certificate.decided_by[0]", "type"), ("certificate.decided_by[1]", "type")],
        "加引号",
    ),
    "a formula as name": ("青禾家用电器（样例）有限公司", "=1+1 公司", [("holder.name", "format")], "公式"),
    "a full-width formula": ("浙江省杭州市西湖区样例街12号", "＝A1", [("sites[1].address", "format")], "公式"),
    "take-over of a credit code": (
        "[[scope]]",
        '[taken_over]\nnumber = "91000000MA0000277Y"\nfirst_issued = 2020-01-01\n[[scope]]',
        [("taken_over.number", "conflict")],
        "不是证书编号",
    ),
    "take-over of an odd number": (
        "[[scope]]",
        '[taken_over]\nnumber = "a b"\nfirst_issued = 2020-01-01\n[[scope]]',
        [("taken_over.number", "format")],
        "6 到 40",
    ),
    "take-over first issued later": (
        "[[scope]]",
        ('issued = 2025-01-01\n[taken_over]\nnumber = "ABC123"\nfirst_issued = 2025-01-02\n[[scope]]'),
        [("taken_over.first_issued", "conflict")],
        "晚于",
    ),
    "take-over of itself": (
        "[[scope]]",
        ('[taken_over]\nnumber = "ABC123"\npredecessor = "abc123"\nfirst_issued = 2025-01-02\n[[scope]]'),
        [("taken_over.predecessor", "conflict")],
        "相同",
    ),
    "scope as one table": (
        '[[scope]]\nname = "家用空调器"',
        '[scope]\nname = "家用空调器"',
        [("file", "format")],
        "前面已经写过",
    ),
    "brand-1000 with deductions": (
        '"gbt27922-2011"\nscore = "96.5"\nspecial_deductions = 0',
        '"brand-1000"\nscore = "960"\nspecial_deductions = 1',
        [("certificate.special_deductions", "conflict")],
        "brand-1000",
    ),
}


@pytest.mark.parametrize(("old", "new", "errors", "words"), ERRORS.values(), ids=list(ERRORS))
def test_each_error_by_field_code_and_words(old: str, new: str, errors: list[tuple[str, str]], words: str) -> None:
    reading = toml(old, new)
    assert reading.drafts == ()
    assert told(reading) == errors
    assert words in sentences(reading)
    assert all(error.message.en.strip() for refused in reading.refused for error in refused.errors)


def test_all_errors_come_at_once() -> None:
    data = (
        EXAMPLE.replace("277Y", "278Y")
        .replace("96.5", "x")
        .replace("320", "0")
        .replace("decider-01", "reviewer-02")
        .replace("安装", "安𠮷")
    )
    assert told(read(data.encode(), "a.toml", TODAY)) == [
        ("holder.uscc", "check-digit"),
        ("certificate.score", "format"),
        ("certificate.headcount", "range"),
        ("certificate.decided_by", "conflict"),
        ("scope[0].includes[0]", "glyph"),
        ("scope[1].includes[0]", "glyph"),
    ]


def test_an_empty_certificate_lists_everything_it_needs() -> None:
    assert told(read(b"[holder]\n", "a.toml", TODAY)) == [
        ("holder.name", "missing"),
        ("holder.uscc", "missing"),
        ("holder.address", "missing"),
        ("certificate.scheme", "missing"),
        ("certificate.score", "missing"),
        ("certificate.headcount", "missing"),
        ("certificate.decided_by", "missing"),
        ("scope", "missing"),
        ("sites", "missing"),
    ]
