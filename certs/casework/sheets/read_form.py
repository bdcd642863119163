"""Reading a form that came back: taken where its meaning is certain, else every slip is named with sheet and cell.

Columns are known by field name or head wherever they stand. What is certain is undone: full-width digits, blanks, days
as text, a code in place of its word, 无 where nothing is needed. What is not is refused: formulas, merged cells, hidden
content, a row twice, what Excel turned into something else. Every error's `field` is its cell, such as `评分!D5`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Final

from openpyxl.worksheet.cell_range import CellRange

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
from certs.certificate.reading.refused_input import FILE, FileRefused
from certs.certificate.reading.sheet_layout import Row
from certs.certificate.reading.tidy_text import UNREADABLE, is_empty, tidy
from certs.certificate.reading.workbook import Sheet, open_sheets
from certs.errors import FieldError, Words

_XLSX: Final = Words("请提交 .xlsx 表格。", "hand in an .xlsx sheet.")


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row: the values of its fields, those that were left empty left out, and where each stands."""

    sheet: str
    number: int
    values: Mapping[str, Any]
    places: Mapping[str, Place]

    def place(self, name: str) -> Place:
        """Return where a field stands; the first column of its row where the sheet has no such column."""
        return self.places.get(name) or sheet_layout.cell_place(self.sheet, 1, self.number)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a field, or `default` where it was left empty."""
        return self.values.get(name, default)


@dataclass(slots=True)
class FormReading:
    """What a form holds, and what is wrong with it. Only where nothing is wrong may the rows be relied on."""

    rows: dict[str, tuple[FormRow, ...]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """What is wrong, in the order of the sheets."""
        return tuple(self.findings.errors)

    def single(self, sheet: str) -> FormRow:
        """Return the one row of a sheet that has one; an empty one where it was refused."""
        return self.rows[sheet][0] if self.rows.get(sheet) else FormRow(sheet, 3, {}, {})


def read_form(data: bytes, name: str, form: Form, more: AbstractSet[int] = glyphs.NONE) -> FormReading:
    """Return what a form holds; bad content never raises. `name` is the file's, `more` the glyphs of own fonts."""
    reading = FormReading()
    try:
        _refuse_strangers(data, name)
        sheets, serials = open_sheets(bare(data), reading.findings, form.layout)
    except FileRefused as refused:
        reading.findings.errors.append(FieldError(FILE, name, refused.code, refused.words))
        return reading
    for sheet in form.sheets:
        if sheet.name in sheets:
            rows = _rows(sheets[sheet.name], sheet, form, reading.findings)
            read = [_row(sheets[sheet.name], row, sheet, reading.findings, more, serials=serials) for row in rows]
            reading.rows[sheet.name] = tuple(read)
            _count_rows(sheet, reading)
    return reading


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
    telling = [column for (_, name), column in sheet.head.columns.items() if name not in form_sheet.offered]
    rows = [
        row
        for row in sheet_layout.read_rows(sheet.name, sheet.head, sheet.rows, findings)
        if any(not is_empty(row.cells[column - 1].value) for column in telling)
    ]
    for row in rows:
        if row.number in sheet.facts.hidden_rows:
            findings.add(
                sheet_layout.cell_place(sheet.name, 1, row.number),
                row.number,
                "conflict",
                f"第 {row.number} 行被隐藏（或被筛选掉）；请取消隐藏，不要的行请删去。",
                f"row {row.number} is hidden or filtered out; unhide it, or delete it if it is not wanted.",
            )
    for (_, name), column in sheet.head.columns.items():
        if sheet.facts.is_hidden(column) and rows:
            letters = sheet_layout.letters(column)
            findings.add(
                sheet_layout.cell_place(sheet.name, column, sheet.head.row),
                name,
                "conflict",
                f"{letters} 列被隐藏；请取消隐藏并核对后再提交。",
                f"column {letters} is hidden; unhide it, check it and try again.",
            )
    return rows


def _row(
    sheet: Sheet, row: Row, form_sheet: FormSheet, findings: Findings, more: AbstractSet[int], *, serials: bool
) -> FormRow:
    assert sheet.head is not None
    reader = Reader(findings, more)
    values: dict[str, Any] = {}
    places: dict[str, Place] = {}
    for each in form_sheet.fields:
        column = sheet.head.columns.get(("", each.name))
        if column is None:
            continue
        place = sheet_layout.cell_place(sheet.name, column, row.number, "", each.head.zh)
        places[each.name] = place
        raw = cell_value(row.cells[column - 1], each, place, findings, serials=serials)
        if raw is UNREADABLE:
            values[each.name] = UNREADABLE
        elif not _is_left_empty(each, raw):
            values[each.name] = _value(each, raw, place, form_sheet, findings, reader)
        elif each.required and not _is_merged(sheet, place.path):
            _note_missing(each, place, form_sheet, findings)
    return FormRow(sheet.name, row.number, values, places)


def _is_merged(sheet: Sheet, path: str) -> bool:
    """Tell whether a cell went into another: that is noted already, and its own content is there."""
    cell = path.rpartition("!")[2]
    return any(":" in area and cell in CellRange(area) for area in sheet.facts.merged)


def _is_left_empty(each: Field, raw: object) -> bool:
    """Tell whether a field was left empty; 无 says so as well where nothing is needed."""
    return is_empty(raw) or (not each.required and filler(each, raw) is Means.NOTHING)


def _note_missing(each: Field, place: Place, form_sheet: FormSheet, findings: Findings) -> None:
    offered = form_sheet.choices.get(each.name)
    zh = f"可填：{'、'.join(words.zh for words in offered.values())}。" if offered else each.note.zh
    en = f"Choose one of: {', '.join(words.en for words in offered.values())}." if offered else each.note.en
    findings.add(place, "", "missing", f"没有填。{zh}", f"it is empty. {en}")


def _value(each: Field, raw: object, place: Place, form_sheet: FormSheet, findings: Findings, reader: Reader) -> Any:
    offered = form_sheet.choices.get(each.name)
    if offered is not None:
        return _chosen(offered, raw, place, findings)
    if each.kind not in NUMERIC and note_filler(findings, each, place, raw):
        return UNREADABLE
    before = len(findings.errors)
    value = reader.read(each, place, raw)
    return UNREADABLE if len(findings.errors) > before else value


def _chosen(offered: Choices, raw: object, place: Place, findings: Findings) -> object:
    """Return the code that a cell means: by its word in either language, or by the code itself."""
    typed = _folded(str(raw))
    for code, words in offered.items():
        if typed in {_folded(code), _folded(words.zh), _folded(words.en)}:
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
    if not sheet.single or len(rows) == 1 or (not rows and reading.findings.errors):
        return
    place = sheet_layout.cell_place(sheet.name, 1, rows[1].number if rows else 3)
    if rows:
        zh, en = f"这张表只填一行，现在有 {len(rows)} 行。", f"this sheet has one row; there are {len(rows)}."
    else:
        zh, en = "这张表没有填；请在字段名下面一行填写。", "this sheet is empty; fill in the row below the field names."
    reading.findings.add(place, len(rows), "duplicate" if rows else "missing", zh, en)
