"""Drawing a form to fill in: heads with notes, drop-downs, checks, what is known; the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from certs.casework.sheets.sheet_form import Form, FormSheet
from certs.certificate.field_kinds import Field
from certs.certificate.reading import template_xlsx
from certs.certificate.reading.sheet_layout import NOTES, letters
from certs.certificate.reading.template_xlsx import FACE, GREY, INK, PAPER

Rows = Mapping[str, Sequence[Mapping[str, object]]]  # by the name of the sheet: values by the name of the field
_LINE: Final = Border(bottom=Side(style="hair", color="FF9FB0B2"))
_TALL: Final = 20.0  # points of a row to write in
_EXCEL_LIST: Final = 250  # characters of a list of choices that Excel takes within a rule


def draw(form: Form, rows: Rows | None = None) -> bytes:
    """Return the workbook. `rows` are filled in; of a field with choices the code is given, and its word written."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    template_xlsx.write_advice(book, form.advice)
    for form_sheet in form.sheets:
        sheet = book.create_sheet(form_sheet.name)
        values = (rows or {}).get(form_sheet.name, ())
        if form_sheet.lines:
            _lines(sheet, form_sheet, values[0] if values else {})
        else:
            _table(sheet, form_sheet, form.heads, values)
        template_xlsx.fit_to_page(sheet, pages=1)
    book.move_sheet(NOTES, len(form.sheets))
    return template_xlsx.saved(book, form.title)


def _table(sheet: Any, form_sheet: FormSheet, heads: int, rows: Sequence[Mapping[str, object]]) -> None:
    first, last = heads + 1, heads + max(form_sheet.rows, len(rows))
    for column, field in enumerate(form_sheet.fields, 1):
        name = field.name if heads > 1 else ""
        template_xlsx.head(sheet, column, field.head, name, field.note, required=field.required)
        dimension = sheet.column_dimensions[letters(column)]
        dimension.width = field.width
        dimension.number_format = template_xlsx.cell_format(field)
        if field.name not in form_sheet.echoed:
            _check(sheet, form_sheet, field, f"{letters(column)}{first}:{letters(column)}{last}")
    for number in range(first, last + 1):
        _row(sheet, number, form_sheet, rows[number - first] if number - first < len(rows) else {})
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = f"B{first}"
    sheet.print_title_rows = f"1:{heads}"


def _row(sheet: Any, number: int, form_sheet: FormSheet, values: Mapping[str, object]) -> None:
    sheet.row_dimensions[number].height = _TALL
    for column, field in enumerate(form_sheet.fields, 1):
        cell = sheet.cell(number, column)
        _fill(cell, form_sheet, field, values.get(field.name))
        _write_in(cell, field)
        if field.name in form_sheet.echoed:
            cell.fill = PatternFill("solid", fgColor=PAPER)


def _fill(cell: Any, form_sheet: FormSheet, field: Field, value: object) -> None:
    offered = form_sheet.choices.get(field.name)
    cell.value = offered[str(value)].zh if offered and value is not None else value
    if isinstance(cell.value, str):
        cell.data_type = "s"  # text that looks like a formula stays text


def _lines(sheet: Any, form_sheet: FormSheet, values: Mapping[str, object]) -> None:
    for column, (head, width) in enumerate((("项目", 28), ("填写", 46), ("说明", 60)), 1):
        template_xlsx.label(sheet.cell(1, column), head, required=False)
        sheet.column_dimensions[letters(column)].width = width
    for number, field in enumerate(form_sheet.fields, 2):
        template_xlsx.label(sheet.cell(number, 1), field.head.zh, required=field.required)
        _fill(sheet.cell(number, 2), form_sheet, field, values.get(field.name))
        _write_in(sheet.cell(number, 2), field)
        note = sheet.cell(number, 3, field.note.zh)
        note.font = Font(name=FACE, size=9, color=GREY)
        note.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[number].height = 18 * (1 + max(len(field.note.zh) // 34, len(field.head.zh) // 15))
        _check(sheet, form_sheet, field, f"B{number}")
    sheet.freeze_panes = "B2"


def _write_in(cell: Any, field: Field) -> None:
    cell.number_format = template_xlsx.cell_format(field)
    cell.font = Font(name=FACE, size=10, color=INK)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.border = _LINE


def _check(sheet: Any, form_sheet: FormSheet, field: Field, area: str) -> None:
    offered = form_sheet.choices.get(field.name)
    rule = template_xlsx.rule_of(field)
    if offered:
        formula = _choices(sheet.parent[NOTES], [each.zh for each in offered.values()])
        rule = DataValidation(type="list", formula1=formula, allow_blank=True)
    if rule is not None:
        template_xlsx.explain(rule, field.head.zh, field.note.zh)
        sheet.add_data_validation(rule)
        rule.add(area)


def _choices(notes: Any, words: Iterable[str]) -> str:
    """Return the formula of a drop-down: the choices themselves, or where they are long a column beside the advice."""
    listed = list(words)
    if len(template_xlsx.choices(listed)) <= _EXCEL_LIST and not any("," in each for each in listed):
        return template_xlsx.choices(listed)
    column = max(notes.max_column, 2) + 1
    for row, each in enumerate(listed, 1):
        notes.cell(row, column, each)
    return f"'{NOTES}'!${letters(column)}$1:${letters(column)}${len(listed)}"
