"""What the child process makes of an answered stack: a PDF of many pages, and text in every cell."""

from __future__ import annotations

import io

import openpyxl
import orjson
import pypdfium2 as pdfium

from certs.days import instant_text
from certs.documents.bids import bid_process
from certs.documents.bids.bid_process import Asked
from tests.register.founded_register import Register, draft


def answered(register: Register, wanted: str, text: str, language: str = "zh") -> bytes:
    asked = Asked(
        register.url, instant_text(register.now), "https://cert.example.cn", "text", wanted, language=language
    )
    return bid_process.answer(asked.question(text.encode()))


def test_a_long_stack_repeats_its_head_on_every_page_and_drops_no_row(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    paper = pdfium.PdfDocument(answered(register, "pdf", f"{number}\n" * 90, "en"))
    pages = [page.get_textpage().get_text_range() for page in paper]
    assert len(pages) > 1
    assert all("Explanation" in page for page in pages)
    assert sum(page.count(f"{number}") for page in pages) == 90


def test_nothing_that_looks_like_a_formula_is_one(register: Register) -> None:
    names = ["=1+1", "+1", "-1", "@SUM(1)", "＝1+1", "=HYPERLINK(x)"]
    book = openpyxl.load_workbook(io.BytesIO(answered(register, "xlsx", "".join(f"{n};\n" for n in ["单位", *names]))))
    sheet = book.worksheets[0]
    assert [sheet.cell(row, 3).value for row in range(2, 8)] == names
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_the_spreadsheet_names_its_list_and_when_it_was_answered(register: Register) -> None:
    asked = Asked(register.url, instant_text(register.now), "https://x.cn", "text", "xlsx", name="评标名单.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(bid_process.answer(asked.question(b"99926SC00001R0M"))))
    about = [row[0].value for row in book.worksheets[1].iter_rows()]
    assert about[:2] == ["名单：评标名单.xlsx", "查询时间 2026-11-24 10:00:00 UTC+8"]
    assert about[3].startswith("日志检查点：")


def test_a_register_that_does_not_answer_is_told_and_not_guessed_about(register: Register) -> None:
    asked = Asked("sqlite:////nowhere/register.db", instant_text(register.now), "https://x.cn", "text", "api")
    answer = bid_process.answer(asked.question(b"99926SC00001R0M"))
    assert answer.startswith(bid_process.NOT_ANSWERED)
    assert len(orjson.loads(answer[1:])) == 3
