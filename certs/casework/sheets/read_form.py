"""Reading a form that came back: taken where its meaning is certain, else every slip is named with sheet and cell.

Columns and lines are known by field name or head wherever they stand. What is certain is undone: full-width digits,
blanks, days as text, a code in place of its word, 无 where nothing is needed. What is not is refused: formulas, merged
cells, hidden content, a row twice, what Excel turned into something else. Every error's message begins with its cell,
such as `评分!D5`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Final

import openpyxl
from openpyxl.worksheet.cell_range import CellRange

from certs.casework.sheets.read_lines import Cell, read_lines
from certs.casework.sheets.sheet_form import Choices, Form, FormSheet
from certs.certificate import glyphs
from certs.certificate.field_kinds import NUMERIC, Field
from certs.certificate.filler_words import Means
from certs.certificate.reading import known_strangers, sheet_layout
from certs.certificate.reading.bare_workbook import bare
from certs.certificate.reading.cells import cell_value
from certs.certificate.reading.field_reader import Reader
from certs.certificate.reading.filler_values import filler, note_filler
from certs.certificate.reading.findings import Findings, Place
from certs.certificate.reading.refused_input import FileRefused
from certs.certificate.reading.sheet_layout import Row, cell_place
from certs.certificate.reading.tidy_text import UNREADABLE, is_empty, tidy
from certs.certificate.reading.workbook import LIBRARY_ERRORS, Sheet, note_merged, open_sheets
from certs.errors import FieldError, Words

_XLSX: Final = Words("请提交 .xlsx 表格。", "hand in an .xlsx sheet.")


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row: the values of its fields, those that were left empty left out, and where each stands."""

    sheet: FormSheet
    number: int
    values: Mapping[str, Any]
    places: Mapping[str, Place]

    def place(self, name: str) -> Place:
        """Return where a field stands; where the sheet has no cell for it, the first of its row, or the sheet."""
        if name in self.places:
            return self.places[name]
        return self.sheet.place_of(name) if self.sheet.lines else cell_place(self.sheet.name, 1, self.number)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a field, or `default` where it was left empty."""
        return self.values.get(name, default)

    def plain(self) -> dict[str, Any]:
        """Return a value for each field that was read: an empty one where it was left empty or cannot be read."""
        read = {each.name: (each, self.values.get(each.name)) for each in self.sheet.fields}
        return {
            name: each.empty if value is None or value is UNREADABLE else value
            for name, (each, value) in read.items()
            if name not in self.sheet.raw
        }


@dataclass(slots=True)
class FormReading:
    """What a form holds, and what is wrong with it. Only where nothing is wrong may the rows be relied on."""

    form: Form
    rows: dict[str, tuple[FormRow, ...]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """What is wrong, in the order of the sheets."""
        return tuple(self.findings.errors)

    def single(self, sheet: str) -> FormRow:
        """Return the one row of a sheet that has one; an empty one where it was refused."""
        rows = self.rows.get(sheet)
        return rows[0] if rows else FormRow(self.form.sheet(sheet), self.form.heads + 1, {}, {})

    def place(self, sheet: str, index: int, name: str) -> Place:
        """Return where a field of a row stands; where there is no such row, the sheet."""
        rows = self.rows.get(sheet, ())
        return rows[index].place(name) if 0 <= index < len(rows) else self.form.sheet(sheet).place_of(name)


def read_form(data: bytes, form: Form, name: str = "", more: AbstractSet[int] = glyphs.NONE) -> FormReading:
    """Return what a form holds. `name` is the file's, `more` the glyphs of own fonts.

    Raises FileRefused for a file that is no such workbook.
    """
    _refuse_strangers(data, name)
    reading = FormReading(form)
    sheets, serials = open_sheets(bare(data), reading.findings, form.layout)
    for form_sheet in form.sheets:
        if form_sheet.name not in sheets:
            continue
        sheet = sheets[form_sheet.name]
        reader = _RowReader(form_sheet, sheet, reading.findings, more, serials=serials)
        if form_sheet.lines:
            cells = read_lines(form_sheet, sheet, reading.findings)
            reading.rows[sheet.name] = () if cells is None else (reader.row(1, cells),)
        else:
            rows = _rows(sheet, form_sheet, form, reading.findings)
            reading.rows[sheet.name] = tuple(reader.row(row.number, reader.cells(i, row)) for i, row in enumerate(rows))
            _count_rows(form_sheet, reading)
    return reading


def has_sheet(data: bytes, title: str) -> bool:
    """Tell whether a file is a workbook with a sheet of this title; anything else is none."""
    try:
        book = openpyxl.load_workbook(bare(data).file, read_only=True)
    except (*LIBRARY_ERRORS, FileRefused):
        return False
    return title in {"".join(str(name).split()) for name in book.sheetnames}


def _refuse_strangers(data: bytes, name: str) -> None:
    known_strangers.refuse(data, name, _XLSX)
    if not data.startswith(known_strangers.ZIP):
        raise FileRefused(
            "type",
            f"这不是 .xlsx 表格（可能是改了名的 CSV 或文字文件）；{known_strangers.SAVE_AS[0]}",
            f"this is no .xlsx sheet, perhaps a CSV or a text under another name; {known_strangers.SAVE_AS[1]}",
        )


def _rows(sheet: Sheet, form_sheet: FormSheet, form: Form, findings: Findings) -> list[Row]:
    sheet.head = sheet_layout.read_head(sheet.name, sheet.rows, findings, form.layout)
    if sheet.head is None:
        return []
    note_merged(sheet.name, (area for area in sheet.facts.merged if _reaches(area, sheet.head.row)), findings)
    telling = [column for (_, name), column in sheet.head.columns.items() if name not in form_sheet.offered]
    rows = [
        row
        for row in sheet_layout.read_rows(sheet.name, sheet.head, sheet.rows, findings)
        if any(not is_empty(row.cells[column - 1].value) for column in telling)
    ]
    for row in rows:
        if row.number in sheet.facts.hidden_rows:
            findings.add(
                cell_place(sheet.name, 1, row.number),
                row.number,
                "conflict",
                f"第 {row.number} 行被隐藏（或被筛选掉）；请取消隐藏，不要的行请删去。",
                f"row {row.number} is hidden or filtered out; unhide it, or delete it if it is not wanted.",
            )
    for (_, name), column in sheet.head.columns.items():
        if sheet.facts.is_hidden(column) and rows:
            letters = sheet_layout.letters(column)
            findings.add(
                cell_place(sheet.name, column, sheet.head.row),
                name,
                "conflict",
                f"{letters} 列被隐藏；请取消隐藏并核对后再提交。",
                f"column {letters} is hidden; unhide it, check it and try again.",
            )
    return rows


def _reaches(area: str, row: int) -> bool:
    """Tell whether a merged area reaches below a row: titles above the heads may be merged."""
    return bool(CellRange(area).max_row > row)


class _RowReader:
    def __init__(
        self, form_sheet: FormSheet, sheet: Sheet, findings: Findings, more: AbstractSet[int], *, serials: bool
    ) -> None:
        self._form_sheet, self._sheet, self._findings, self._serials = form_sheet, sheet, findings, serials
        self._reader = Reader(findings, more)

    def cells(self, index: int, row: Row) -> dict[str, Cell]:
        """Return the cells of a row of a table by the name of the field, each with its place."""
        cells: dict[str, Cell] = {}
        for each in self._form_sheet.fields:
            column = self._sheet.head.columns.get(("", each.name)) if self._sheet.head else None
            if column is not None:
                path = f"{self._form_sheet.code}[{index}].{each.name}" if self._form_sheet.code else ""
                place = cell_place(self._sheet.name, column, row.number, path, each.head.zh)
                cells[each.name] = row.cells[column - 1], place
        return cells

    def row(self, number: int, cells: Mapping[str, Cell]) -> FormRow:
        """Read one row, or the lines of a sheet."""
        values: dict[str, Any] = {}
        for each in self._form_sheet.fields:
            is_raw = each.name in self._form_sheet.raw
            if each.name not in cells:  # of a missing column of a table it is said once
                if self._form_sheet.lines and each.required and not is_raw:
                    _note_missing(each, self._form_sheet.place_of(each.name), self._form_sheet, self._findings)
                continue
            cell, place = cells[each.name]
            value = None
            if cell is not None:
                value = cell_value(cell, each, place, self._findings, serials=self._serials)
            if is_raw or value is UNREADABLE:
                values[each.name] = value
            elif not self._is_left_empty(each, value):
                values[each.name] = self._value(each, value, place)
            elif each.required and not self._is_merged(place.shown.en):
                _note_missing(each, place, self._form_sheet, self._findings)
        return FormRow(self._form_sheet, number, values, {name: place for name, (_, place) in cells.items()})

    def _is_merged(self, shown: str) -> bool:
        """Tell whether a cell of a table went into another: that is noted already, and its own content is there."""
        cell, areas = shown.rpartition("!")[2], () if self._form_sheet.lines else self._sheet.facts.merged
        return any(":" in area and cell in CellRange(area) for area in areas)

    def _is_left_empty(self, each: Field, raw: object) -> bool:
        """Tell whether a field was left empty; 无 says so as well where nothing is needed, unless it is a choice."""
        if is_empty(raw):
            return True
        offered = self._form_sheet.choices.get(each.name, {})
        return not each.required and filler(each, raw) is Means.NOTHING and _choice(offered, raw) is None

    def _value(self, each: Field, raw: object, place: Place) -> Any:
        offered = self._form_sheet.choices.get(each.name)
        if offered:
            return _chosen(offered, raw, place, self._findings)
        if each.name in self._form_sheet.all_of and raw == ["全部"]:
            return self._form_sheet.all_of[each.name]
        if each.kind not in NUMERIC and note_filler(self._findings, each, place, raw):
            return UNREADABLE
        before = len(self._findings.errors)
        value = self._reader.read(each, place, raw)
        return UNREADABLE if len(self._findings.errors) > before else value


def _note_missing(each: Field, place: Place, form_sheet: FormSheet, findings: Findings) -> None:
    offered = form_sheet.choices.get(each.name)
    zh = f"可填：{'、'.join(words.zh for words in offered.values())}。" if offered else each.note.zh
    en = f"Choose one of: {', '.join(words.en for words in offered.values())}." if offered else each.note.en
    findings.add(place, "", "missing", f"没有填。{zh}", f"it is empty. {en}")


def _choice(offered: Choices, raw: object) -> object:
    typed = _folded(str(raw))
    words = {code: {_folded(code), _folded(each.zh), _folded(each.en)} for code, each in offered.items()}
    shorter = {code: {each.removesuffix("级") for each in all_of} for code, all_of in words.items()}  # 四星 for 四星级
    return next((code for among in (words, shorter) for code, all_of in among.items() if typed in all_of), None)


def _chosen(offered: Choices, raw: object, place: Place, findings: Findings) -> object:
    """Return the code that a cell means: by its word in either language, or by the code itself."""
    code = _choice(offered, raw)
    if code is not None:
        return code
    zh, en = "、".join(words.zh for words in offered.values()), ", ".join(words.en for words in offered.values())
    findings.add(
        place, raw, "unknown", f"没有“{raw}”这一种，可填：{zh}。", f"there is no “{raw}”; choose one of: {en}."
    )
    return UNREADABLE


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", tidy(text)).casefold().replace(" ", "").rstrip("。.；;")


def _count_rows(sheet: FormSheet, reading: FormReading) -> None:
    rows = reading.rows[sheet.name]
    if len(rows) > sheet.most:
        place = cell_place(sheet.name, 1, rows[sheet.most].number)
        zh = f"这张表最多填 {sheet.most} 行，现在有 {len(rows)} 行。"
        en = f"this sheet has {sheet.most} rows at most; there are {len(rows)}."
        reading.findings.add(place, len(rows), "duplicate" if sheet.most == 1 else "range", zh, en)
    elif len(rows) < sheet.least and not reading.findings.errors:
        zh, en = "这张表没有填；请在表头下面填写。", "this sheet is empty; fill in the rows below the heads."
        place = cell_place(sheet.name, 1, reading.form.heads + 1)
        reading.findings.add(place, len(rows), "missing", zh, en)
