"""Writing an empty form: drop-downs, checks and notes where people fill in; the same bytes each time it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

from certs.certificate.reading.sheet_layout import NOTES, letters
from certs.certificate.reading.template_xlsx import (
    FACE,
    GREY,
    INK,
    PAPER,
    REQUIRED,
    cell_format,
    choices,
    explain,
    fit_to_page,
    rule_of,
    saved,
    write_advice,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certs.casework.forms.form_layout import Form, FormField, FormSheet

_EXCEL_LIST: Final = 250  # characters of a list of choices that Excel takes within a rule
_ROWS: Final = 500  # rows that checks and drop-downs are laid over


def form_xlsx(form: Form, filled: Mapping[str, Sequence[Mapping[str, object]]] | None = None) -> bytes:
    """Return the workbook. `filled` gives rows that stand in it already, by the code of the sheet and the field."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    write_advice(book, (form.title.zh, *form.advice))
    for sheet in form.sheets:
        rows = (filled or {}).get(sheet.code, ())
        made = book.create_sheet(sheet.title)
        if sheet.lines:
            _lines(book, made, sheet, rows)
        else:
            _columns(book, made, sheet, rows)
        fit_to_page(made, 1)
    book.move_sheet(NOTES, len(form.sheets))
    return saved(book, form.title.zh)


def _lines(book: Any, made: Any, sheet: FormSheet, rows: Sequence[Mapping[str, object]]) -> None:
    for column, (head, width) in enumerate((("项目", 28), ("填写", 46), ("说明", 60)), 1):
        cell = made.cell(1, column, head)
        _head_style(cell, required=False)
        made.column_dimensions[letters(column)].width = width
    for number, each in enumerate(sheet.fields, 2):
        label = made.cell(number, 1, f"{each.field.head.zh} *" if each.required else each.field.head.zh)
        _head_style(label, required=each.required)
        value = made.cell(number, 2)
        value.number_format = cell_format(each.field)
        value.alignment = Alignment(vertical="top", wrap_text=True)
        value.border = Border(bottom=Side(style="thin", color=GREY))
        value.protection = Protection(locked=False)
        if rows and rows[0].get(each.name) not in (None, ""):
            value.value = _cell(rows[0][each.name])
        note = made.cell(number, 3, each.field.note.zh)
        note.font = Font(name=FACE, size=9, color=GREY)
        note.alignment = Alignment(vertical="top", wrap_text=True)
        made.row_dimensions[number].height = 18 * (
            1 + max(len(each.field.note.zh) // 34, len(each.field.head.zh) // 15)
        )
        _check(book, made, each, f"B{number}")
    made.freeze_panes = "B2"


def _columns(book: Any, made: Any, sheet: FormSheet, rows: Sequence[Mapping[str, object]]) -> None:
    for column, each in enumerate(sheet.fields, 1):
        cell = made.cell(1, column, f"{each.field.head.zh} *" if each.required else each.field.head.zh)
        _head_style(cell, required=each.required)
        note = each.field.note
        cell.comment = Comment(f"{note.zh}\n{each.field.head.en}: {note.en}", "Starmark", width=320, height=120)
        made.column_dimensions[letters(column)].width = each.field.width
        made.column_dimensions[letters(column)].number_format = cell_format(each.field)
        _check(book, made, each, f"{letters(column)}2:{letters(column)}{_ROWS}")
        for number, row in enumerate(rows, 2):
            if row.get(each.name) not in (None, "", []):
                made.cell(number, column, _cell(row[each.name])).number_format = cell_format(each.field)
    made.row_dimensions[1].height = 24
    made.freeze_panes = "B2"
    made.print_title_rows = "1:1"


def _cell(value: object) -> object:
    return "；".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def _head_style(cell: Any, *, required: bool) -> None:
    cell.font = Font(name=FACE, bold=True, size=11, color=INK)
    cell.fill = PatternFill("solid", fgColor=REQUIRED if required else PAPER)
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def _check(book: Any, made: Any, each: FormField, area: str) -> None:
    rule = rule_of(each.field)
    if each.choices:
        rule = DataValidation(type="list", formula1=_choices(book, each), allow_blank=True)
    if rule is not None:
        explain(rule, each.field.head.zh, each.field.note.zh)
        made.add_data_validation(rule)
        rule.add(area)


def _choices(book: Any, each: FormField) -> str:
    """Return the formula of a drop-down: the choices themselves, or where they are long a column beside the advice."""
    if len(choices(each.choices)) <= _EXCEL_LIST and not any("," in choice for choice in each.choices):
        return choices(each.choices)
    notes = book[NOTES]
    column = max(notes.max_column, 2) + 1
    for row, choice in enumerate(each.choices, 1):
        notes.cell(row, column, choice)
    return f"'{NOTES}'!${letters(column)}$1:${letters(column)}${len(each.choices)}"
