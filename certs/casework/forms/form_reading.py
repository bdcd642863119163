"""Reading a form as people give it back: columns in another order, full-width digits, saved by WPS or LibreOffice.

What is certain is taken. All else is noted with its sheet and cell, what stands there and what is wanted, and the
whole form is read before anybody is told.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils.datetime import WINDOWS_EPOCH

from certs import limits
from certs.casework.forms.form_layout import HEAD_ROWS, Form, FormField, FormSheet, label_of, names_of
from certs.certificate.reading import unpack_xlsx
from certs.certificate.reading.bare_workbook import bare
from certs.certificate.reading.cells import cell_value
from certs.certificate.reading.findings import Findings, Place
from certs.certificate.reading.refused_input import FileRefused
from certs.certificate.reading.sheet_layout import cell_place, letters
from certs.certificate.reading.tidy_text import is_empty
from certs.certificate.reading.workbook import LIBRARY_ERRORS
from certs.errors import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certs.certificate.reading.sheet_scan import SheetFacts

Values = dict[str, object]
_Cells = tuple[Any, ...]


@dataclass(slots=True)
class FormRows:
    """The rows of one sheet: raw values by field name, and where each stands."""

    sheet: FormSheet
    rows: list[Values] = field(default_factory=list)
    places: list[dict[str, Place]] = field(default_factory=list)

    def place(self, index: int, name: str) -> Place:
        """Return the place of a value; where the form has no cell for it, the sheet."""
        if 0 <= index < len(self.places) and name in self.places[index]:
            return self.places[index][name]
        whole = Words(f"“{self.sheet.title}”表", f"sheet {self.sheet.title}")
        return Place(f"{self.sheet.code}.{name}" if name else self.sheet.code, whole)


def read_form(form: Form, data: bytes, findings: Findings) -> dict[str, FormRows]:
    """Return the raw rows of every sheet by its code. Raises FileRefused for a file that is no such workbook."""
    opened = bare(data)
    result = {sheet.code: FormRows(sheet) for sheet in form.sheets}
    by_title = {sheet.title: sheet for sheet in form.sheets}
    present = set[str]()
    try:
        with warnings.catch_warnings():  # the library warns of features it drops; none of them carries content
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(opened.file, read_only=True)
            serials = book.epoch == WINDOWS_EPOCH
            for worksheet in book.worksheets:
                title = "".join(worksheet.title.split())
                facts = opened.facts[worksheet._worksheet_path]  # noqa: SLF001 - no public name for it
                if title in by_title:
                    present.add(title)
                    cells = _cells(by_title[title], worksheet, facts, findings)
                    _read_sheet(result[by_title[title].code], cells, facts, findings, serials=serials)
                elif title not in form.names and facts.last_row:
                    _note_stranger(form, title, findings)
    except LIBRARY_ERRORS as error:
        raise unpack_xlsx.damaged() from error
    for sheet in form.sheets:
        if sheet.title not in present:
            _note_missing_sheet(form, sheet, findings)
    return result


def _cells(sheet: FormSheet, worksheet: Any, facts: SheetFacts, findings: Findings) -> list[_Cells]:
    if worksheet.sheet_state != "visible":
        whole = Place(sheet.code, Words(f"“{sheet.title}”表", f"sheet {sheet.title}"))
        zh, en = "这张表被隐藏；请取消隐藏并核对后再提交。", "this sheet is hidden; unhide it, check it and try again."
        findings.add(whole, "", "conflict", zh, en)
    if facts.last_row > limits.FORM_ROWS or facts.last_column > limits.XLSX_COLUMNS:
        findings.add(
            cell_place(sheet.title, min(facts.last_column, limits.XLSX_COLUMNS), facts.last_row),
            "",
            "range",
            f"内容超出 {limits.FORM_ROWS} 行或 {limits.XLSX_COLUMNS} 列；请删去多余内容。",
            f"the content goes beyond {limits.FORM_ROWS} rows or {limits.XLSX_COLUMNS} columns; remove what is too "
            "much.",
        )
        return []
    if not facts.last_row:
        return []
    worksheet.reset_dimensions()  # what a file says of its own size may be wrong
    return list(worksheet.iter_rows(min_row=1, max_row=facts.last_row, max_col=max(facts.last_column, 1)))


def _note_stranger(form: Form, title: str, findings: Findings) -> None:
    names = "、".join(form.names)
    findings.add(
        Place(title[:40], Words(f"工作表“{title[:40]}”", f"sheet “{title[:40]}”")),
        title,
        "unknown",
        f"不认识这张表；这份表格只有：{names}。请删去，或把内容放到对应的表里。",
        f"this sheet is not known; the form has {names}. Remove it, or put its content into the right sheet.",
    )


def _note_missing_sheet(form: Form, sheet: FormSheet, findings: Findings) -> None:
    if not sheet.least and not any(each.required for each in sheet.fields):
        return
    findings.add(
        Place(sheet.code, Words(f"工作表“{sheet.title}”", f"sheet “{sheet.title}”")),
        "",
        "missing",
        f"缺少这张表；空白表格用 {form.template} 写出。",
        f"this sheet is missing; {form.template} writes the empty form.",
    )


def _read_sheet(into: FormRows, cells: list[_Cells], facts: SheetFacts, findings: Findings, *, serials: bool) -> None:
    heads = _line_heads(into.sheet, cells, findings) if into.sheet.lines else _heads(into.sheet, cells, findings)
    if heads is None:
        return
    first, columns = heads
    if into.sheet.lines:
        _take_lines(into, cells, columns, findings, serials=serials)
        return
    _note_merged(into.sheet, first, facts, findings)
    for number, row in enumerate(cells[first:], first + 1):
        filled = {column for column, cell in enumerate(row, 1) if not is_empty(cell.value)}
        for column in sorted(filled - set(columns.values())):
            _note_stray(into.sheet, column, number, row[column - 1].value, findings)
        if filled & set(columns.values()):
            _take_row(into, row, number, columns, findings, serials=serials)
            if number in facts.hidden_rows:
                _note_hidden(into.sheet, number, findings)
    if len(into.rows) > into.sheet.most:
        place = into.place(-1, "")
        zh = f"有 {len(into.rows)} 行，最多 {into.sheet.most} 行。"
        findings.add(place, "", "range", zh, f"there are {len(into.rows)} rows; {into.sheet.most} is the most.")
    elif len(into.rows) < into.sheet.least:
        zh = f"至少要填 {into.sheet.least} 行。"
        findings.add(into.place(-1, ""), "", "missing", zh, f"at least {into.sheet.least} row is wanted.")


def _heads(sheet: FormSheet, cells: list[_Cells], findings: Findings) -> tuple[int, dict[str, int]] | None:
    """Return how many rows stand above the content, and the column of each field."""
    known = {label: each for each in sheet.fields for label in names_of(each)}
    scores = [sum(label_of(cell.value) in known for cell in row) for row in cells[:HEAD_ROWS]]
    if not scores or max(scores) < min(2, len(sheet.fields)):
        if cells:
            names = "、".join(each.field.head.zh for each in sheet.fields)
            zh, en = f"找不到表头一行（{names}）。", f"the row of heads is not there ({names})."
            findings.add(cell_place(sheet.title, 1, 1), "", "missing", zh, en)
        return None
    row = scores.index(max(scores))
    columns: dict[str, int] = {}
    for column, cell in enumerate(cells[row], 1):
        each = known.get(label_of(cell.value))
        if each is None:
            continue
        if each.name in columns:
            zh = f"有两列都是“{each.field.head.zh}”，请删去一列。"
            place = cell_place(sheet.title, column, row + 1)
            findings.add(place, cell.value, "duplicate", zh, f"two columns are {each.field.head.en}; remove one.")
        columns.setdefault(each.name, column)
    for each in sheet.fields:
        if each.required and each.name not in columns:
            zh = f"缺少“{each.field.head.zh}”这一列，请照模板补上。"
            en = f"the column {each.field.head.en} is missing; add it as in the template."
            findings.add(cell_place(sheet.title, 1, row + 1), "", "missing", zh, en)
    return row + 1, columns


def _line_heads(sheet: FormSheet, cells: list[_Cells], findings: Findings) -> tuple[int, dict[str, int]] | None:
    """Return the column of the labels, and the row of each field."""
    known = {label: each for each in sheet.fields for label in names_of(each)}
    width = max((len(row) for row in cells), default=0)
    scores = [
        sum(label_of(row[column].value) in known for row in cells if column < len(row)) for column in range(width)
    ]
    if not scores or not max(scores):
        if cells:
            zh, en = "找不到项目名称一列；请用模板填写。", "the column of labels is not there; use the template."
            findings.add(cell_place(sheet.title, 1, 1), "", "missing", zh, en)
        return None
    at = scores.index(max(scores))
    rows: dict[str, int] = {"": at + 1}
    for number, row in enumerate(cells, 1):
        label = label_of(row[at].value) if at < len(row) else ""
        each = known.get(label)
        if each is None:
            _note_unknown_line(sheet, row, number, at, findings)
        elif each.name in rows:
            zh = f"“{each.field.head.zh}”写了两行（前面在第 {rows[each.name]} 行），请删去一行。"
            en = f"{each.field.head.en} stands twice (also in row {rows[each.name]}); remove one."
            findings.add(cell_place(sheet.title, at + 1, number), row[at].value, "duplicate", zh, en)
        else:
            rows[each.name] = number
    return 0, rows


def _note_unknown_line(sheet: FormSheet, row: _Cells, number: int, at: int, findings: Findings) -> None:
    label, value = row[at].value, row[at + 1].value if at + 1 < len(row) else None
    if is_empty(value) or label_of(value) in {"填写", "内容", "value"}:
        return
    zh = f"没有“{str(label or '')[:40]}”这一项，里面却有内容；请照模板的项目名称填写。"
    en = "this line is not known but has content; use the labels of the template."
    findings.add(cell_place(sheet.title, at + 2, number), value, "unknown", zh, en)


def _take_lines(
    into: FormRows, cells: list[_Cells], rows: Mapping[str, int], findings: Findings, *, serials: bool
) -> None:
    column = rows[""] + 1
    values, places = Values(), dict[str, Place]()
    for each in into.sheet.fields:
        number = rows.get(each.name)
        if number is None:
            continue
        place = _place(into.sheet, each, 0, column, number)
        row = cells[number - 1]
        value = None
        if column <= len(row):
            value = cell_value(row[column - 1], each.field, place, findings, serials=serials)
        values[each.name], places[each.name] = value, place
    into.rows.append(values)
    into.places.append(places)


def _take_row(
    into: FormRows, row: _Cells, number: int, columns: Mapping[str, int], findings: Findings, *, serials: bool
) -> None:
    values, places, index = Values(), dict[str, Place](), len(into.rows)
    for each in into.sheet.fields:
        if each.name in columns:
            place = _place(into.sheet, each, index, columns[each.name], number)
            cell = row[columns[each.name] - 1]
            values[each.name] = cell_value(cell, each.field, place, findings, serials=serials)
            places[each.name] = place
    into.rows.append(values)
    into.places.append(places)


def _place(sheet: FormSheet, each: FormField, index: int, column: int, row: int) -> Place:
    section = sheet.code if sheet.lines else f"{sheet.code}[{index}]"
    return cell_place(sheet.title, column, row, f"{section}.{each.name}", each.field.head.zh)


def _note_merged(sheet: FormSheet, first: int, facts: SheetFacts, findings: Findings) -> None:
    for area in facts.merged:
        if int("".join(c for c in area.partition(":")[2] if c.isdigit()) or 0) > first:
            place = Place(f"{sheet.title}!{area}", Words(f"{sheet.title}!{area}", f"{sheet.title}!{area}"))
            zh = "单元格被合并，看不出内容属于哪一行；请取消合并，每行分别填写。"
            en = "these cells are merged, so that it is open which row they belong to; unmerge them."
            findings.add(place, area, "conflict", zh, en)


def _note_stray(sheet: FormSheet, column: int, row: int, value: object, findings: Findings) -> None:
    zh = f"{letters(column)} 列没有认得的表头，里面却有内容；请删去，或照模板写表头。"
    en = (
        f"column {letters(column)} has no head that is known but has content; remove it, or name it as in the template."
    )
    findings.add(cell_place(sheet.title, column, row), str(value)[:200], "unknown", zh, en)


def _note_hidden(sheet: FormSheet, row: int, findings: Findings) -> None:
    zh, en = "这一行被隐藏；请取消隐藏并核对后再提交。", "this row is hidden; unhide it, check it and try again."
    findings.add(cell_place(sheet.title, 1, row), "", "conflict", zh, en)


def has_sheet(data: bytes, title: str) -> bool:
    """Tell whether a file is a workbook with a sheet of this title; anything else is none."""
    try:
        book = openpyxl.load_workbook(bare(data).file, read_only=True)
    except (*LIBRARY_ERRORS, FileRefused):
        return False
    return title in {"".join(str(name).split()) for name in book.sheetnames}
