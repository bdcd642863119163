"""The layout of a workbook: sheets with a row of Chinese heads over a row of field names; in a batch, joined by 序号."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from certs import limits
from certs.certificate.fields import SECTIONS
from certs.certificate.filler_words import meaning
from certs.certificate.reading.findings import Place
from certs.certificate.reading.tidy_text import UNREADABLE, is_empty, tidy
from certs.errors import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certs.certificate.field_kinds import Field
    from certs.certificate.reading.findings import Findings

CERTIFICATES: Final = "证书"
SCOPE: Final = "范围"
SITES: Final = "场所"
NOTES: Final = "说明"
SECTIONS_OF: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {CERTIFICATES: ("holder", "certificate", "taken_over"), SCOPE: ("scope",), SITES: ("sites",)}
)
KEY: Final = "no"  # the field name of 序号
KEY_HEAD: Final = Words("序号", "No.")
_KEY_NAMES: Final = frozenset({KEY, "序号"})


def fields_of(sheet: str) -> tuple[tuple[str, Field], ...]:
    """Return (section, field) of each column of a sheet of a batch after 序号, in the order of the template."""
    return tuple((section, field) for section in SECTIONS_OF[sheet] for field in SECTIONS[section])


@dataclass(frozen=True, slots=True)
class Layout:
    """What sheets a workbook has, and which (section, field) each of their columns.

    `keyed` sheets have 序号; where `by_heads`, a column may also be called by its head. `template` is the command
    that writes an empty one. Sheets of the names `passed_over` are not read; `optional` ones may be missing.
    """

    fields: Mapping[str, tuple[tuple[str, Field], ...]]
    template: str
    keyed: bool = False
    by_heads: bool = True
    passed_over: frozenset[str] = frozenset({NOTES})
    optional: frozenset[str] = frozenset()


BATCH: Final = Layout(
    MappingProxyType({name: fields_of(name) for name in SECTIONS_OF}),
    "starmark issue --template",
    keyed=True,
    by_heads=False,
)


def letters(column: int) -> str:
    """Return A for 1, AA for 27."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell_place(sheet: str, column: int, row: int, path: str = "", head: str = "") -> Place:
    """Return the place of a cell; without `path`, the cell is its own path."""
    cell = f"{sheet}!{letters(column)}{row}"
    return Place(path or cell, Words(f"{cell}（{head}）" if head else cell, cell))


@dataclass(frozen=True, slots=True)
class Head:
    """Where the columns of a sheet are: by (section, field name), with 序号 and the row of field names (from 1)."""

    row: int
    key: int
    columns: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Row:
    """One row with content: its number, its 序号 (normalised, or UNREADABLE), and its cells from column A on."""

    number: int
    key: object
    cells: tuple[Any, ...]


def read_head(sheet: str, rows: list[tuple[Any, ...]], findings: Findings, layout: Layout = BATCH) -> Head | None:
    """Find the row of field names and sort out its columns, noting what is unknown, double or missing."""
    fields = {field.name: (section, field) for section, field in layout.fields[sheet]}
    heads = _heads(layout, sheet)
    names = [
        [name if name in fields else heads.get(name, name) for name in map(name_of, row)]
        for row in rows[: limits.XLSX_HEAD_ROWS]
    ]
    scores = [sum(name in fields or name in _KEY_NAMES for name in row) for row in names]
    if not scores or max(scores) < 2:
        shown = "、".join([KEY] * layout.keyed + [*fields][: 2 - layout.keyed])
        findings.add(
            cell_place(sheet, 1, 2),
            "",
            "missing",
            f"“{sheet}”表没有字段名一行（{shown}……）；请用模板（{layout.template}），不要删去第 2 行。",
            f"sheet {sheet} has no row of field names ({shown.replace('、', ', ')}, …); use the template "
            f"({layout.template}) and keep its second row.",
        )
        return None
    best = max(scores)
    # The Chinese heads stand above the field names: content begins below the last row that names columns.
    below = max(place for place, score in enumerate(scores) if score >= 2) if layout.by_heads else scores.index(best)
    index = len(scores) - 1 - scores[::-1].index(best) if layout.by_heads else scores.index(best)
    columns: dict[tuple[str, str], int] = {}
    key = 0
    for number, name in enumerate(names[index], 1):
        at = cell_place(sheet, number, index + 1)
        if not name:
            continue
        place_of = ("", KEY) if name in _KEY_NAMES else (fields[name][0], name) if name in fields else None
        if place_of is None:
            _note_unknown(at, name, [*fields, *([KEY] if layout.keyed else [])], findings)
        elif place_of in columns or (place_of[1] == KEY and key):
            findings.add(
                at, name, "duplicate", f"有两列都叫 {name}，请删去一列。", f"two columns are called {name}; remove one."
            )
        elif place_of[1] == KEY:
            key = number
        else:
            columns[place_of] = number
    _note_missing(layout, sheet, index + 1, columns, key, findings)
    return Head(below + 1, key, columns)


def _heads(layout: Layout, sheet: str) -> dict[str, str]:
    """Return the name of the field by each head that stands for it: the Chinese one, or the English one."""
    fields = [field for _, field in layout.fields[sheet]] if layout.by_heads else []
    return {folded(each.head.en): each.name for each in fields} | {folded(each.head.zh): each.name for each in fields}


def folded(text: str) -> str:
    """Return a head as it is compared: blanks, the star of a required field and a colon at the end left out."""
    return unicodedata.normalize("NFKC", tidy(text)).lower().replace(" ", "").rstrip("*:")


def name_of(cell: Any) -> str:
    """Return what a cell calls a column or a line: "" where it is empty, "?" for what is no name."""
    if not isinstance(cell.value, str) or len(cell.value) > limits.XLSX_HEAD:
        return "" if cell.value is None else "?"
    name = folded(cell.value)
    section, _, field = name.rpartition(".")
    return field if section in SECTIONS else name


def _note_unknown(at: Place, name: str, names: list[str], findings: Findings) -> None:
    near = difflib.get_close_matches(name, names, 1, 0.6)
    hint = (
        Words(f"是不是 {near[0]}？", f"Do you mean {near[0]}?")
        if near
        else Words("请改用模板里的字段名，或删去这一列。", "Use a field name of the template, or remove the column.")
    )
    findings.add(at, name, "unknown", f"没有“{name}”这个字段。{hint.zh}", f"there is no field “{name}”. {hint.en}")


def _note_missing(
    layout: Layout, sheet: str, row: int, columns: Mapping[tuple[str, str], int], key: int, findings: Findings
) -> None:
    """Note required columns that are not there. Those of a take-over are wanted only where one of them is."""
    wanted = [
        (section, field)
        for section, field in layout.fields[sheet]
        if field.required and (section != "taken_over" or any(s == section for s, _ in columns))
    ]
    absent = [f"{field.name}（{field.head.zh}）" for section, field in wanted if (section, field.name) not in columns]
    absent += [] if key or not layout.keyed else [f"{KEY}（{KEY_HEAD.zh}）"]
    if absent:
        findings.add(
            cell_place(sheet, 1, row),
            "",
            "missing",
            f"“{sheet}”表缺少这些列：{'、'.join(absent)}。请照模板补上。",
            f"sheet {sheet} lacks these columns: {', '.join(a.partition('（')[0] for a in absent)}. Add them as "
            f"in the template.",
        )


def read_rows(sheet: str, head: Head, rows: list[tuple[Any, ...]], findings: Findings) -> Iterator[Row]:
    """Yield the rows below the head that hold more than their 序号; note content in columns without a field name."""
    fields = set(head.columns.values())
    stray: set[int] = set()
    for number, cells in enumerate(rows[head.row :], head.row + 1):
        filled = {column for column, cell in enumerate(cells, 1) if _is_filled(cell)}
        stray |= {c for c in filled - fields - {head.key} - stray if _note_stray(sheet, c, number, cells, findings)}
        if filled & fields:
            yield Row(number, _key(cells, head), cells)


def _is_filled(cell: Any) -> bool:
    return not is_empty(cell.value)


def _note_stray(sheet: str, column: int, row: int, cells: tuple[Any, ...], findings: Findings) -> bool:
    findings.add(
        cell_place(sheet, column, row),
        str(cells[column - 1].value)[:200],
        "unknown",
        f"{letters(column)} 列没有字段名，里面却有内容；请删去，或在字段名一行写明字段。",
        f"column {letters(column)} has no field name but has content; remove it, or name the field.",
    )
    return True


def _key(cells: tuple[Any, ...], head: Head) -> object:
    """Return the 序号 of a row, as `key_of` reads it."""
    return key_of(cells[head.key - 1] if 0 < head.key <= len(cells) else None)


def key_of(cell: Any) -> object:
    """Return 序号 as text, the same for 1, 1.0, "1", "０1"; "" if empty, UNREADABLE if neither text nor number."""
    if cell is None or cell.value is None:
        return ""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, (int, float, str)) or cell.data_type in {"f", "e", "d"}:
        return UNREADABLE
    if isinstance(value, float) and value == value // 1:
        value = int(value)
    text = unicodedata.normalize("NFKC", tidy(str(value))).upper().replace(" ", "")
    if text and not text.isdigit() and meaning(text) is not None:  # 同上 belongs to no certificate
        return UNREADABLE
    return (text.lstrip("0") or "0") if text.isascii() and text.isdigit() else text[:40]
