"""Joining the rows of a workbook by 序号: which scope and site rows belong to which certificate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from certs import limits
from certs.certificate.number import is_taken_over_form
from certs.certificate.reading import sheet_layout
from certs.certificate.reading.findings import Findings, Place
from certs.certificate.reading.tidy_text import UNREADABLE
from certs.errors import Words

if TYPE_CHECKING:
    from certs.certificate.reading.sheet_layout import Row
    from certs.certificate.reading.workbook import Sheet


@dataclass(slots=True)
class RowGroup:
    """The rows of one certificate, and what is wrong with them.

    `by_row` tells that its cell of the main names a row of the sheet and no number; `main` is that row's certificate.
    """

    row: Row
    scope: list[Row] = field(default_factory=list)
    sites: list[Row] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    by_row: bool = False
    main: RowGroup | None = None


def grouped(by_name: dict[str, Sheet], findings: Findings) -> list[RowGroup]:
    """Join the rows by 序号. A scope or site row without its certificate is the file's error: whose is it?"""
    groups = [RowGroup(row) for row in by_name[sheet_layout.CERTIFICATES].data]
    if not groups and not findings.errors:
        findings.add(
            Place(
                sheet_layout.CERTIFICATES,
                Words(f"工作表“{sheet_layout.CERTIFICATES}”", f"sheet “{sheet_layout.CERTIFICATES}”"),
            ),
            "",
            "missing",
            "没有一行内容；请从字段名下面一行开始填写。",
            "there is not one row of content; begin in the row below the field names.",
        )
    if len(groups) > limits.BATCH:
        findings.add(
            sheet_layout.cell_place(sheet_layout.CERTIFICATES, 1, groups[limits.BATCH].row.number),
            f"{len(groups)}",
            "range",
            f"有 {len(groups)} 张证书，一次最多 {limits.BATCH} 张；请分成几个文件。",
            f"there are {len(groups)} certificates; {limits.BATCH} at once is the most. Split the file.",
        )
        return []
    by_key = _keyed(by_name[sheet_layout.CERTIFICATES], groups)
    _join_mains(by_name[sheet_layout.CERTIFICATES], groups, by_key)
    for name in (sheet_layout.SCOPE, sheet_layout.SITES):
        sheet = by_name[name]
        for row in sheet.data:
            group = by_key.get(row.key)
            if group is None:
                _note_orphan(sheet, row, findings)
            else:
                (group.scope if name == sheet_layout.SCOPE else group.sites).append(row)
                _note_hidden_row(sheet, row, group.findings)
    return groups


def _keyed(sheet: Sheet, groups: list[RowGroup]) -> dict[object, RowGroup]:
    by_key: dict[object, RowGroup] = {}
    for group in groups:
        at = key_place(sheet, group.row)
        _note_hidden_row(sheet, group.row, group.findings)
        if group.row.key in {"", UNREADABLE}:
            group.findings.add(
                at,
                "",
                "missing" if group.row.key == "" else "type",
                "没有可用的序号；请填 1、2、3……，“范围”和“场所”表里用同样的序号。",
                "there is no usable number (序号); write 1, 2, 3, …, and the same in the sheets of scope and sites.",
            )
        elif group.row.key in by_key:
            first = by_key[group.row.key]
            group.findings.add(
                at,
                group.row.key,
                "duplicate",
                f"序号 {group.row.key} 与第 {first.row.number} 行重复，请改成不同的序号。",
                f"number {group.row.key} stands in row {first.row.number} too; give each row its own.",
            )
            first.findings.add(
                key_place(sheet, first.row),
                group.row.key,
                "duplicate",
                f"序号 {group.row.key} 与第 {group.row.number} 行重复，请改成不同的序号。",
                f"number {group.row.key} stands in row {group.row.number} too; give each row its own.",
            )
        else:
            by_key[group.row.key] = group
    return by_key


def _join_mains(sheet: Sheet, groups: list[RowGroup], by_key: dict[object, RowGroup]) -> None:
    """Find the mains that are named by their 序号: what is in the sheet, or too short for any number."""
    assert sheet.head is not None
    column = sheet.head.columns.get(("certificate", "sub_of"))
    for group in groups if column is not None else ():
        assert column is not None
        key = sheet_layout.key_of(group.row.cells[column - 1])
        group.by_row = key in by_key or (isinstance(key, str) and key.isdigit() and not is_taken_over_form(key))
        if not group.by_row:
            continue
        group.main = by_key.get(key)
        at = sheet_layout.cell_place(sheet.name, column, group.row.number, "certificate.sub_of")
        if group.main is group:
            group.findings.add(
                at,
                key,
                "conflict",
                "一张证书不能是自己的主证书；主证书请留空。",
                "a certificate cannot be its own main; leave it empty for a main.",
            )
        elif group.main is None:
            group.findings.add(
                at,
                key,
                "unknown",
                f"“证书”表里没有序号 {key} 的主证书；请填写主证书的编号，或这份表格里它的序号。",
                f"the sheet 证书 has no row {key} for its main; write the number of the main, or its 序号 in this sheet.",
            )


def key_place(sheet: Sheet, row: Row) -> Place:
    """Return the place of the cell with the 序号 of a row."""
    assert sheet.head is not None
    return sheet_layout.cell_place(sheet.name, sheet.head.key, row.number, "", sheet_layout.KEY_HEAD.zh)


def _note_orphan(sheet: Sheet, row: Row, findings: Findings) -> None:
    if row.key in {"", UNREADABLE}:
        findings.add(
            key_place(sheet, row),
            "",
            "missing",
            "没有可用的序号，不知道属于哪张证书；请填“证书”表里的序号。",
            "there is no usable number (序号), so it is open whose row this is; write that of the sheet 证书.",
        )
        return
    findings.add(
        key_place(sheet, row),
        row.key,
        "unknown",
        f"“证书”表里没有序号 {row.key} 的内容；请核对序号。",
        f"the sheet 证书 has no content with number {row.key}; check the number.",
    )


def _note_hidden_row(sheet: Sheet, row: Row, findings: Findings) -> None:
    if row.number in sheet.facts.hidden_rows:
        findings.add(
            key_place(sheet, row),
            f"{row.number}",
            "conflict",
            f"第 {row.number} 行被隐藏（或被筛选掉）；请取消隐藏，不要的行请删去。",
            f"row {row.number} is hidden or filtered out; unhide it, or delete it if it is not wanted.",
        )
