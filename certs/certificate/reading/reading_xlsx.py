"""Many certificates from a spreadsheet: sheets 证书, 范围, 场所, joined by 序号 (design section 6).

Everything wrong in the whole file is listed at once, each with its cell. What concerns one certificate refuses that
one; what leaves open whose content something is refuses the file.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError  # only the exception, of parts that passed the guard

import openpyxl
from openpyxl.utils.datetime import WINDOWS_EPOCH

from certs import bounds
from certs.certificate.fields import SECTIONS
from certs.certificate.public_content import decision_of, public_content
from certs.certificate.reading import container, sheet_layout
from certs.certificate.reading.cells import cell_value
from certs.certificate.reading.draft import Raw, RawCertificate, build, place_for
from certs.certificate.reading.findings import Findings, Place
from certs.certificate.reading.refused_input import Reading, RefusedInput, held_back
from certs.certificate.reading.sheet_scan import SheetFacts, scan
from certs.certificate.reading.values import UNREADABLE, is_empty
from certs.errors import Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from certs.certificate.content import Draft
    from certs.certificate.reading.sheet_layout import Head, Row

# What openpyxl lets through when a part contradicts another; seen by cutting and flipping bytes of good files.
_LIBRARY_ERRORS: Final = (
    ParseError,
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

_WHOSE: Final = Words(
    "这一行没有发现错误，但文件里有内容不知属于哪张证书，可能就是它的，所以暂不签发；请改正那一处后一起重新提交。",
    "nothing is wrong with this row, but the file has content of which it is open whose it is, perhaps this one's, so "
    "it is held back; mend that and hand both in again.",
)


@dataclass(slots=True)
class _Sheet:
    """One of the three sheets as read: its rows up to the last with content."""

    name: str
    facts: SheetFacts
    rows: list[tuple[Any, ...]]
    head: Head | None = None
    data: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """The rows of one certificate, and what is wrong with them."""

    row: Row
    scope: list[Row] = field(default_factory=list)
    sites: list[Row] = field(default_factory=list)
    found: Findings = field(default_factory=Findings)


def read_xlsx(data: bytes, source: str, today: date, more: AbstractSet[int]) -> Reading:
    """Return the drafts and refusals of a workbook. Raises FileRefused for one that cannot be opened at all."""
    found = Findings()
    by_name, serials = _open(container.unpack(data), found)
    for sheet in by_name.values():
        sheet.head = sheet_layout.read_head(sheet.name, sheet.rows, found)
    if found.errors:
        return Reading((), (RefusedInput(source, tuple(found.errors)),))
    for sheet in by_name.values():
        assert sheet.head is not None
        sheet.data = list(sheet_layout.read_rows(sheet.name, sheet.head, sheet.rows, found))
        _note_hidden_columns(sheet, found)
    groups = _grouped(by_name, found)
    drafts, refused = _drafts(groups, by_name, source, today, more, serials=serials)
    if found.errors:
        return Reading(
            (),
            (RefusedInput(source, tuple(found.errors)), *refused),
            tuple(held_back(draft.source, _WHOSE) for draft in drafts),
        )
    return Reading(tuple(drafts), tuple(refused))


def _open(parts: dict[str, bytes], found: Findings) -> tuple[dict[str, _Sheet], bool]:
    """Read the three sheets; note those that are missing, hidden, merged, or unknown and not empty."""
    result: dict[str, _Sheet] = {}
    try:
        with warnings.catch_warnings():  # the library warns of features it drops; none of them carries content of ours
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(container.repack(parts), read_only=True, keep_links=False)
            for worksheet in book.worksheets:
                name = "".join(worksheet.title.split())
                facts = scan(parts[worksheet._worksheet_path])  # noqa: SLF001 - the library has no public name for it
                if name in sheet_layout.SECTIONS_OF:
                    _note_sheet(name, worksheet.sheet_state, facts, found)
                    result[name] = _Sheet(name, facts, _rows(name, worksheet, facts, found))
                elif name != sheet_layout.NOTES and facts.last_row:
                    found.add(
                        Place(name[:40], Words(f"工作表“{name[:40]}”", f"sheet “{name[:40]}”")),
                        name,
                        "unknown",
                        "不认识这张表；请删去，只留 证书、范围、场所。",
                        "this sheet is not known; remove it and keep 证书, 范围, 场所.",
                    )
            serials = book.epoch == WINDOWS_EPOCH
    except _LIBRARY_ERRORS as error:
        raise container.damaged() from error
    for name in sheet_layout.SECTIONS_OF:
        if name not in result:
            found.add(
                Place(name, Words(f"工作表“{name}”", f"sheet “{name}”")),
                "",
                "missing",
                "缺少这张表；请用模板（starmark issue --template）填写。",
                "this sheet is missing; use the template (starmark issue --template).",
            )
    return result, serials


def _note_sheet(name: str, state: str, facts: SheetFacts, found: Findings) -> None:
    whole = Place(name, Words(f"工作表“{name}”", f"sheet “{name}”"))
    if state != "visible":
        found.add(
            whole,
            state,
            "conflict",
            "这张表被隐藏；请取消隐藏并核对内容后再提交。",
            "this sheet is hidden; unhide it, check it and try again.",
        )
    for area in facts.merged:
        found.add(
            Place(f"{name}!{area}", Words(f"{name}!{area}", f"{name}!{area}")),
            area,
            "conflict",
            "单元格被合并，看不出内容属于哪一行；请取消合并，每行分别填写。",
            "these cells are merged, so that it is open which row the content belongs to; unmerge them and fill "
            "in each row.",
        )


def _rows(name: str, worksheet: Any, facts: SheetFacts, found: Findings) -> list[tuple[Any, ...]]:
    if facts.last_row > bounds.XLSX_ROWS or facts.last_column > bounds.XLSX_COLUMNS:
        found.add(
            sheet_layout.cell_place(name, facts.last_column, facts.last_row),
            "",
            "range",
            f"内容超出 {bounds.XLSX_ROWS} 行或 {bounds.XLSX_COLUMNS} 列；请删去多余内容，或分成几个文件。",
            f"the content goes beyond {bounds.XLSX_ROWS} rows or {bounds.XLSX_COLUMNS} columns; remove what is "
            f"too much, or split the file.",
        )
        return []
    if not facts.last_row:
        return []
    worksheet.reset_dimensions()  # what a file says of its own size may be wrong
    return list(worksheet.iter_rows(min_row=1, max_row=facts.last_row, max_col=max(facts.last_column, 1)))


def _note_hidden_columns(sheet: _Sheet, found: Findings) -> None:
    assert sheet.head is not None
    for (_, name), column in sheet.head.columns.items():
        if sheet.facts.is_hidden(column) and any(row.cells[column - 1].value is not None for row in sheet.data):
            found.add(
                sheet_layout.cell_place(sheet.name, column, sheet.head.row),
                name,
                "conflict",
                f"{sheet_layout.letters(column)} 列被隐藏，里面却有内容；请取消隐藏并核对后再提交。",
                f"column {sheet_layout.letters(column)} is hidden but has content; unhide it, check it and try again.",
            )


def _grouped(by_name: dict[str, _Sheet], found: Findings) -> list[_Group]:
    """Join the rows by 序号. A scope or site row without its certificate is the file's error: whose is it?"""
    groups = [_Group(row) for row in by_name[sheet_layout.CERTIFICATES].data]
    if not groups and not found.errors:
        found.add(
            Place(
                sheet_layout.CERTIFICATES,
                Words(f"工作表“{sheet_layout.CERTIFICATES}”", f"sheet “{sheet_layout.CERTIFICATES}”"),
            ),
            "",
            "missing",
            "没有一行内容；请从字段名下面一行开始填写。",
            "there is not one row of content; begin in the row below the field names.",
        )
    if len(groups) > bounds.BATCH:
        found.add(
            sheet_layout.cell_place(sheet_layout.CERTIFICATES, 1, groups[bounds.BATCH].row.number),
            f"{len(groups)}",
            "range",
            f"有 {len(groups)} 张证书，一次最多 {bounds.BATCH} 张；请分成几个文件。",
            f"there are {len(groups)} certificates; {bounds.BATCH} at once is the most. Split the file.",
        )
        return []
    by_key = _keyed(by_name[sheet_layout.CERTIFICATES], groups)
    for name in (sheet_layout.SCOPE, sheet_layout.SITES):
        sheet = by_name[name]
        for row in sheet.data:
            group = by_key.get(row.key)
            if group is None:
                _note_orphan(sheet, row, found)
            else:
                (group.scope if name == sheet_layout.SCOPE else group.sites).append(row)
                _note_hidden_row(sheet, row, group.found)
    return groups


def _keyed(sheet: _Sheet, groups: list[_Group]) -> dict[object, _Group]:
    by_key: dict[object, _Group] = {}
    for group in groups:
        at = _key_place(sheet, group.row)
        _note_hidden_row(sheet, group.row, group.found)
        if group.row.key in {"", UNREADABLE}:
            group.found.add(
                at,
                "",
                "missing" if group.row.key == "" else "type",
                "没有可用的序号；请填 1、2、3……，“范围”和“场所”表里用同样的序号。",
                "there is no usable number (序号); write 1, 2, 3, …, and the same in the sheets of scope and sites.",
            )
        elif group.row.key in by_key:
            first = by_key[group.row.key]
            group.found.add(
                at,
                group.row.key,
                "duplicate",
                f"序号 {group.row.key} 与第 {first.row.number} 行重复，请改成不同的序号。",
                f"number {group.row.key} stands in row {first.row.number} too; give each row its own.",
            )
            first.found.add(
                _key_place(sheet, first.row),
                group.row.key,
                "duplicate",
                f"序号 {group.row.key} 与第 {group.row.number} 行重复，请改成不同的序号。",
                f"number {group.row.key} stands in row {group.row.number} too; give each row its own.",
            )
        else:
            by_key[group.row.key] = group
    return by_key


def _key_place(sheet: _Sheet, row: Row) -> Place:
    assert sheet.head is not None
    return sheet_layout.cell_place(sheet.name, sheet.head.key, row.number, "", sheet_layout.KEY_HEAD.zh)


def _note_orphan(sheet: _Sheet, row: Row, found: Findings) -> None:
    if row.key in {"", UNREADABLE}:
        found.add(
            _key_place(sheet, row),
            "",
            "missing",
            "没有可用的序号，不知道属于哪张证书；请填“证书”表里的序号。",
            "there is no usable number (序号), so it is open whose row this is; write that of the sheet 证书.",
        )
        return
    found.add(
        _key_place(sheet, row),
        row.key,
        "unknown",
        f"“证书”表里没有序号 {row.key} 的内容；请核对序号。",
        f"the sheet 证书 has no content with number {row.key}; check the number.",
    )


def _note_hidden_row(sheet: _Sheet, row: Row, found: Findings) -> None:
    if row.number in sheet.facts.hidden_rows:
        found.add(
            _key_place(sheet, row),
            f"{row.number}",
            "conflict",
            f"第 {row.number} 行被隐藏（或被筛选掉）；请取消隐藏，不要的行请删去。",
            f"row {row.number} is hidden or filtered out; unhide it, or delete it if it is not wanted.",
        )


def _drafts(
    groups: Sequence[_Group],
    by_name: dict[str, _Sheet],
    source: str,
    today: date,
    more: AbstractSet[int],
    *,
    serials: bool,
) -> tuple[list[Draft], list[RefusedInput]]:
    drafts: list[Draft] = []
    refused: list[RefusedInput] = []
    seen: dict[str, str] = {}
    for group in groups:
        at = f"{source} {_key_place(by_name[sheet_layout.CERTIFICATES], group.row).path}"
        draft = build(_raw(group, by_name, at, serials=serials), today, group.found, more)
        if draft is not None:
            _note_twice(draft, group, by_name, seen)
        if draft is None or group.found.errors:
            refused.append(RefusedInput(at, tuple(group.found.errors)))
        else:
            drafts.append(draft)
    return drafts, refused


def _note_twice(draft: Draft, group: _Group, by_name: dict[str, _Sheet], seen: dict[str, str]) -> None:
    level = decision_of(draft).level
    assert level is not None
    content = repr(public_content(draft, level.code))
    at = _key_place(by_name[sheet_layout.CERTIFICATES], group.row)
    if content in seen:
        group.found.add(
            at,
            draft.holder.name,
            "duplicate",
            f"与 {seen[content]} 的内容完全相同，请删去一个。",
            f"it has the same content as {seen[content]}; remove one.",
        )
    seen.setdefault(content, at.path)


def _raw(group: _Group, by_name: dict[str, _Sheet], source: str, *, serials: bool) -> RawCertificate:
    """Turn the rows of one certificate into the raw shape, noting cells that Excel made unreadable."""
    rows = {
        "holder": [group.row],
        "certificate": [group.row],
        "taken_over": [group.row],
        "scope": group.scope,
        "sites": group.sites,
    }
    home = {section: by_name[name] for name, of in sheet_layout.SECTIONS_OF.items() for section in of}

    def place(section: str, index: int, name: str) -> Place:
        head = home[section].head
        assert head is not None
        if index < 0:
            return place_for(
                section,
                index,
                name,
                lambda _: Words(
                    f"“{home[section].name}”表，序号 {group.row.key}",
                    f"sheet {home[section].name}, number {group.row.key}",
                ),
            )
        column, row = head.columns.get((section, name), head.key), rows[section][index]
        cell = sheet_layout.cell_place(home[section].name, column, row.number)
        return place_for(
            section,
            index,
            name,
            lambda field: Words(f"{cell.path}（{field.head.zh}）" if field else cell.path, cell.path),
        )

    def values(section: str, index: int) -> Raw:
        head = home[section].head
        assert head is not None
        cells = rows[section][index].cells
        return {
            field.name: cell_value(
                cells[head.columns[section, field.name] - 1],
                field,
                place(section, index, field.name),
                group.found,
                serials=serials,
            )
            for field in SECTIONS[section]
            if (section, field.name) in head.columns
        }

    taken = values("taken_over", 0)
    return RawCertificate(
        source,
        values("holder", 0),
        values("certificate", 0),
        [values("scope", i) for i in range(len(group.scope))],
        [values("sites", i) for i in range(len(group.sites))],
        None if all(map(is_empty, taken.values())) else taken,
        place,
    )
