"""Which rows of a workbook belong to which certificate, and what leaves it open whose content something is."""

from __future__ import annotations

from typing import Any

import pytest

from certs import limits
from tests.certificate.sample_inputs import Book, sentences, told


@pytest.mark.parametrize("key", [1, 1.0, "1", "０1", " 1 ", "A-1"])
def test_keys_join_in_any_form(key: object) -> None:
    book = Book()
    home = "A-1" if key == "A-1" else 1
    book.fill("证书", 3, no=home).fill("范围", 3, no=key).fill("场所", 3, no=key)
    assert book.read().refused == ()


FILE_ERRORS: dict[str, tuple[Any, list[tuple[str, str]], str]] = {
    "orphan scope row": (lambda b: b.fill("范围", 4, no=7, name="x"), [("范围!A4", "unknown")], "没有序号 7"),
    "scope row without key": (lambda b: b.fill("范围", 4, name="x"), [("范围!A4", "missing")], "属于哪张证书"),
    "key as a formula": (
        lambda b: b.fill("场所", 4, no="=1", name="x", address="y"),
        [("场所!A4", "missing")],
        "属于哪张证书",
    ),
    "unknown column": (lambda b: _head(b, "证书", 22, "headcont"), [("证书!V2", "unknown")], "是不是 headcount"),
    "column twice": (lambda b: _head(b, "证书", 22, "name"), [("证书!V2", "duplicate")], "两列"),
    "key column twice": (lambda b: _head(b, "证书", 22, "序号"), [("证书!V2", "duplicate")], "两列"),
    "required column gone": (lambda b: b.book["证书"].delete_cols(8), [("证书!A2", "missing")], "score（评分）"),
    "content without head": (
        lambda b: setattr(b.book["证书"].cell(3, 30), "value", "备注"),
        [("证书!AD3", "unknown")],
        "AD 列",
    ),
    "field row deleted": (lambda b: b.book["证书"].delete_rows(2), [("证书!A2", "missing")], "字段名"),
    "sheet gone": (lambda b: b.book.remove(b.book["场所"]), [("场所", "missing")], "缺少"),
    "sheet unknown": (
        lambda b: setattr(b.book.create_sheet("旧数据")["A1"], "value", "x"),
        [("旧数据", "unknown")],
        "旧数据",
    ),
    "sheet hidden": (lambda b: setattr(b.book["范围"], "sheet_state", "hidden"), [("范围", "conflict")], "隐藏"),
    "merged": (lambda b: b.book["证书"].merge_cells("B3:B4"), [("证书!B3:B4", "conflict")], "合并"),
    "column hidden": (
        lambda b: b.hide("证书", "F").fill("证书", 3, former_names="旧名"),
        [("证书!F2", "conflict")],
        "F 列被隐藏",
    ),
    "no certificate": (
        lambda b: [b.book[name].delete_rows(3) for name in ("证书", "范围", "场所")],
        [("证书", "missing")],
        "没有一行",
    ),
    "too many rows": (
        lambda b: setattr(b.book["场所"].cell(limits.XLSX_ROWS + 1, 2), "value", "x"),
        [(f"场所!C{limits.XLSX_ROWS + 1}", "range")],
        "20000",
    ),
    "too many columns": (
        lambda b: setattr(b.book["场所"].cell(3, limits.XLSX_COLUMNS + 1), "value", "x"),
        [("场所!CW3", "range")],
        "100 列",
    ),
}


def _head(book: Book, sheet: str, column: int, name: str) -> None:
    book.book[sheet].cell(2, column).value = name


@pytest.mark.parametrize(("change", "errors", "words"), FILE_ERRORS.values(), ids=list(FILE_ERRORS))
def test_what_leaves_open_whose_content_it_is_refuses_the_file(
    change: Any, errors: list[tuple[str, str]], words: str
) -> None:
    book = Book()
    change(book)
    reading = book.read()
    assert reading.drafts == ()
    assert reading.refused[0].source == "b.xlsx"
    assert [(e.field, e.code) for e in reading.refused[0].errors][: len(errors)] == errors
    assert words in sentences(reading)


def test_bad_cells_are_listed_beside_what_refuses_the_file() -> None:
    reading = Book(2).fill("范围", 5, no=9, name="x").fill("证书", 4, score=1).read()
    assert told(reading) == [("范围!A5", "unknown"), ("certificate.score", "range")]
    assert reading.drafts == ()


@pytest.mark.parametrize(
    ("rows", "codes"), [([(4, 1)], ["duplicate", "duplicate"]), ([(4, None)], ["missing"]), ([(4, "=1")], ["type"])]
)
def test_keys_of_certificates(rows: list[tuple[int, object]], codes: list[str]) -> None:
    book = Book(2)
    for row, key in rows:
        book.fill("证书", row, no=key).fill("范围", row, no=1, name="另一项").fill("场所", row, no=1, name="另一处")
    found = [code for field, code in told(book.read()) if field.startswith("证书!A")]
    assert found == codes


def test_a_hidden_row_is_refused_with_its_certificate() -> None:
    book = Book(2)
    book.book["范围"].row_dimensions[4].hidden = True
    reading = book.read()
    assert told(reading) == [("范围!A4", "conflict")]
    assert len(reading.drafts) == 1
    assert "筛选" in sentences(reading)


def test_blank_rows_and_numbered_empty_rows_do_not_count() -> None:
    book = Book()
    for row in range(4, 60):
        book.book["证书"].cell(row, 1).value = row - 2
    book.fill("范围", 40, no=1, name="热水器").fill("场所", 9, no=8)
    reading = book.read()
    assert reading.refused == ()
    assert [item.name for item in reading.drafts[0].scope] == ["家用空调器", "热水器"]


def test_a_main_in_the_same_sheet_is_named_by_its_row() -> None:
    book = Book(3).fill("证书", 4, sub_of=1).fill("证书", 5, sub_of="99926SC00001R0M")
    reading = book.read()
    assert reading.refused == ()
    main, by_row, by_number = reading.drafts
    assert (by_row.main_source, by_row.sub_of) == (main.source, "")
    assert (by_number.main_source, by_number.sub_of) == ("", "99926SC00001R0M")


@pytest.mark.parametrize(("typed", "code"), [(9, "unknown"), ("9", "unknown"), (2, "conflict"), (123456789, "type")])
def test_a_row_that_is_no_main_is_named(typed: object, code: str) -> None:
    reading = Book(2).fill("证书", 4, sub_of=typed).read()
    assert [(error.field, error.code) for each in reading.refused for error in each.errors] == [
        ("certificate.sub_of", code)
    ]
