"""Words that stand for nothing are refused in every field, by cell, with what to do instead."""

from __future__ import annotations

import pytest

from certs.certificate.field_kinds import Kind
from certs.certificate.fields import REPEATED, SECTIONS
from certs.certificate.reading.read_file import read
from certs.certificate.reading.sheet_layout import SECTIONS_OF
from tests.certificate.sample_inputs import EXAMPLE, TODAY, Book, sentences, told, toml

FIELDS = [(section, field) for section, fields in SECTIONS.items() for field in fields]
SHEET_OF = {section: sheet for sheet, sections in SECTIONS_OF.items() for section in sections}


@pytest.mark.parametrize("word", ["无", "同上"])
@pytest.mark.parametrize(("section", "name"), [(section, field.name) for section, field in FIELDS])
def test_no_field_of_a_sheet_takes_a_word_for_nothing(section: str, name: str, word: str) -> None:
    sheet = SHEET_OF[section]
    book = Book().fill(sheet, 3, **{name: word})
    reading = book.read()
    assert reading.drafts == ()
    cell = f"{sheet}!{book.cell(sheet, 3, name).coordinate}"
    assert len(told(reading)) == 1, sentences(reading)
    assert f"{cell}（" in sentences(reading)
    deciders = name == "decided_by"  # one word where two codes are wanted
    assert deciders or f"“{word}”" in sentences(reading)


@pytest.mark.parametrize(("section", "name"), [(section, field.name) for section, field in FIELDS])
def test_no_field_of_a_toml_file_does_either(section: str, name: str) -> None:
    head = f"[[{section}]]" if section in REPEATED else f"[{section}]"
    listed = next(field for _, field in FIELDS if field.name == name).kind in {Kind.ENTRIES, Kind.PATTERNS}
    line = f'{name} = ["无"]' if listed else f'{name} = "无"'
    lines = [*EXAMPLE.splitlines(), *(["[taken_over]"] if section == "taken_over" else [])]
    place = lines.index(head)
    end = next((n for n in range(place + 1, len(lines)) if lines[n].startswith("[")), len(lines))
    kept = [each for each in lines[place + 1 : end] if not each.startswith(f"{name} =")]
    data = "\n".join([*lines[: place + 1], line, *kept, *lines[end:]])
    reading = read(data.encode(), "a.toml", TODAY)
    assert reading.drafts == ()
    assert "“无”" in sentences(reading) or name == "decided_by"


@pytest.mark.parametrize(
    ("sheet", "field", "word", "cure"),
    [
        ("范围", "models", "无", "没有就留空。* 代表任意一段"),
        ("范围", "models", "全部型号", "不用写；留空就表示全部"),
        ("范围", "brands", "所有品牌", "不用写；留空就表示全部"),
        ("范围", "sites", "全部场所", "不用写；留空就表示全部"),
        ("范围", "includes", "全部服务", "请在这里写出来，没有就留空"),
        ("范围", "excludes", "-", "没有就留空"),
        ("范围", "category", "/", "没有就留空"),
        ("证书", "address", "同营业执照", "看证书的人看不到那里；请在这里写出来。"),
        ("证书", "name_en", "同上", "请在这里写出来，没有就留空"),
        ("证书", "address", "——", "这一栏不能没有，请写出来"),
        ("证书", "scope_text", "见附件", "请在这里写出来，没有就留空"),
        ("证书", "bonus", "无", "没有就留空"),
        ("证书", "headcount", "待定", "定下来以后写出来"),
        ("范围", "brands", "NA", "确是品牌名的，写成“NA牌”"),
        ("范围", "models", "NA", "确是型号的，写成“NA*”"),
    ],
)
def test_the_cure_follows_from_the_word_and_the_field(sheet: str, field: str, word: str, cure: str) -> None:
    assert cure in sentences(Book().fill(sheet, 3, **{field: word}).read())


@pytest.mark.parametrize(
    ("sheet", "field", "value"),
    [
        ("范围", "brands", "NA牌"),
        ("范围", "models", "NA*"),
        ("范围", "models", "*"),
        ("证书", "bonus", "0"),
        ("场所", "name", "本部"),
    ],
)
def test_what_the_cure_says_is_taken_and_so_is_what_means_something_there(sheet: str, field: str, value: str) -> None:
    assert Book().fill(sheet, 3, **{field: value}).read().refused == ()


def test_each_entry_of_a_list_is_looked_at() -> None:
    reading = toml('brands = ["青禾样例"]', 'brands = ["青禾样例", "无", "𠮷牌"]')
    assert told(reading) == [("scope[0].brands[1]", "format"), ("scope[0].brands[2]", "glyph")]


def test_words_for_nothing_in_all_of_a_take_over_only_say_that_there_is_none() -> None:
    reading = Book().fill("证书", 3, number="/", first_issued="/", predecessor="/").read()
    assert told(reading) == [(f"taken_over.{name}", "format") for name in ("number", "first_issued", "predecessor")]
    half = Book().fill("证书", 3, number="00114E22766R2L/3502", first_issued="2020/1/1", predecessor="无").read()
    assert told(half) == [("taken_over.predecessor", "format")]


def test_a_word_for_nothing_is_no_number_of_a_row() -> None:
    assert "没有可用的序号" in sentences(Book().fill("范围", 4, no="同上", name="热水器").read())


@pytest.mark.parametrize("code", ["-", "N/A", "同上", "无", "xxx"])
def test_nobody_has_a_word_for_nothing_as_a_staff_code(code: str) -> None:
    reading = toml('"decider-01"', f'"{code}"')
    assert told(reading) == [("certificate.decided_by[1]", "format")]
    assert "工号" in sentences(reading)
