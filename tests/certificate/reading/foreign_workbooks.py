"""Workbooks as people's programs write them: one content in the dialect of each, and what else each puts in the file.

The dialects were written after files of the programs themselves: what is in them besides the cells, how paths are
written, whether texts are shared, whether cells say where they stand.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

from certs.certificate.reading.sheet_layout import KEY, SECTIONS_OF, fields_of, letters

Cells = Mapping[str, Sequence[Sequence[object]]]
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PLAIN_STYLES: Final = (
    '<numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy\\-mm\\-dd;@"/></numFmts><fonts><font/></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="176" applyNumberFormat="1"/></cellXfs>'
)
CORE: Final = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created></cp:coreProperties>'
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a program writes a workbook. `styles` None: it writes none; then a day is a bare number."""

    shared: bool = True  # texts in a part of their own
    placed: bool = True  # rows and cells say where they stand
    prefix: str = ""  # of the names in sheets, such as `x:`
    absolute: bool = False  # paths of the parts begin at the root
    backslashes: bool = False
    folders: bool = False  # the zip lists them
    styles: str | None = PLAIN_STYLES
    types: str = ""  # further entries of the list of types
    row: str = ""  # attributes of every row
    before: str = ""  # what stands before the cells of a sheet, and after them
    after: str = ""
    sheets: str = ""  # further sheets of the list, which have the parts below
    relations: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


DIALECTS: Final[Mapping[str, Dialect]] = {
    "XlsxWriter": Dialect(
        before='<dimension ref="A1:T3"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/>',
        after='<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>',
        row='spans="1:20"',
        parts={"docProps/core.xml": CORE.format(created="2026-11-20T08:00:00Z"), "xl/theme/theme1.xml": "<a/>"},
    ),
    "SheetJS": Dialect(
        types='<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>',
        before='<dimension ref="A1:T3"/><sheetViews><sheetView workbookViewId="0"/></sheetViews>',
        after='<ignoredErrors><ignoredError numberStoredAsText="1" sqref="A1:T3"/></ignoredErrors>',
        parts={"docProps/app.xml": "<Properties/>", "xl/metadata.xml": "<metadata/>"},
    ),
    "ExcelJS": Dialect(
        folders=True,
        before='<sheetFormatPr defaultRowHeight="15" outlineLevelRow="0" outlineLevelCol="0"/>',
        after='<pageSetup orientation="portrait" horizontalDpi="4294967295" verticalDpi="4294967295" scale="100"/>',
        row='spans="1:20"',
    ),
    "LibreOffice": Dialect(
        before='<sheetPr filterMode="false"><pageSetUpPr fitToPage="false"/></sheetPr><cols><col collapsed="false" '
        'customWidth="false" hidden="false" outlineLevel="0" max="1025" min="1" style="0" width="11.52"/></cols>',
        after='<printOptions headings="false" gridLines="false"/><headerFooter><oddHeader>&amp;C&amp;A</oddHeader>'
        "</headerFooter>",
        row='customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"',
        styles=PLAIN_STYLES.replace('numFmtId="0"', 'numFmtId="164"').replace(
            '<numFmts count="1">', '<numFmts count="2"><numFmt numFmtId="164" formatCode="General"/>'
        ),
    ),
    "WPS": Dialect(
        sheets='<sheet name="WpsReserved_CellImgList" sheetId="9" state="veryHidden" r:id="w1"/>',
        relations=f'<Relationship Id="w1" Type="{OFFICE}/worksheet" Target="worksheets/sheet9.xml"/>'
        '<Relationship Id="w2" Type="http://www.wps.cn/officeDocument/2020/cellImage" Target="cellimages.xml"/>',
        parts={
            "xl/worksheets/sheet9.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str">'
            "<v>ID_1</v></c></row></sheetData></worksheet>",
            "xl/cellimages.xml": '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>',
        },
        after='<extLst><ext uri="{A}" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        "<xm:f>证书!$A$1</xm:f>"
        "</ext></extLst>",
    ),
    "Open XML SDK": Dialect(prefix="x:", absolute=True),
    "a Windows zip": Dialect(backslashes=True),
    "a small script": Dialect(shared=False, placed=False, styles=None),
}


def workbook(cells: Cells, dialect: Dialect, change: Callable[[str, str], str] = lambda _, part: part) -> bytes:
    """Return the cells, by sheet, as a file of that dialect, each part passed through `change`."""
    texts: list[str] = []
    names = list(cells)
    parts = {
        f"xl/worksheets/sheet{number}.xml": _sheet(cells[name], dialect, texts) for number, name in enumerate(names, 1)
    }
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
        + f"{dialect.sheets}</sheets></workbook>"
    )
    parts["xl/_rels/workbook.xml.rels"] = _relations(len(names), dialect)
    parts["[Content_Types].xml"] = _types(parts, dialect)
    if dialect.shared:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">' + "".join(map(_shared, texts)) + "</sst>"
    if dialect.styles is not None:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{dialect.styles}</styleSheet>'
    return _packed({**parts, **dialect.parts}, dialect, change)


def _shared(text: str) -> str:
    return f'<si><t xml:space="preserve">{escape(text)}</t></si>'


def heads(sheet: str) -> tuple[list[object], list[object]]:
    """Return the two rows of heads of one of our sheets."""
    fields = [field for _, field in fields_of(sheet)]
    return ["序号", *(field.head.zh for field in fields)], [KEY, *(field.name for field in fields)]


def filled(**values: Mapping[str, object]) -> dict[str, list[list[object]]]:
    """Return our three sheets with one row each: the values by sheet and field."""
    return {
        sheet: [*map(list, heads(sheet)), [values[sheet].get(str(name)) for name in heads(sheet)[1]]]
        for sheet in SECTIONS_OF
    }


def _sheet(rows: Sequence[Sequence[object]], dialect: Dialect, texts: list[str]) -> str:
    p = dialect.prefix
    written = "".join(
        f"<{p}row{_at(dialect, str(number))} {dialect.row}>"
        + "".join(
            _cell(value, f"{letters(column)}{number}", dialect, texts)
            for column, value in enumerate(row, 1)
            if value is not None or not dialect.placed
        )
        + f"</{p}row>"
        for number, row in enumerate(rows, 1)
    )
    name = f'xmlns:{p[:-1]}="{MAIN}"' if p else f'xmlns="{MAIN}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{p}worksheet {name}>{dialect.before}<{p}sheetData>{written}'
        f"</{p}sheetData>{dialect.after}</{p}worksheet>"
    )


def _at(dialect: Dialect, place: str) -> str:
    return f' r="{place}"' if dialect.placed else ""


def _cell(value: object, place: str, dialect: Dialect, texts: list[str]) -> str:
    p, at = dialect.prefix, _at(dialect, place)
    if value is None:
        return f"<{p}c{at}/>"
    if not isinstance(value, str):
        style = ' s="1"' if dialect.styles is not None and place == "M3" else ""  # the day of issue
        return f"<{p}c{at}{style}><{p}v>{value}</{p}v></{p}c>"
    if not dialect.shared:
        return f'<{p}c{at} t="inlineStr"><{p}is><{p}t>{escape(value)}</{p}t></{p}is></{p}c>'
    texts.append(value)
    return f'<{p}c{at} t="s"><{p}v>{len(texts) - 1}</{p}v></{p}c>'


def _relations(count: int, dialect: Dialect) -> str:
    base = "/xl/" if dialect.absolute else ""
    sheets = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="{base}worksheets/sheet{n}.xml"/>'
        for n in range(1, count + 1)
    )
    others = "".join(
        f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{base}{kind}.xml"/>'
        for kind, there in (("sharedStrings", dialect.shared), ("styles", dialect.styles is not None))
        if there
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{sheets}{others}{dialect.relations}</Relationships>'


def _types(parts: Mapping[str, str], dialect: Dialect) -> str:
    sheets = "".join(
        f'<Override PartName="/{name}" ContentType="{TYPE}.worksheet+xml"/>' for name in parts if "/sheet" in name
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types">{dialect.types}<Default Extension="xml" '
        f'ContentType="application/xml"/>{sheets}<Override PartName="/xl/workbook.xml" '
        f'ContentType="{TYPE}.sheet.main+xml"/></Types>'
    )


def _packed(parts: Mapping[str, str], dialect: Dialect, change: Callable[[str, str], str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in ("_rels/", "xl/", "xl/worksheets/") if dialect.folders else ():
            archive.writestr(folder, b"")
        for name, part in parts.items():
            archive.writestr(name.replace("/", "\\") if dialect.backslashes else name, change(name, part))
    return buffer.getvalue()
