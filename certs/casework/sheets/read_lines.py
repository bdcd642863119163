"""Finding the lines of a sheet that has a line for each field: a column of labels, and the answers beside it."""

from __future__ import annotations

from typing import Any, Final

from certs.casework.sheets.sheet_form import FormSheet
from certs.certificate.reading.findings import Findings, Place
from certs.certificate.reading.sheet_layout import cell_place, folded, name_of
from certs.certificate.reading.tidy_text import is_empty
from certs.certificate.reading.workbook import Sheet

_HEADS: Final = frozenset({"填写", "内容", "value"})  # over the answers
Cell = tuple[Any, Place]  # None where the file has no such cell


def read_lines(form_sheet: FormSheet, sheet: Sheet, findings: Findings) -> dict[str, Cell] | None:
    """Return the answer to each field that has a line, with its place; None where there are no labels."""
    labels = {
        label: each
        for each in form_sheet.fields
        for label in (folded(each.head.zh), folded(each.head.en), folded(each.name))
    }
    names = [[name_of(cell) for cell in row] for row in sheet.rows]
    width = max(map(len, names), default=0)
    scores = [sum(row[column] in labels for row in names if column < len(row)) for column in range(width)]
    if not scores or not max(scores):
        filled = sum(any(not is_empty(cell.value) for cell in row) for row in sheet.rows)
        if filled <= 1 and not any(each.required for each in form_sheet.fields):
            return {}  # nothing but heads: it was left empty, and may be
        if sheet.rows:
            zh, en = "找不到项目名称一列；请用模板填写。", "the column of labels is not there; use the template."
            findings.add(cell_place(sheet.name, 1, 1), "", "missing", zh, en)
        return None
    at = scores.index(max(scores))
    lines: dict[str, int] = {}
    cells: dict[str, Cell] = {}
    for number, row in enumerate(sheet.rows, 1):
        each = labels.get(names[number - 1][at])
        answer = row[at + 1] if at + 1 < len(row) else None
        if each is None:
            _note_unknown(sheet.name, row[at].value, answer, at, number, findings)
        elif each.name in lines:
            zh = f"“{each.head.zh}”写了两行（前面在第 {lines[each.name]} 行），请删去一行。"
            en = f"{each.head.en} stands twice (also in row {lines[each.name]}); remove one."
            findings.add(cell_place(sheet.name, at + 1, number), row[at].value, "duplicate", zh, en)
        else:
            lines[each.name] = number
            path = f"{form_sheet.code}.{each.name}" if form_sheet.code else ""
            cells[each.name] = answer, cell_place(sheet.name, at + 2, number, path, each.head.zh)
    return cells


def _note_unknown(sheet: str, label: object, answer: Any, at: int, number: int, findings: Findings) -> None:
    if answer is None or is_empty(answer.value) or name_of(answer) in _HEADS:
        return
    zh = f"没有“{str(label or '')[:40]}”这一项，里面却有内容；请照模板的项目名称填写。"
    en = "this line is not known but has content; use the labels of the template."
    findings.add(cell_place(sheet, at + 2, number), answer.value, "unknown", zh, en)
