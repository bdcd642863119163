"""TOML input: the example as it is, and what is forgiven."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from certs import limits
from certs.certificate.public_content import decision_of, public_content
from certs.certificate.reading.read_file import read
from certs.certificate.taken_over import TakenOver
from tests.certificate.sample_inputs import EXAMPLE, TODAY, told, toml


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

    assert read(with_sites(limits.SITES), "a.toml", TODAY).refused == ()
    assert told(read(with_sites(limits.SITES + 1), "a.toml", TODAY)) == [("sites", "range")]


@pytest.mark.parametrize(
    ("new", "field", "value"),
    [
        ('nmae = "乙"\nname_en', "holder.nmae", "乙"),
        ('tags = ["a", 7]\nname_en', "holder.tags", "a；7"),
        ("when = 2026-11-23\nname_en", "holder.when", "2026-11-23"),
        ("deep = {a = 1, b = [2]}\nname_en", "holder.deep", "a = 1；b = 2"),
    ],
)
def test_a_field_that_is_unknown_is_told_with_what_stands_there(new: str, field: str, value: str) -> None:
    (refused,) = toml("name_en", new).refused
    assert [(error.field, error.value) for error in refused.errors if error.code == "unknown"] == [(field, value)]
