"""Drawing a form to fill in: heads with notes, drop-downs, checks, what is known; the same bytes each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from certs.casework.sheets.sheet_form import Form, FormSheet
from certs.certificate.reading import template_xlsx
from certs.certificate.reading.sheet_layout import letters
from certs.certificate.reading.template_xlsx import FACE, FIRST, INK, PAPER

Rows = Mapping[str, Sequence[Mapping[str, object]]]  # by the name of the sheet: values by the name of the field
_LINE: Final = Border(bottom=Side(style="hair", color="FF9FB0B2"))
_TALL: Final = 20.0  # points of a row to write in


def draw(form: Form, rows: Rows | None = None, widths: Mapping[str, int] | None = None) -> bytes:
    """Return the workbook. `rows` are filled in; of a field with choices the code is given, and its word written.

    `widths` overrule the widths of columns, by the name of the field.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in form.sheets:
        _sheet(book, sheet, (rows or {}).get(sheet.name, ()), widths or {})
    template_xlsx.write_advice(book, form.advice)
    return template_xlsx.saved(book, form.title)


def _sheet(book: Any, form_sheet: FormSheet, rows: Sequence[Mapping[str, object]], widths: Mapping[str, int]) -> None:
    sheet = book.create_sheet(form_sheet.name)
    last = FIRST + max(form_sheet.rows, len(rows)) - 1
    for column, field in enumerate(form_sheet.fields, 1):
        template_xlsx.head(sheet, column, field.head, field.name, field.note, required=field.required)
        dimension = sheet.column_dimensions[letters(column)]
        dimension.width = widths.get(field.name, field.width)
        dimension.number_format = template_xlsx.cell_format(field)
        rule = _rule(form_sheet, field.name) or template_xlsx.rule_of(field)
        if rule is not None and field.name not in form_sheet.echoed:
            template_xlsx.explain(rule, field.head.zh, field.note.zh)
            template_xlsx.apply(sheet, rule, column, last)
    for number in range(FIRST, last + 1):
        values = rows[number - FIRST] if number - FIRST < len(rows) else {}
        _row(sheet, number, form_sheet, values)
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = f"B{FIRST}"
    sheet.print_title_rows = f"1:{FIRST - 1}"
    template_xlsx.fit_to_page(sheet, pages=1)


def _rule(form_sheet: FormSheet, name: str) -> DataValidation | None:
    """Return the drop-down of a field that has one."""
    if name not in form_sheet.choices:
        return None
    words = [each.zh for each in form_sheet.choices[name].values()]
    return DataValidation(type="list", formula1=template_xlsx.choices(words), allow_blank=True)


def _row(sheet: Any, number: int, form_sheet: FormSheet, values: Mapping[str, object]) -> None:
    sheet.row_dimensions[number].height = _TALL
    for column, field in enumerate(form_sheet.fields, 1):
        value = values.get(field.name)
        offered = form_sheet.choices.get(field.name)
        shown = offered[str(value)].zh if offered and value is not None else value
        cell = sheet.cell(number, column, shown)
        if isinstance(shown, str):
            cell.data_type = "s"  # text that looks like a formula stays text
        cell.number_format = template_xlsx.cell_format(field)
        cell.font = Font(name=FACE, size=10, color=INK)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.border = _LINE
        if field.name in form_sheet.echoed:
            cell.fill = PatternFill("solid", fgColor=PAPER)
