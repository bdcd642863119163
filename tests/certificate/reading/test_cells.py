"""Entries of a list in one cell: separated by ；, and refused where it is open how many there are."""

from __future__ import annotations

import pytest

from tests.certificate.sample_inputs import Book, sentences, told, toml


@pytest.mark.parametrize("mark", ["、", "，", ","])
@pytest.mark.parametrize("field", ["models", "brands", "includes", "excludes"])
def test_an_entry_that_may_be_several_is_refused(field: str, mark: str) -> None:
    reading = Book().fill("范围", 3, **{field: f"A100；B200{mark}C300"}).read()
    assert told(reading) == [(f"scope[0].{field}[1]", "format")]
    assert f"“B200{mark}C300”" in sentences(reading)
    assert "用；分开：B200；C300" in sentences(reading)


def test_what_the_whole_certificate_excludes_is_looked_at_too() -> None:
    assert told(Book().fill("证书", 3, excludes="租赁、回收").read()) == [("certificate.excludes[0]", "format")]


@pytest.mark.parametrize(
    ("sheet", "field", "value", "entries"),
    [
        ("范围", "models", "A100；B200;C300\nD400", ("A100", "B200", "C300", "D400")),
        ("范围", "includes", "安装（含移机、加氟）；维修", ("安装（含移机、加氟）", "维修")),
        ("范围", "brands", '"海石、样例"；青禾', ("海石、样例", "青禾")),
        ("范围", "models", " “A100,B” ", ("A100,B",)),
        ("范围", "includes", '安装"加急"；维修', ('安装"加急"', "维修")),
    ],
)
def test_what_is_clear_is_taken(sheet: str, field: str, value: str, entries: tuple[str, ...]) -> None:
    reading = Book().fill(sheet, 3, **{field: value}).read()
    assert getattr(reading.drafts[0].scope[0], field) == entries


@pytest.mark.parametrize("entry", ['"甲、乙', '甲"、"乙', '""、""', '"甲"、乙'])
def test_half_a_pair_of_quotes_leaves_it_open(entry: str) -> None:
    assert ("scope[0].brands[0]", "format") in told(Book().fill("范围", 3, brands=entry).read())


def test_a_comma_in_the_brackets_of_a_model_still_leaves_it_open() -> None:
    assert told(Book().fill("范围", 3, models="A100(B,C)").read()) == [("scope[0].models[0]", "format")]


def test_names_may_have_a_comma() -> None:
    reading = Book().fill("证书", 3, former_names="Old Sample Co., Ltd.；旧样例公司").read()
    assert reading.drafts[0].holder.former_names == ("Old Sample Co., Ltd.", "旧样例公司")


def test_an_entry_of_a_toml_file_is_taken_as_written() -> None:
    reading = toml('models = ["KFR-35GW/*", "KFR-50LW/*"]', 'models = ["KFR-35GW,A、B", "KFR-50LW/*"]')
    assert reading.drafts[0].scope[0].models == ("KFR-35GW,A、B", "KFR-50LW/*")
