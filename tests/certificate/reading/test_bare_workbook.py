"""Workbooks of many programs read alike, and what no certificate needs never refuses one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from certs.certificate.reading.bare_workbook import bare
from certs.certificate.reading.read_file import Reading, read
from scripts.desk.targets import numbers
from tests.certificate.reading.foreign_workbooks import CORE, DIALECTS, Dialect, filled, workbook
from tests.certificate.sample_inputs import TODAY, sentences, told

CERTIFICATE: Final = {
    "no": 1,
    "name": "样例<1>号 & 电器有限公司",
    "uscc": "91000000MA0000277Y",
    "address": "样例路1号",
    "scheme": "gbt27922-2011",
    "score": 96.5,
    "headcount": 320,
    "decided_by": "reviewer-02；decider-01",
    "issued": 46346,
}
SCOPE: Final = {"no": 1, "name": "家用空调器", "brands": "甲牌；乙牌", "models": "KFR-35GW/*"}
SITE: Final = {"no": 1, "name": "总部", "address": "样例路1号"}
CELLS: Final = filled(证书=CERTIFICATE, 范围=SCOPE, 场所=SITE)


def _read(dialect: Dialect, change: Callable[[str, str], str] = lambda _, part: part) -> Reading:
    return read(workbook(CELLS, dialect, change), "b.xlsx", TODAY)


def _in(name: str, old: str, new: str) -> Callable[[str, str], str]:
    def change(part_name: str, part: str) -> str:
        if part_name != name:
            return part
        assert old in part
        return part.replace(old, new, 1)

    return change


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_the_workbooks_of_many_programs_read_alike(dialect: Dialect) -> None:
    reading = _read(dialect)
    assert reading.refused == ()
    (draft,) = reading.drafts
    assert draft.holder.name == "样例<1>号 & 电器有限公司"
    assert (draft.score, draft.headcount, draft.issued) == (Decimal("96.5"), 320, date(2026, 11, 20))
    assert (draft.scope[0].brands, draft.scope[0].models) == (("甲牌", "乙牌"), ("KFR-35GW/*",))


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_a_sheet_of_numbers_may_come_from_any_of_them(dialect: Dialect, tmp_path: Path) -> None:
    sheet = tmp_path / "numbers.xlsx"
    sheet.write_bytes(workbook({"Sheet1": [["企业", "证书编号"], ["甲", "99926SC00001R0M"]]}, dialect))
    assert numbers((str(sheet),)) == ("99926SC00001R0M",)


PLAIN: Final = DIALECTS["XlsxWriter"]
SHEET: Final = "xl/worksheets/sheet1.xml"
NEEDLESS: Final[dict[str, tuple[Dialect, Callable[[str, str], str]]]] = {
    "a fill that is none": (PLAIN, _in("xl/styles.xml", '<fill><patternFill patternType="none"/></fill>', "<fill/>")),
    "a colour that is none": (PLAIN, _in("xl/styles.xml", "<font/>", '<font><color rgb="red"/></font>')),
    "a font of nonsense": (PLAIN, _in("xl/styles.xml", "<font/>", '<font><family val="99"/></font>')),
    "a day of creation with a blank": (
        replace(PLAIN, parts={"docProps/core.xml": CORE.format(created="2026-11-28 10:00")}),
        lambda _, part: part,
    ),
    "a filter by a word": (
        PLAIN,
        _in(
            SHEET,
            "<pageMargins",
            '<autoFilter ref="A2:T3"><filterColumn colId="1"><customFilters><customFilter operator="x" val="甲"/>'
            "</customFilters></filterColumn></autoFilter><pageMargins",
        ),
    ),
    "margins of nothing": (PLAIN, _in(SHEET, 'left="0.7"', 'left=""')),
    "a view of nothing": (PLAIN, _in(SHEET, 'workbookViewId="0"', 'workbookViewId="x"')),
    "a name of nothing": (
        PLAIN,
        _in("xl/workbook.xml", "</sheets>", "</sheets><definedNames><definedName/></definedNames>"),
    ),
    "a link to another file that is gone": (
        PLAIN,
        _in(
            "xl/workbook.xml",
            "</sheets>",
            '</sheets><externalReferences><externalReference r:id="r77"/></externalReferences>',
        ),
    ),
}


@pytest.mark.parametrize(("dialect", "change"), NEEDLESS.values(), ids=list(NEEDLESS))
def test_what_no_certificate_needs_refuses_none(dialect: Dialect, change: Callable[[str, str], str]) -> None:
    reading = _read(dialect, change)
    assert (reading.refused, len(reading.drafts)) == ((), 1)


FAR: Final = '<row r="30000"><c r="B30000" {cell}</c></row>'
BLANK: Final = {
    "a text of blanks": 't="inlineStr"><is><t xml:space="preserve">  </t></is>',
    "an empty result": 't="str"><v></v>',
    "a result of a blank": 't="str"><v xml:space="preserve"> </v>',
    "an invisible character": 't="inlineStr"><is><t>\u200b</t></is>',
    "an ideographic blank": 't="inlineStr"><is><t>\u3000</t></is>',
    "a format alone": 's="1">',
}


@pytest.mark.parametrize("cell", BLANK.values(), ids=list(BLANK))
@pytest.mark.parametrize("sheet", ["sheet1", "sheet2", "sheet3"])
def test_blanks_far_below_are_no_content(sheet: str, cell: str) -> None:
    row = FAR.format(cell=cell)
    reading = _read(PLAIN, _in(f"xl/worksheets/{sheet}.xml", "</sheetData>", f"{row}</sheetData>"))
    assert (reading.refused, len(reading.drafts)) == ((), 1)


def test_blanks_among_the_shared_texts_are_none_either() -> None:
    far = FAR.format(cell='t="s"><v>0</v>')

    def change(name: str, part: str) -> str:
        if name == SHEET:
            return part.replace('t="s"><v>0</v>', 't="inlineStr"><is><t>序号</t></is>', 1).replace(
                "</sheetData>", f"{far}</sheetData>"
            )
        return part.replace("序号", " \n", 1) if name == "xl/sharedStrings.xml" else part

    assert _read(PLAIN, change).refused == ()


@pytest.mark.parametrize("cell", ['t="inlineStr"><is><t>x</t></is>', "><v>0</v>", '><f>""</f>', 't="s"><v>1</v>'])
def test_content_far_below_is_content(cell: str) -> None:
    row = FAR.format(cell=cell)
    place, code = told(_read(PLAIN, _in(SHEET, "</sheetData>", f"{row}</sheetData>")))[0]
    assert (place.endswith("30000"), code) == (True, "range")


def test_a_formula_beside_the_cells_is_no_content() -> None:
    """Rules of a sheet have formulas too; after a hundred thousand formatted rows they would stand in the last."""
    reading = _read(
        DIALECTS["WPS"], _in(SHEET, "</sheetData>", '<row r="100000"><c r="A100000" s="1"/></row></sheetData>')
    )
    assert reading.refused == ()


def test_a_picture_in_a_cell_is_named_and_the_sheet_that_wps_keeps_for_it_is_not() -> None:
    formula = 't="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>'
    reading = _read(DIALECTS["WPS"], _in(SHEET, "</row></sheetData>", f'<c r="AD3" {formula}</row></sheetData>'))
    assert told(reading) == [("证书!AD3", "unknown")]
    book = workbook(CELLS, DIALECTS["WPS"], lambda name, part: _pictured(part, formula) if name == SHEET else part)
    assert "证书!B3（组织名称）：这里是一张图片" in sentences(read(book, "b.xlsx", TODAY))


def _pictured(part: str, formula: str) -> str:
    begin = part.index('<c r="B3"')
    return f'{part[:begin]}<c r="B3" {formula}{part[part.index("</c>", begin) + 4 :]}'


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_that_nobody_knows_is_told_as_hidden(state: str) -> None:
    stranger = replace(
        DIALECTS["WPS"],
        sheets=DIALECTS["WPS"].sheets.replace("WpsReserved_CellImgList", "旧数据").replace("veryHidden", state),
    )
    reading = _read(stranger)
    assert told(reading) == [("旧数据", "unknown")]
    assert "被隐藏的表" in sentences(reading)


@pytest.mark.parametrize("kind", ["vnd.ms-excel.sheet.macroEnabled", "vnd.ms-excel.template.macroEnabled"])
def test_macros_are_known_by_the_type_of_the_workbook(kind: str) -> None:
    kinds = "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", f"{kind}.main"
    assert "宏" in sentences(_read(PLAIN, _in("[Content_Types].xml", *kinds)))


def test_percents_and_days_are_still_told_apart() -> None:
    percent = _in("xl/styles.xml", 'formatCode="yyyy\\-mm\\-dd;@"', 'formatCode="0.0%"')
    data = workbook(CELLS, PLAIN, lambda name, part: percent(name, part).replace('r="H3"', 'r="H3" s="1"'))
    assert "百分比" in sentences(read(data, "b.xlsx", TODAY))


def test_nothing_but_cells_texts_and_formats_is_left() -> None:
    book = openpyxl.load_workbook(bare(workbook(CELLS, DIALECTS["WPS"])).file)
    assert book.sheetnames == ["证书", "范围", "场所"]
    assert book.properties.creator == "openpyxl"  # what the library says where a file says nothing
