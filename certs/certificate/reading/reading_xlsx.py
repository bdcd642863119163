"""Many certificates from a spreadsheet: sheets 证书, 范围, 场所, joined by 序号 (meanings.md, "Input").

Everything wrong in the whole file is listed at once, each with its cell. What concerns one certificate refuses that
one; what leaves open whose content something is refuses the file.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from certs.certificate.fields import SECTIONS
from certs.certificate.public_content import decision_of, public_content
from certs.certificate.reading import sheet_layout
from certs.certificate.reading.bare_workbook import bare
from certs.certificate.reading.cells import cell_value
from certs.certificate.reading.draft import Raw, RawCertificate, build, place_for
from certs.certificate.reading.findings import Findings, Place
from certs.certificate.reading.refused_input import Reading, RefusedInput, held_back
from certs.certificate.reading.row_groups import RowGroup, grouped, key_place
from certs.certificate.reading.take_over_checks import OldRow, note_contradictions
from certs.certificate.reading.tidy_text import is_empty
from certs.certificate.reading.workbook import Sheet, open_sheets
from certs.errors import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from certs.certificate.fields import Draft

_WHOSE: Final = Words(
    "这一行没有发现错误，但文件里有内容不知属于哪张证书，可能就是它的，所以暂不签发；请改正那一处后一起重新提交。",
    "nothing is wrong with this row, but the file has content of which it is open whose it is, perhaps this one's, so "
    "it is held back; mend that and hand both in again.",
)


def read_xlsx(data: bytes, source: str, today: date, more: AbstractSet[int], scheme: str) -> Reading:
    """Return the drafts and refusals of a workbook. Raises FileRefused for one that cannot be opened at all."""
    findings = Findings()
    by_name, serials = open_sheets(bare(data), findings)
    for sheet in by_name.values():
        sheet.head = sheet_layout.read_head(sheet.name, sheet.rows, findings)
    if findings.errors:
        return Reading((), (RefusedInput(source, tuple(findings.errors)),))
    for sheet in by_name.values():
        assert sheet.head is not None
        sheet.data = list(sheet_layout.read_rows(sheet.name, sheet.head, sheet.rows, findings))
        _note_hidden_columns(sheet, findings)
    groups = grouped(by_name, findings)
    drafts, refused = _drafts(groups, by_name, source, today, more, scheme=scheme, serials=serials)
    if findings.errors:
        return Reading(
            (),
            (RefusedInput(source, tuple(findings.errors)), *refused),
            tuple(held_back(draft.source, _WHOSE) for draft in drafts),
        )
    return Reading(tuple(drafts), tuple(refused))


def _note_hidden_columns(sheet: Sheet, findings: Findings) -> None:
    assert sheet.head is not None
    for (_, name), column in sheet.head.columns.items():
        if sheet.facts.is_hidden(column) and any(row.cells[column - 1].value is not None for row in sheet.data):
            findings.add(
                sheet_layout.cell_place(sheet.name, column, sheet.head.row),
                name,
                "conflict",
                f"{sheet_layout.letters(column)} 列被隐藏，里面却有内容；请取消隐藏并核对后再提交。",
                f"column {sheet_layout.letters(column)} is hidden but has content; unhide it, check it and try again.",
            )


def _drafts(
    groups: Sequence[RowGroup],
    by_name: dict[str, Sheet],
    source: str,
    today: date,
    more: AbstractSet[int],
    *,
    scheme: str,
    serials: bool,
) -> tuple[list[Draft], list[RefusedInput]]:
    built: list[tuple[str, RowGroup, Draft | None]] = []
    places: dict[str, str] = {}
    for group in groups:
        at = _source(source, by_name, group)
        draft = build(_raw(group, by_name, at, serials=serials), today, group.findings, more, scheme)
        if draft is not None and group.main is not None:
            draft = replace(draft, main_source=_source(source, by_name, group.main))
        if draft is not None:
            _note_twice(draft, group, by_name, places)
        built.append((at, group, draft))
    note_contradictions(list(_old_rows(built, by_name)), today)
    refused = [
        RefusedInput(at, tuple(g.findings.errors)) for at, g, draft in built if draft is None or g.findings.errors
    ]
    return [draft for _, group, draft in built if draft is not None and not group.findings.errors], refused


def _old_rows(built: Iterable[tuple[str, RowGroup, Draft | None]], by_name: dict[str, Sheet]) -> Iterator[OldRow]:
    """Yield the rows from which certificates are taken over."""
    for _, group, draft in built:
        if draft is not None and draft.taken_over is not None:
            place = partial(_SectionRows(group, by_name).place, "taken_over", 0)
            yield OldRow(draft, draft.taken_over, group.findings, place)


def _source(file: str, by_name: dict[str, Sheet], group: RowGroup) -> str:
    """Return what the certificate of a row is called: the file, and the cell of its 序号."""
    return f"{file} {key_place(by_name[sheet_layout.CERTIFICATES], group.row).path}"


def _note_twice(draft: Draft, group: RowGroup, by_name: dict[str, Sheet], places: dict[str, str]) -> None:
    level = decision_of(draft).level
    assert level is not None
    content = repr(public_content(draft, level.code))
    at = key_place(by_name[sheet_layout.CERTIFICATES], group.row)
    if content in places:
        group.findings.add(
            at,
            draft.holder.name,
            "duplicate",
            f"与 {places[content]} 的内容完全相同，请删去一个。",
            f"it has the same content as {places[content]}; remove one.",
        )
    places.setdefault(content, at.path)


def _raw(group: RowGroup, by_name: dict[str, Sheet], source: str, *, serials: bool) -> RawCertificate:
    """Turn the rows of one certificate into the raw shape, noting cells that Excel made unreadable."""
    rows = _SectionRows(group, by_name)
    taken = rows.values("taken_over", 0, serials=serials)
    return RawCertificate(
        source,
        rows.values("holder", 0, serials=serials),
        rows.values("certificate", 0, serials=serials, but="sub_of" if group.by_row else ""),
        [rows.values("scope", index, serials=serials) for index in range(len(group.scope))],
        [rows.values("sites", index, serials=serials) for index in range(len(group.sites))],
        None if all(map(is_empty, taken.values())) else taken,
        rows.place,
    )


class _SectionRows:
    """The rows of one certificate by the sections that its fields are in."""

    def __init__(self, group: RowGroup, by_name: dict[str, Sheet]) -> None:
        self._group = group
        whole = [group.row]
        self._rows = {
            "holder": whole,
            "certificate": whole,
            "taken_over": whole,
            "scope": group.scope,
            "sites": group.sites,
        }
        self._home = {section: by_name[name] for name, of in sheet_layout.SECTIONS_OF.items() for section in of}

    def place(self, section: str, index: int, name: str) -> Place:
        """Return the place of a value; an `index` below 0 means the section as a whole."""
        sheet, key = self._home[section], self._group.row.key
        head = sheet.head
        assert head is not None
        if index < 0:
            whole = Words(f"“{sheet.name}”表，序号 {key}", f"sheet {sheet.name}, number {key}")
            return place_for(section, index, name, lambda _: whole)
        column, row = head.columns.get((section, name), head.key), self._rows[section][index]
        cell = sheet_layout.cell_place(sheet.name, column, row.number)
        return place_for(
            section,
            index,
            name,
            lambda field: Words(f"{cell.path}（{field.head.zh}）" if field else cell.path, cell.path),
        )

    def values(self, section: str, index: int, *, serials: bool, but: str = "") -> Raw:
        """Return the cells of one row as raw values; fields that have no column are left out, and the one named."""
        head = self._home[section].head
        assert head is not None
        cells = self._rows[section][index].cells
        return {
            field.name: cell_value(
                cells[head.columns[section, field.name] - 1],
                field,
                self.place(section, index, field.name),
                self._group.findings,
                serials=serials,
            )
            for field in SECTIONS[section]
            if (section, field.name) in head.columns and field.name != but
        }
