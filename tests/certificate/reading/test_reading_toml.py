"""TOML input: the example as it is, what is forgiven, and every refusal by its field, code and words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from certs import bounds
from certs.certificate.content import TakenOver
from certs.certificate.public_content import decision_of, public_content
from certs.certificate.reading.read_file import read
from tests.certificate.samples import EXAMPLE, TODAY, sentences, told, toml


def test_the_example_is_read_as_it_is() -> None:
    reading = toml()
    assert reading.refused == ()
    draft = reading.drafts[0]
    assert draft.holder.name == "青禾家用电器（样例）有限公司"
    assert draft.score == Decimal("96.5")
    assert draft.decided_by == ("reviewer-02", "decider-01")
    assert draft.issued is None
    assert draft.scope[0].models == ("KFR-35GW/*", "KFR-50LW/*")
    assert draft.scope[1].models == ()
    assert [site.name for site in draft.sites] == ["总部", "杭州服务网点"]
    assert draft.source == "a.toml"


def test_public_content_leaves_out_what_is_private_and_what_is_empty() -> None:
    draft = toml().drafts[0]
    level = decision_of(draft).level
    assert level is not None
    content = public_content(draft, level.code)
    assert list(content) == ["holder", "scheme", "level", "scope", "sites"]
    assert content["level"] == "five-star"
    assert content["holder"] == {
        "name": "青禾家用电器（样例）有限公司",
        "name_en": "Qinghe Home Appliances (Sample) Co., Ltd.",
        "uscc": "91000000MA0000277Y",
        "address": "浙江省杭州市滨江区样例大道88号",
    }
    assert content["scope"][1] == {
        "name": "家用电热水器",
        "category": "C3855",
        "brands": ["青禾样例", "小禾样例"],
        "includes": ["安装", "维修"],
    }
    assert not {"score", "headcount", "decided_by", "issued"} & set(content)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"91000000MA0000277Y"', '"９１００ ００００ ma00 00277y"'),
        ('"96.5"', "96.5"),
        ('"96.5"', '"９６．５"'),
        ('"96.5"', '"96.50"'),
        ('"96.5"', '" 96.5 分"'),
        ("320", '"320"'),
        ("320", "320.0"),
        ("320", '"3２0 人"'),
        ('"gbt27922-2011"', '" GBT27922-2011 "'),
        ('"C3852"', '"ｃ 3852"'),
        ('"浙江省杭州市滨江区样例大道88号"', '"\\u3000浙江省杭州市滨江区样例大道88号\\u200b\\n"'),
        ("special_deductions = 0\n", ""),
        ("bonus = 0\n", ""),
        ('excludes = ["中央空调", "商用多联机"]', 'excludes = ["中央空调", "商用多联机"]\nsites = []'),
    ],
)
def test_forms_that_mean_the_same_read_the_same(old: str, new: str) -> None:
    assert toml(old, new).drafts == toml().drafts


@pytest.mark.parametrize(
    "text", ["2026-11-20", '"2026-11-20"', '"2026/11/20"', '"2026年11月20日"', "2026-11-20T00:00:00"]
)
def test_the_day_of_issue_in_every_form(text: str) -> None:
    assert toml("headcount", f"issued = {text}\nheadcount").drafts[0].issued == date(2026, 11, 20)


def test_a_score_stays_exact() -> None:
    assert toml('"96.5"', "94.949999").drafts[0].score == Decimal("94.949999")


def test_scope_text_takes_lines_and_joins_them() -> None:
    reading = toml(
        "[[scope]]",
        'scope_text = """\n家用空调器的安装\n\n  家用电热水器的维修；\n清洗"""\nexcludes = ["租赁"]\n[[scope]]',
    )
    assert reading.drafts[0].scope_text == "家用空调器的安装；家用电热水器的维修；清洗"
    assert reading.drafts[0].excludes == ("租赁",)


def test_a_take_over() -> None:
    table = '[taken_over]\nnumber = " 00114e22766r2l/3502 "\nfirst_issued = "2020-01-01"\n'
    reading = toml("[[scope]]", f"issued = 2025-01-01\n{table}[[scope]]")
    assert reading.drafts[0].taken_over == TakenOver("00114E22766R2L/3502", date(2020, 1, 1))
    assert reading.drafts[0].issued == date(2025, 1, 1)


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
    "name without letters": ('"青禾家用电器（样例）有限公司"', '"……"', [("holder.name", "format")], "没有文字"),
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
    "a decider with spaces": ("decider-01", "decider 01", [("certificate.decided_by[1]", "format")], "员工代码"),
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


def test_the_same_product_may_stand_twice_for_different_brands() -> None:
    assert (
        toml(
            '"家用电热水器"\ncategory = "C3855"\nbrands = ["青禾样例", "小禾样例"]',
            '"家用空调器"\nbrands = ["小禾样例"]',
        ).refused
        == ()
    )


def test_full_marks_of_the_other_scheme() -> None:
    assert toml('"gbt27922-2011"\nscore = "96.5"', '"brand-1000"\nscore = 1000').refused == ()


def test_a_character_of_the_bodys_own_font_is_taken() -> None:
    data = EXAMPLE.replace("青禾家用", "青𠮷").encode()
    assert read(data, "a.toml", TODAY, frozenset({ord("𠮷")})).refused == ()


def test_two_hundred_items_and_sites_are_the_most() -> None:
    def with_sites(count: int) -> bytes:
        return (
            EXAMPLE + "".join(f'[[sites]]\nname = "网点{n}"\naddress = "路{n}号"\n' for n in range(count - 2))
        ).encode()

    assert read(with_sites(bounds.SITES), "a.toml", TODAY).refused == ()
    assert told(read(with_sites(bounds.SITES + 1), "a.toml", TODAY)) == [("sites", "range")]
