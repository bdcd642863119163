"""A workbook without all that is not read: its cells, its texts and its formats of numbers, packed anew.

Programs write much around the cells: colours, properties, comments, filters, pictures, sheets of their own. None of it
says anything about a certificate, and a slip in any of it made the table library refuse the file. So it is left behind.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from openpyxl.xml.functions import fromstring

from certs import limits
from certs.certificate.reading import unpack_xlsx
from certs.certificate.reading.sheet_scan import SheetFacts, blank_texts, scan

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STATES: Final = frozenset({"visible", "hidden", "veryHidden"})
_OF_WPS: Final = "WpsReserved_"  # sheets that WPS keeps for itself, out of sight: pictures that lie in cells
# Of a part that contradicts another. The table library reads XML by lxml where that is installed, else by Python's own
# parser: what is no XML is a SyntaxError of either.
_ERRORS: Final = (SyntaxError, KeyError, ValueError, TypeError, IndexError)


@dataclass(frozen=True, slots=True)
class BareWorkbook:
    """The file for the table library, and what the XML of each sheet says of itself, by the sheet's path in it."""

    file: io.BytesIO
    facts: Mapping[str, SheetFacts]


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    state: str
    path: str
    facts: SheetFacts


def bare(data: bytes, most: int = limits.XLSX_UNPACKED) -> BareWorkbook:
    """Return what is read of an XLSX file of at most so many bytes unpacked.

    Raises FileRefused for what is hostile, damaged or another format.
    """
    parts = unpack_xlsx.unpack(data, most)
    try:
        return _bare(parts)
    except _ERRORS as error:
        raise unpack_xlsx.damaged() from error


def _bare(parts: Mapping[str, bytes]) -> BareWorkbook:
    types = fromstring(parts["[Content_Types].xml"])
    home = _workbook_path(types)
    book, related = fromstring(parts[home]), _related(parts, home)
    strings = _first(parts, types, related, "sharedStrings")
    styles = _first(parts, types, related, "styles")
    sheets = list(_sheets(parts, book, related, blank_texts(strings) if strings else frozenset()))
    kept = {
        "[Content_Types].xml": _types(sheets, strings),
        "xl/workbook.xml": _workbook(book, sheets),
        "xl/_rels/workbook.xml.rels": _relations(sheets),
        **({"xl/sharedStrings.xml": strings} if strings else {}),
        **({"xl/styles.xml": _formats(fromstring(styles))} if styles else {}),
        **{sheet.path: sheet.facts.cells for sheet in sheets},
    }
    return BareWorkbook(unpack_xlsx.repack(kept), {sheet.path: sheet.facts for sheet in sheets})


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _named(root: Any, name: str) -> Iterable[Any]:
    return (element for element in root.iter() if _local(element) == name)


def _workbook_path(types: Any) -> str:
    for entry in _named(types, "Override"):
        kind = entry.get("ContentType", "")
        if kind.endswith("main+xml") and ("spreadsheetml" in kind or "ms-excel" in kind):
            return str(entry.get("PartName", "")).lstrip("/")
    return "xl/workbook.xml"


def _related(parts: Mapping[str, bytes], home: str) -> dict[str, tuple[str, str]]:
    """Return kind and path of what the workbook points to, by the name of the pointer."""
    folder, name = posixpath.split(home)
    root = fromstring(parts[posixpath.join(folder, "_rels", f"{name}.rels")])
    return {
        entry.get("Id"): (
            entry.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, entry.get("Target", ""))).lstrip("/"),
        )
        for entry in _named(root, "Relationship")
    }


def _first(parts: Mapping[str, bytes], types: Any, related: Mapping[str, tuple[str, str]], kind: str) -> bytes | None:
    """Return the part of that kind: the one pointed to, else the one that the list of types calls so."""
    pointed = [path for of, path in related.values() if of == kind]
    listed = [
        str(entry.get("PartName", "")).lstrip("/")
        for entry in _named(types, "Override")
        if entry.get("ContentType", "").endswith(f".{kind}+xml")
    ]
    return next((parts[path] for path in (*pointed, *listed) if path in parts), None)


def _sheets(
    parts: Mapping[str, bytes], book: Any, related: Mapping[str, tuple[str, str]], blank: frozenset[int]
) -> Iterable[_Sheet]:
    """Yield the sheets of cells: no charts, and none that WPS hides for itself."""
    for number, entry in enumerate(_named(book, "sheet"), 1):
        name, state = str(entry.get("name")), str(entry.get("state", "visible"))
        kind, path = related.get(str(entry.get(f"{{{_OFFICE}}}id")), ("", ""))
        if kind != "worksheet" or path not in parts or (name.startswith(_OF_WPS) and state != "visible"):
            continue
        shown = state if state in _STATES else "hidden"
        yield _Sheet(name, shown, f"xl/worksheets/sheet{number}.xml", scan(parts[path], blank))


def _types(sheets: list[_Sheet], strings: bytes | None) -> bytes:
    kinds = {"xl/workbook.xml": "sheet.main", **{sheet.path: "worksheet" for sheet in sheets}}
    if strings:
        kinds["xl/sharedStrings.xml"] = "sharedStrings"
    entries = "".join(
        f'<Override PartName="/{path}" ContentType="{_TYPE}.{kind}+xml"/>' for path, kind in kinds.items()
    )
    return f'<Types xmlns="{_PACKAGE}/content-types">{entries}</Types>'.encode()


def _workbook(book: Any, sheets: list[_Sheet]) -> bytes:
    """Return the list of sheets, with the one setting that changes what a cell means: the first day of old Macs."""
    old_mac = any(entry.get("date1904") in {"1", "true", "on"} for entry in _named(book, "workbookPr"))
    entries = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" state="{sheet.state}" r:id="r{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(old_mac)}"/>'
        f"<sheets>{entries}</sheets></workbook>"
    ).encode()


def _relations(sheets: list[_Sheet]) -> bytes:
    entries = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/worksheet" Target="/{sheet.path}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'.encode()


def _formats(styles: Any) -> bytes:
    """Return the formats of numbers, which tell a day from a number and a percent from its hundredth."""
    codes = "".join(
        f'<numFmt numFmtId="{int(each.get("numFmtId"))}" formatCode={quoteattr(each.get("formatCode", ""))}/>'
        for table in _named(styles, "numFmts")
        for each in _named(table, "numFmt")
    )
    cells = "".join(
        f'<xf numFmtId="{int(each.get("numFmtId", "0"))}" fontId="0" fillId="0" borderId="0"/>'
        for table in _named(styles, "cellXfs")
        for each in _named(table, "xf")
    )
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{codes}</numFmts><fonts><font/></fonts>'
        f"<fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        f'<cellXfs>{cells}</cellXfs><cellStyles><cellStyle name="Normal" xfId="0"/></cellStyles></styleSheet>'
    ).encode()
