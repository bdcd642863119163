"""The empty sheet that staff fill in: drop-downs, notes on every head, and the same bytes each time it is made."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from certs import limits
from certs.certificate import uscc
from certs.certificate.field_kinds import Field, Kind
from certs.certificate.reading import sheet_layout
from certs.certificate.reading.sheet_layout import letters
from certs.certificate.taken_over import STANDINGS
from certs.errors import Words
from certs.scheme.schemes import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST: Final = 3  # the first row to fill in
FACE: Final = "Microsoft YaHei"
INK, PAPER, REQUIRED, GREY = "FF13252A", "FFE7EEF0", "FFF6E7C8", "FF475559"
_MADE: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - the file format has no zone; a fixed day makes the same bytes
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_KEY_NOTE: Final = Words(
    "一张证书一个序号：1、2、3……；“范围”和“场所”表里用同样的序号。",
    "One number for each certificate; the other sheets use the same.",
)
_ADVICE: Final = (
    "怎样填写",
    "1. “证书”表一行一张证书；“范围”表一行一项产品或服务；“场所”表一行一个场所。三张表用“序号”对应：序号相同的属于同一张证书。",
    "2. 第 1 行是中文表头，第 2 行是字段名，都不要删改。黄色表头必须填写；鼠标停在表头上可看说明。从第 3 行开始填写。",
    "3. 一格里填几项时用；分开，例如 安装；维修；清洗；不用顿号、逗号。没有内容就留空，不要填“无”“/”“同上”“见附件”。日期不带时刻。",
    "4. 只填数值，不用公式；不要合并单元格，不要隐藏行、列。编号、代码、型号的列已设为文本格式，请不要改。",
    f"5. 评分填特别扣分、加分之前的分数，最多 {limits.SCORE_DECIMALS} 位小数。决定人员填两名不同人员的代码，不填姓名。",
    "6. “等级”和“原证书编号”至“暂停到”各列只在接收旧证书时填写（starmark takeover），平时留空。",
    "7. 填好后先预览，不会颁发：starmark issue 文件名.xlsx --dry-run。有错时会一次列出全部错误和所在单元格。",
)


def template_xlsx() -> bytes:
    """Return the empty workbook: sheets 证书, 范围, 场所 and 说明. The same bytes each time."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheet_layout.SECTIONS_OF:
        _sheet(book, name)
    write_advice(book, _ADVICE)
    return saved(book, "颁发证书")


def saved(book: Any, title: str) -> bytes:
    """Return a workbook as bytes that do not depend on the clock."""
    book.properties.creator = "Starmark"
    book.properties.title = title
    book.properties.created = _MADE
    buffer = io.BytesIO()
    book.save(buffer)
    return settled(buffer.getvalue())


def _sheet(book: Any, name: str) -> None:
    sheet = book.create_sheet(name)
    head(sheet, 1, sheet_layout.KEY_HEAD, sheet_layout.KEY, _KEY_NOTE, required=True)
    sheet.column_dimensions["A"].width = 8
    if name != sheet_layout.CERTIFICATES:
        _offer_keys(sheet)
    for column, (section, field) in enumerate(sheet_layout.fields_of(name), 2):
        head(sheet, column, field.head, field.name, field.note, required=field.required and section != "taken_over")
        dimension = sheet.column_dimensions[letters(column)]
        dimension.width = field.width
        dimension.number_format = cell_format(field)
        _validate(sheet, column, field)
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = f"C{FIRST}"
    sheet.print_title_rows = f"1:{FIRST - 1}"
    sheet.print_title_cols = "A:B"
    fit_to_page(sheet, pages=3 if name == sheet_layout.CERTIFICATES else 1)


def fit_to_page(sheet: Any, pages: int) -> None:
    """Print all columns on so many landscape pages side by side: people proofread a batch on paper."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0


def cell_format(field: Field) -> str:
    """Return Excel's format for a column: text wherever it might change what is typed (3-5 into a date)."""
    if field.kind is Kind.DAY:
        return "yyyy-mm-dd"
    return "General" if field.kind in {Kind.SCORE, Kind.COUNT} else "@"


def head(sheet: Any, column: int, words: Words, name: str, note: Words, *, required: bool) -> None:
    """Write the head of a column, yellow where it must be filled in, over the name of its field; "" is not written."""
    top = sheet.cell(1, column)
    label(top, words.zh, required=required)
    top.comment = Comment(f"{note.zh}\n{words.en}: {note.en}", "Starmark", width=320, height=120)
    if name:
        below = sheet.cell(2, column, name)
        below.font = Font(name=FACE, size=9, color=GREY)
        below.border = Border(bottom=Side(style="thin", color=GREY))


def label(cell: Any, text: str, *, required: bool) -> None:
    """Write what belongs into a column or a line, yellow where it must be filled in."""
    cell.value = f"{text} *" if required else text
    cell.font = Font(name=FACE, bold=True, size=11, color=INK)
    cell.fill = PatternFill("solid", fgColor=REQUIRED if required else PAPER)
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def _offer_keys(sheet: Any) -> None:
    rule = DataValidation(
        type="list", formula1=f"'{sheet_layout.CERTIFICATES}'!$A${FIRST}:$A${limits.XLSX_ROWS}", allow_blank=True
    )
    explain(rule, sheet_layout.KEY_HEAD.zh, "请填“证书”表里的序号。")
    _apply(sheet, rule, 1)


def _validate(sheet: Any, column: int, field: Field) -> None:
    rule = rule_of(field)
    if rule is not None:
        explain(rule, field.head.zh, field.note.zh)
        _apply(sheet, rule, column)


def rule_of(field: Field) -> DataValidation | None:
    """Return what Excel checks in the cells of a field; None where it cannot."""
    if field.kind is Kind.SCHEME:
        return DataValidation(type="list", formula1=choices(SCHEMES), allow_blank=True)
    if field.kind is Kind.LEVEL:
        names = dict.fromkeys(level.name.zh for scheme in SCHEMES.values() for level in scheme.levels)
        return DataValidation(type="list", formula1=choices(names), allow_blank=True)
    if field.kind is Kind.STANDING:
        return DataValidation(type="list", formula1=choices(w.zh for w in STANDINGS.values()), allow_blank=True)
    if field.kind is Kind.SCORE:
        return DataValidation(
            type="decimal",
            operator="between",
            formula1="0",
            formula2=str(max(s.full_marks for s in SCHEMES.values())),
            allow_blank=True,
        )
    if field.kind is Kind.COUNT and field.most <= 1:
        return DataValidation(
            type="list", formula1=choices(map(str, range(field.least, field.most + 1))), allow_blank=True
        )
    if field.kind is Kind.COUNT:
        return DataValidation(
            type="whole", operator="between", formula1=str(field.least), formula2=str(field.most), allow_blank=True
        )
    if field.kind is Kind.USCC:
        return DataValidation(type="textLength", operator="equal", formula1=str(uscc.LENGTH), allow_blank=True)
    if field.kind is Kind.DAY:
        return DataValidation(type="date", operator="between", formula1="36526", formula2="73050", allow_blank=True)
    return None


def choices(values: Iterable[str]) -> str:
    """Return a drop-down of these words as Excel writes it."""
    return f'"{",".join(values)}"'


def explain(rule: DataValidation, title: str, text: str) -> None:
    """Let Excel say what belongs into a cell, before and after it was filled in wrongly."""
    rule.promptTitle, rule.prompt, rule.showInputMessage = title[:32], text[:255], True
    rule.errorTitle, rule.error, rule.showErrorMessage = "填写有误", text[:225], True


def _apply(sheet: Any, rule: DataValidation, column: int) -> None:
    sheet.add_data_validation(rule)
    rule.add(f"{letters(column)}{FIRST}:{letters(column)}{limits.XLSX_ROWS}")


def write_advice(book: Any, lines: Iterable[str]) -> None:
    """Write how to fill it in, the title first, onto a sheet of its own."""
    sheet = book.create_sheet(sheet_layout.NOTES)
    sheet.column_dimensions["A"].width = 100
    fit_to_page(sheet, pages=1)
    for row, text in enumerate(lines, 1):
        cell = sheet.cell(row, 1, text)
        cell.font = Font(name=FACE, bold=row == 1, size=14 if row == 1 else 11, color=INK)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[row].height = 20 * (1 + len(text) // 60)  # a viewer without the fonts cannot measure


def settled(data: bytes) -> bytes:
    """Return a workbook without the clock: the library stamps the moment of saving on it and on each packed part."""
    stamp = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
    moment = f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = stamp.sub(rb"\g<1>" + moment + rb"\g<2>", part)
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, part)
    return buffer.getvalue()
