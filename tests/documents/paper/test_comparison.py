"""The print of a paper against the register: whatever is altered is named, by its field, with both texts."""

from __future__ import annotations

from typing import Any

import pytest

from certs.documents.paper.comparison import compare, numbers_in
from certs.documents.paper.printed_labels import FIELDS
from certs.documents.paper.printed_lists import explained
from certs.documents.paper.register_side import RegisterSide, register_side
from certs.lifecycle.record import Record
from tests.documents.paper.altered_papers import BARE, NUMBER, printed, read, record_of
from tests.instances import Staff


@pytest.fixture(scope="module")
def record(first_instance: Staff) -> Record:
    return record_of(first_instance)


@pytest.fixture(scope="module")
def register(record: Record) -> RegisterSide:
    return register_side(record, record.latest)


ALTERED: dict[str, tuple[str, str, str]] = {
    "number": ("number", "00001", "00002"),
    "holder": ("holder", "样例）有限", "样本）有限"),
    "holder-english": ("holder", "Appliances", "Appliance"),
    "uscc": ("uscc", "277Y", "277X"),
    "address": ("address", "88号", "89号"),
    "level": ("level", "五星级", "四星级"),
    "level-english": ("level", "Five", "Four"),
    "level-beside": ("level", "五星级", "五星级★★★★"),
    "scheme": ("scheme", "27922-2011", "27922-2015"),
    "scheme-other": ("scheme", "百分制", "千分制"),
    "scope-name": ("scope", "家用空调器", "家用空调"),
    "scope-model": ("scope", "KFR-50LW", "KFR-51LW"),
    "scope-brand": ("scope", "青禾样例、小禾样例", "青禾样例、大禾样例"),
    "scope-limit-gone": ("scope", "；不含中央空调、商用多联机", ""),
    "scope-limit-turned": ("scope", "不含中央空调", "含中央空调"),
    "scope-more": ("scope", "安装、维修）", "安装、维修）；燃气灶"),
    "scope-less": ("scope", "；家用电热水器（品牌：青禾样例、小禾样例；含安装、维修）", ""),
    "sites": ("sites", "12号", "13号"),
    "sites-more": ("sites", "12号）", "12号）；宁波网点（宁波市样例路1号）"),
    "issued": ("issued", "20", "19"),
    "first-issued": ("first_issued", "20", "19"),
    "valid-until": ("valid_until", "20", "21"),
    "valid-until-no-day": ("valid_until", "-", "/"),
    "body": ("body", "（样例）", ""),
    "approval": ("approval", "-999", "-998"),
}


@pytest.mark.parametrize("case", list(ALTERED))
def test_what_is_altered_is_named_and_nothing_else(record: Record, register: RegisterSide, case: str) -> None:
    field, old, new = ALTERED[case]
    data = printed(record)
    assert old in data[field]
    comparison = compare(read({**data, field: data[field].replace(old, new)}).pages, register)
    named = {one.field for one in comparison.differences}
    if case == "valid-until-no-day":  # written another way, it is the same day
        assert named == set()
        return
    assert named == {field}
    assert (comparison.unread, comparison.is_made) == ((), True)
    assert all(one.register for one in comparison.differences)
    assert all(one.paper for one in comparison.differences) or field == "scope"


@pytest.mark.parametrize("field", [name for name in FIELDS if name not in {"number", "level", "scheme"}])
def test_what_is_not_printed_is_unread(record: Record, register: RegisterSide, field: str) -> None:
    comparison = compare(read({**printed(record), field: ""}).pages, register)
    assert field in {*comparison.unread, *(one.field for one in comparison.differences)}


@pytest.mark.parametrize(("field", "chinese"), [("level", "五星级"), ("holder", "青禾家用电器（样例）有限公司")])
def test_the_english_beside_what_was_painted_over_is_no_print(
    record: Record, register: RegisterSide, field: str, chinese: str
) -> None:
    data = printed(record)
    assert data[field].startswith(chinese)
    comparison = compare(read({**data, field: data[field].removeprefix(chinese)}).pages, register)
    assert (comparison.differences, comparison.unread) == ((), (field,))


def test_the_same_in_other_signs_is_the_same(record: Record, register: RegisterSide) -> None:
    data = printed(record)
    wide = {
        name: str(data[name]).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789()"})
        for name in ("uscc", "address", "approval")
    }
    day = record.latest.valid_until
    days = {"valid_until": f"{day.year}年{day.month}月{day.day}日"}
    comparison = compare(read({**data, **wide, **days}).pages, register)
    assert (comparison.differences, comparison.unread) == ((), ())


def test_what_stands_too_much_in_a_list_is_told_in_plain_words(register: RegisterSide) -> None:
    told = explained(f"{register.scope_wholes[0]}燃气灶\f抽油烟机", register.scope, register.scope_wholes)
    assert told == [("燃气灶 抽油烟机", "")]


def test_pages_that_no_number_heads_are_no_part_of_it(record: Record, register: RegisterSide) -> None:
    data = {**printed(record), "pages": ["投标函", f"证书编号 {NUMBER}", "认证范围 燃气灶"]}
    comparison = compare(read(data).pages, register)
    assert comparison.strange == (2, 4)
    assert comparison.differences == ()
    more = {**data, "pages": [f"证书编号 {NUMBER}\n\n认证范围\n\n燃气灶"]}
    assert {one.field for one in compare(read(more).pages, register).differences} == {"scope"}


def test_what_nobody_sees_is_not_read(record: Record, register: RegisterSide) -> None:
    paper = read({**printed(record), "cover": True})
    assert paper.pages[0].hidden > 100
    assert NUMBER not in numbers_in(paper.pages)
    assert compare(paper.pages, register).is_made is False


def test_numbers_are_found_in_any_text(record: Record) -> None:
    text: dict[str, Any] = {**BARE, "text": f"证书（{NUMBER}）与 999 26SC、99926SC00009R0S。"}
    assert numbers_in(read(text).pages) == (NUMBER, "99926SC00009R0S")
