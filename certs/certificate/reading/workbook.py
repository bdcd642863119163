"""Opening a workbook: its sheets with their rows, and what speaks against a sheet as a whole."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import openpyxl
from openpyxl.utils.datetime import WINDOWS_EPOCH

from certs import limits
from certs.certificate.reading import sheet_layout, unpack_xlsx
from certs.certificate.reading.bare_workbook import BareWorkbook
from certs.certificate.reading.findings import Findings, Place
from certs.certificate.reading.sheet_scan import SheetFacts
from certs.errors import Words

if TYPE_CHECKING:
    from certs.certificate.reading.sheet_layout import Head, Layout, Row

# What openpyxl lets through when a part contradicts another; seen by cutting and flipping bytes of good files.
LIBRARY_ERRORS: Final = (
    SyntaxError,  # no XML, to lxml as to Python's own parser
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    OverflowError,
    AssertionError,
    RecursionError,
)


@dataclass(slots=True)
class Sheet:
    """One of the sheets as read: its rows up to the last with content."""

    name: str
    facts: SheetFacts
    rows: list[tuple[Any, ...]]
    head: Head | None = None
    data: list[Row] = field(default_factory=list)


def open_sheets(
    bare: BareWorkbook, findings: Findings, layout: Layout = sheet_layout.BATCH
) -> tuple[dict[str, Sheet], bool]:
    """Read the sheets of a layout; note those that are missing, hidden, or unknown and not empty, and merged cells.

    Where columns go by their heads, titles may stand above those and be merged: then its reader calls `note_merged`.
    The flag tells whether a bare number may be a day of the 1900 system.
    """
    result: dict[str, Sheet] = {}
    try:
        with warnings.catch_warnings():  # the library warns of features it drops; none of them carries content of ours
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(bare.file, read_only=True)
            for worksheet in book.worksheets:
                name = "".join(worksheet.title.split())
                facts = bare.facts[worksheet._worksheet_path]  # noqa: SLF001 - the library has no public name for it
                if name in layout.fields:
                    _note_hidden(name, worksheet.sheet_state, findings)
                    if not layout.by_heads:
                        note_merged(name, facts.merged, findings)
                    result[name] = Sheet(name, facts, _rows(name, worksheet, facts, findings))
                elif name not in layout.passed_over and facts.last_row:
                    _note_stranger(name, worksheet.sheet_state, findings, layout)
            serials = book.epoch == WINDOWS_EPOCH
    except LIBRARY_ERRORS as error:
        raise unpack_xlsx.damaged() from error
    for name in layout.fields:
        if name not in result and name not in layout.optional:
            findings.add(
                Place(name, Words(f"工作表“{name}”", f"sheet “{name}”")),
                "",
                "missing",
                f"缺少这张表；请用模板（{layout.template}）填写。",
                f"this sheet is missing; use the template ({layout.template}).",
            )
    return result, serials


def _note_stranger(name: str, state: str, findings: Findings, layout: Layout) -> None:
    hidden, kept = state != "visible", tuple(layout.fields)
    findings.add(
        Place(name[:40], Words(f"工作表“{name[:40]}”", f"sheet “{name[:40]}”")),
        name,
        "unknown",
        f"不认识这张被隐藏的表；请取消隐藏后删去，找不到就把{'、'.join(kept)}的内容复制到新的模板里。"
        if hidden
        else f"不认识这张表；请删去，只留 {'、'.join(kept)}。",
        f"this hidden sheet is not known; unhide and remove it, or, where it cannot be found, copy the content of "
        f"{', '.join(kept)} into a new template."
        if hidden
        else f"this sheet is not known; remove it and keep {', '.join(kept)}.",
    )


def _note_hidden(name: str, state: str, findings: Findings) -> None:
    whole = Place(name, Words(f"工作表“{name}”", f"sheet “{name}”"))
    if state != "visible":
        findings.add(
            whole,
            state,
            "conflict",
            "这张表被隐藏；请取消隐藏并核对内容后再提交。",
            "this sheet is hidden; unhide it, check it and try again.",
        )


def note_merged(name: str, areas: Iterable[str], findings: Findings) -> None:
    """Note the merged areas of a sheet."""
    for area in areas:
        findings.add(
            Place(f"{name}!{area}", Words(f"{name}!{area}", f"{name}!{area}")),
            area,
            "conflict",
            "单元格被合并，看不出内容属于哪一行；请取消合并，每行分别填写。",
            "these cells are merged, so that it is open which row the content belongs to; unmerge them and fill "
            "in each row.",
        )


def _rows(name: str, worksheet: Any, facts: SheetFacts, findings: Findings) -> list[tuple[Any, ...]]:
    if facts.last_row > limits.XLSX_ROWS or facts.last_column > limits.XLSX_COLUMNS:
        findings.add(
            sheet_layout.cell_place(name, facts.last_column, facts.last_row),
            "",
            "range",
            f"内容超出 {limits.XLSX_ROWS} 行或 {limits.XLSX_COLUMNS} 列；请删去多余内容，或分成几个文件。",
            f"the content goes beyond {limits.XLSX_ROWS} rows or {limits.XLSX_COLUMNS} columns; remove what is "
            f"too much, or split the file.",
        )
        return []
    if not facts.last_row:
        return []
    worksheet.reset_dimensions()  # what a file says of its own size may be wrong
    return list(worksheet.iter_rows(min_row=1, max_row=facts.last_row, max_col=max(facts.last_column, 1)))
