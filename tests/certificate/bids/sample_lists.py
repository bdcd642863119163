"""Lists of bids as people hand them in, and hostile ones. Everything is fictional."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import openpyxl

Rows = Sequence[Sequence[object]]
HEAD = ("序号", "投标人名称（全称）", "开标时间", "证书编号*", "投标产品", "备注")


def workbook(*sheets: tuple[str, Rows], hidden: Sequence[str] = (), merged: Sequence[str] = ()) -> bytes:
    """Return an XLSX file of sheets; `merged` areas are those of the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if title in hidden:
            sheet.sheet_state = "hidden"
    for area in merged:
        book.worksheets[0].merge_cells(area)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(part: bytes, *, rows: str = "") -> bytes:
    """Return an XLSX file whose one sheet is this XML, or has these rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = part or f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Override PartName="/xl/workbook.xml" '
            f'ContentType="{kind}.sheet.main+xml"/></Types>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" '
            'Target="/xl/worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return file.getvalue()


def million_rows() -> bytes:
    """Return a file whose last row with content is the last that there can be."""
    return packed(b"", rows='<row r="1048576"><c r="A1048576"><v>1</v></c></row>')


def bomb() -> bytes:
    """Return a file of some 100 kB that unpacks to a hundred million blanks."""
    return packed(b" " * 100_000_000)


HOSTILE = {
    "a million rows": (million_rows, "range"),
    "a zip bomb": (bomb, "range"),
    "too many cells": (
        lambda: packed(b"", rows="".join(f"<row>{'<c><v>1</v></c>' * 90}</row>" for _ in range(1_000))),
        "range",
    ),
    "too many rows": (lambda: workbook(("a", [["证书编号"], *([["99926SC00001R0M"]] * 2_001)])), "range"),
    "too many lines": (lambda: b"99926SC00001R0M\n" * 2_001, "range"),
    "an old .xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "type"),
    "a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(600),
        "format",
    ),
    "a PDF": (lambda: b"%PDF-1.7\n", "type"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "type"),
    "a web page called .xls": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "type"),
    "JSON": (lambda: b'{"rows": []}', "type"),
    "a cut-off sheet": (lambda: workbook(("a", [["证书编号"]]))[:-200], "format"),
    "NUL bytes": (lambda: b"99926SC00001R0M\0\0\0\n", "type"),
    "no text in any encoding": (lambda: b"\xff\xff\xff\xff\n\x81", "format"),
    "an entity": (lambda: packed(b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'), "format"),
    "nothing": (lambda: b"", "missing"),
    "blanks": (lambda: b" \n\n\t\n", "missing"),
    "only headings": (lambda: workbook(("a", [["投标单位", "证书编号"]])), "missing"),
    "an endless quote": (lambda: b'a,"' + b"x" * 200_000, "format"),
}
