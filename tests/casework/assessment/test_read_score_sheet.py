"""Score sheets that come back from people: taken where the meaning is certain, else refused with sheet and cell."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from certs.casework.assessment.combination import combine
from certs.casework.assessment.read_score_sheet import RefusedSheet, ScoreReading, read_score_sheets
from certs.casework.assessment.score_sheet_xlsx import score_sheet
from certs.casework.assessment.site_findings import (
    Answer,
    Fault,
    Finding,
    ManagerCount,
    Mode,
    SiteAssessment,
    SpecialDeduction,
    Step,
)
from tests.casework.assessment.assessed_sites import GBT, RULES
from tests.casework.assessment.filled_sheets import Change, filled, put, put_row, saved


def read(*files: bytes, name: str = "评分.xlsx") -> ScoreReading:
    return read_score_sheets([(name, data) for data in files], GBT, RULES)


def site(*changes: Change) -> SiteAssessment:
    reading = read(filled(*changes))
    assert reading.refused == ()
    return reading.sites[0]


def refused(data: bytes, name: str = "评分.xlsx") -> RefusedSheet:
    reading = read(data, name=name)
    assert reading.sites == ()
    return reading.refused[0]


def finding(where: SiteAssessment, clause: str) -> Finding:
    return next(each for each in where.findings if each.clause == clause)


def test_a_whole_sheet_is_read_to_the_last_word() -> None:
    whole = site(
        put_row("评分", 14, "5.2.4", "维修", 8, "抽样", 20, 3, "3 张维修单没有回访"),
        put_row("特别扣分", 3, "违反企业自己的服务规定", "逾期上门", "改排班", "工单 20 份", date(2026, 11, 27)),
        put_row("过程", 7, "暗访", "2026年11月24日", "assessor-03", "现场", "打热线三次"),
        put("场所", "G3", "上门时限领先"),
    )
    assert (whole.case, whole.site, whole.headquarters, whole.scheme) == ("A26-00001", "总部", True, GBT.code)
    assert finding(whole, "5.2.4") == Finding("5.2.4", Answer.SHARE, 20, 3, "3 张维修单没有回访")
    assert whole.managers == ManagerCount(20, 2)
    assert whole.bonus == "上门时限领先"
    assert whole.deductions == (
        SpecialDeduction(Fault.OWN_RULES, "逾期上门", "改排班", "工单 20 份", date(2026, 11, 27)),
    )
    last = whole.activities[-1]
    assert (last.step, last.day, last.people, last.mode) == (
        Step.UNANNOUNCED, date(2026, 11, 24), ("assessor-03",), Mode.ON_SITE,
    )  # fmt: skip
    assert combine([whole], GBT, RULES).earned == Fraction("98.8")


def swapped(book: Any) -> None:
    """Columns moved: 看到了什么 stands first, 结论 last."""
    rows = [[cell.value for cell in row] for row in book["评分"].iter_rows()]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate([row[6], *row[:3], *row[4:6], row[3]], 1):
            book["评分"].cell(number, column).value = value


def without_names(book: Any) -> None:
    """The second row, with the names of the fields, deleted from each sheet."""
    for name in ("场所", "过程", "评分", "特别扣分"):
        book[name].delete_rows(2)


def shuffled(book: Any) -> None:
    rows = [[cell.value for cell in row] for row in book["评分"].iter_rows(min_row=3)]
    random.Random(5).shuffle(rows)
    for number, row in enumerate(rows, 3):
        put_row("评分", number, *row)(book)


TAKEN: dict[str, tuple[Change, ...]] = {
    "columns moved": (swapped,),
    "no field names": (without_names,),
    "rows moved": (shuffled,),
    "full-width digits": (put_row("评分", 14, "５．２．４", "维修", 8, "抽样", "２０", "３", "没有回访"),),
    "codes and English": (put("评分", "D3", "met"), put("评分", "D4", "Met"), put("过程", "D3", "on site")),
    "text dates": (put("过程", "B3", "2026/11/23"), put("过程", "B4", "２０２６．１１．２３")),
    "dates and serials": (put("过程", "B3", date(2026, 11, 23)), put("过程", "B4", 46349)),
    "nothing needed": (put("评分", "G3", "无"), put("场所", "G3", "/")),
    "the same row twice": (put_row("评分", 40, "5.1.1", "组织架构", 6, "符合"),),
    "blank rows and a far format": (put("评分", "A900", "  "), put_row("过程", 30, "首次会议")),
    "an older edition": (put("场所", "H3", None),),
    "printed columns deleted": (lambda book: book["评分"].delete_cols(2, 2),),
}


@pytest.mark.parametrize("changes", TAKEN.values(), ids=TAKEN)
def test_what_is_certain_is_taken(changes: tuple[Change, ...]) -> None:
    whole = site(*changes)
    assert {each.clause for each in whole.findings} == {each.clause for each in GBT.clauses} - {"5.1.2.2"}
    assert {each.answer for each in whole.findings} <= {Answer.MET, Answer.SHARE}
    assert {each.day for each in whole.activities} == {date(2026, 11, 23)}


def hide_row(book: Any) -> None:
    book["评分"].row_dimensions[5].hidden = True


def hide_column(book: Any) -> None:
    book["评分"].column_dimensions["D"].hidden = True


REFUSED: dict[str, tuple[tuple[Change, ...], set[tuple[str, str]]]] = {
    "blank": ((put("评分", "D3", None), put("场所", "B3", " ")), {("评分!D3", "missing"), ("场所!B3", "missing")}),
    "formula and blank at once": (
        (put("评分", "E14", "=10*2"), put("评分", "D3", None), put_row("评分", 41, "5.1.1", "", 6, "不符合")),
        {("评分!E14", "type"), ("评分!D3", "missing"), ("评分!A41", "duplicate")},
    ),
    "merged": ((lambda book: book["评分"].merge_cells("D3:D5"),), {("评分!D3:D5", "conflict")}),
    "another word": ((put("评分", "D3", "基本符合"),), {("评分!D3", "unknown")}),
    "a count for another": ((put("评分", "D3", "按人数"),), {("评分!D3", "conflict")}),
    "two days": ((put("过程", "B3", "11/12/2026"),), {("过程!B3", "format")}),
    "a time of day": ((put("过程", "B3", datetime.fromisoformat("2026-11-22T16:00")),), {("过程!B3", "format")}),
    "a clause made a date": ((put("评分", "A3", date(2005, 1, 1)),), {("评分!A3", "type"), ("评分!A19", "missing")}),
    "other points": ((put("评分", "C3", 7),), {("评分!C3", "conflict")}),
    "unknown clause": ((put("评分", "A19", "5.4.1"), put("评分", "D19", "符合")), {("评分!A19", "unknown")}),
    "row deleted": ((lambda book: book["评分"].delete_rows(3),), {("评分!A18", "missing")}),
    "row twice, not alike": ((put_row("评分", 40, "5.1.1", "组织架构", 6, "不符合"),), {("评分!A40", "duplicate")}),
    "loss without a word": ((put("评分", "D3", "不符合"),), {("评分!D3", "missing")}),
    "more failing than drawn": (
        (put_row("评分", 3, "5.1.1", "组织架构", 6, "抽样", 3, 4, "缺岗"),), {("评分!D3", "range")}
    ),
    "samples without the word": ((put("评分", "E3", 5),), {("评分!D3", "conflict")}),
    "a number that is none": ((put_row("评分", 3, "5.1.1", "组织架构", 6, "抽样", "约10", 0),), {("评分!E3", "format")}),
    "one number alone": ((put("场所", "F3", None),), {("场所!F3", "missing")}),
    "more qualified than there are": ((put("场所", "F3", 21),), {("场所!E3", "range")}),
    "step missing": ((put_row("过程", 6, None, None, None, None),), {("过程!A3", "missing")}),
    "a name for a code": ((put("过程", "C3", "assessor-01；王小明"),), {("过程!C3", "format")}),
    "step without a day": ((put("过程", "B3", None),), {("过程!B3", "missing")}),
    "remote without a word": ((put_row("过程", 7, "顾客访谈", "2026-11-23", "assessor-01", "远程"),), {("过程!A7", "missing")}),
    "deduction twice": (
        (put_row("特别扣分", 3, "违反法律法规", "超范围"), put_row("特别扣分", 4, "违反法律法规", "超范围")),
        {("特别扣分!A4", "duplicate")},
    ),
    "two sites in one": ((put_row("场所", 4, "A26-00001", "东店", "网点", GBT.code),), {("场所!A4", "duplicate")}),
    "newer edition": ((put("场所", "H3", 2),), {("场所!H3", "conflict")}),
    "unknown column": ((put("评分", "H2", "remark"), put("评分", "H3", "x")), {("评分!H2", "unknown"), ("评分!H3", "unknown")}),
    "column without a name": ((put("评分", "J3", "补充"),), {("评分!J3", "unknown")}),
    "hidden row": ((hide_row,), {("评分!A5", "conflict")}),
    "hidden column": ((hide_column,), {("评分!D2", "conflict")}),
    "sheet missing": ((lambda book: book.remove(book["过程"]),), {("过程", "missing")}),
    "another sheet": ((lambda book: book.create_sheet("补充").append(["x"]),), {("补充", "unknown")}),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_certain_is_refused_with_its_cell(
    changes: tuple[Change, ...], expected: set[tuple[str, str]]
) -> None:
    sheet = refused(filled(*changes))
    assert {(error.field, error.code) for error in sheet.errors} == expected
    assert all(error.message.zh and error.message.en for error in sheet.errors)
    assert sheet.marked is not None
    book = openpyxl.load_workbook(io.BytesIO(sheet.marked))
    listed = [row[0].value for row in book["更正"].iter_rows(min_row=2)]
    assert listed == [error.field for error in sheet.errors]
    for error in sheet.errors:
        name, _, cell = error.field.partition("!")
        if cell:
            comment = book[name][cell.partition(":")[0]].comment
            assert comment is not None
            assert error.message.zh in comment.text


def test_a_marked_copy_that_was_mended_is_taken() -> None:
    marked = refused(filled(put("评分", "D3", "基本符合"), put("过程", "B3", "11/12/2026"))).marked
    assert marked is not None
    book = openpyxl.load_workbook(io.BytesIO(marked))
    book["评分"]["D3"], book["过程"]["B3"] = "符合", "2026-11-12"
    assert len(read(saved(book)).sites) == 1


def macro(data: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return buffer.getvalue()


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
STRANGERS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "missing"),
    "a CSV renamed": (lambda _: "条款,结论\n5.1.1,符合\n".encode(), "format"),
    "with a password": (lambda _: LOCKED, "format"),
    "with macros": (macro, "type"),
    "cut off": (lambda data: data[: len(data) // 2], "format"),
    "a PDF": (lambda _: b"%PDF-1.7", "type"),
}  # fmt: skip


@pytest.mark.parametrize(("made", "code"), STRANGERS.values(), ids=STRANGERS)
def test_what_is_no_workbook_is_refused_as_a_whole(made: Callable[[bytes], bytes], code: str) -> None:
    sheet = refused(made(filled()))
    assert [(error.field, error.code) for error in sheet.errors] == [("file", code)]
    assert sheet.marked is None
    assert "CSV" in refused("条款,结论\n".encode(), "评分.txt").errors[0].message.zh


def test_headquarters_and_outlets_are_read_and_combined() -> None:
    outlet = filled(put_row("评分", 13, "5.2.4", "维修", 8, "抽样", 8, 2, "没有回访"), site="东店", headquarters=False)
    reading = read(filled(put_row("评分", 14, "5.2.4", "维修", 8, "抽样", 12, 1, "没有回访")), outlet)
    assert reading.refused == ()
    result = combine(reading.sites, GBT, RULES)
    clause = next(each for each in result.clauses if each.clause == "5.2.4")
    assert (clause.sites, clause.drawn, clause.failing) == (("总部", "东店"), 20, 3)
    assert result.assessors == ("assessor-01", "assessor-02")


def test_the_empty_sheet_is_the_same_each_time_and_offers_its_words() -> None:
    data = score_sheet("", "", GBT, headquarters=False)
    assert data == score_sheet("", "", GBT, headquarters=False)
    book = openpyxl.load_workbook(io.BytesIO(data))
    rules = {str(rule.sqref): rule.formula1 for rule in book["评分"].data_validations.dataValidation}
    assert rules["D3:D17"] == '"符合,不符合,抽样,删减,不在此评,按人数"'
    assert [cell.value for cell in book["评分"]["A"]][2:] == [c.clause for c in GBT.clauses if c.clause != "5.1.2.2"]
    assert book["说明"]["A1"].value == "评分表怎样填"
