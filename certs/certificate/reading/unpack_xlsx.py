"""An XLSX file is a zip of XML parts. Here it is unpacked under bounds, before any library that trusts it sees it.

The sizes that a zip declares can lie, so each part is inflated piece by piece up to the bound. No part may have a
document type, which is where entity expansion and outside references live. What passes is packed anew, so that the
library reads exactly the bytes that were checked.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final
from xml.parsers import expat  # this is the guard against hostile XML

from certs import limits
from certs.certificate.reading.refused_input import FileRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHUNK: Final = 262_144  # bytes inflated at once
_TYPES: Final = "[Content_Types].xml"
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MACROS: Final = b"macroenabled.main+xml"  # of the workbook; SheetJS names the type of .xlsb, which it does not use
_SAVE_ZH: Final = "请在 Excel 或 WPS 里另存为“Excel 工作簿（.xlsx）”后再提交。"
_SAVE_EN: Final = "save it as an Excel workbook (.xlsx) and try again."


def unpack(data: bytes, most: int = limits.XLSX_UNPACKED) -> dict[str, bytes]:
    """Return the parts of an XLSX file by name, together at most so many bytes.

    Raises FileRefused for what is hostile, damaged or another format.
    """
    if len(data) > limits.XLSX_FILE:
        raise FileRefused(
            "range",
            f"表格有 {len(data)} 字节，最多 {limits.XLSX_FILE} 字节；请分成几个文件，并删去图片。",
            f"the sheet has {len(data)} bytes; {limits.XLSX_FILE} is the most. Split it, and remove pictures.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _inflate(archive, _listed(archive, most), most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise damaged() from error
    _require_workbook(parts)
    for part in parts.values():
        _refuse_document_type(part)
    return parts


def repack(parts: Mapping[str, bytes]) -> io.BytesIO:
    """Return a plain zip of the parts, not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    buffer.seek(0)
    return buffer


def damaged() -> FileRefused:
    """Return the refusal of a file that breaks off or contradicts itself."""
    return FileRefused(
        "format",
        f"表格文件不完整或已损坏，读不出来；{_SAVE_ZH}",
        f"the sheet is incomplete or damaged and cannot be read; {_SAVE_EN}",
    )


def _listed(archive: zipfile.ZipFile, most: int) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > limits.XLSX_PARTS:
        raise FileRefused(
            "range",
            f"文件里打包了 {len(entries)} 个部件，不像普通表格；{_SAVE_ZH}",
            f"it packs {len(entries)} parts, unlike any plain sheet; {_SAVE_EN}",
        )
    if sum(entry.file_size for entry in entries) > most:
        raise _too_much(most)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefused(
            "format", "文件设了密码，请去掉密码再保存。", "the file has a password; remove it and save again."
        )
    names = {_name(entry) for entry in entries}
    if len(names) != len(entries) or any(entry.compress_type not in _METHODS for entry in entries):
        raise damaged()
    return entries


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name of a part; some programs of Windows write it with backslashes."""
    return entry.filename.replace("\\", "/")


def _too_much(most: int) -> FileRefused:
    return FileRefused(
        "range",
        f"表格解压后超过 {most // 1_048_576} MB，已拒绝；请删去空行、格式和图片，或分成几个文件。",
        f"unpacked, the sheet is over {most // 1_048_576} MB and is refused; remove "
        f"empty rows, formats and pictures, or split it.",
    )


def _inflate(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], most: int) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = most
    for entry in entries:
        pieces: list[bytes] = []
        with archive.open(entry) as part:
            while piece := part.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    raise _too_much(most)
                pieces.append(piece)
        parts[_name(entry)] = b"".join(pieces)
    return parts


def _require_workbook(parts: Mapping[str, bytes]) -> None:
    """Tell a plain workbook from the formats that look like one, and from one that carries macros."""
    lower = {name.lower() for name in parts}
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis"):
        raise FileRefused(
            "type", f"这是 OpenDocument（.ods）表格；{_SAVE_ZH}", f"this is an OpenDocument (.ods) sheet; {_SAVE_EN}"
        )
    if any(name.endswith("vbaproject.bin") for name in lower) or _MACROS in parts.get(_TYPES, b"").lower():
        raise FileRefused(
            "type",
            f"表格里带有宏（.xlsm），不接受；{_SAVE_ZH}",
            f"the sheet carries macros (.xlsm) and is not taken; {_SAVE_EN}",
        )
    if any(name.endswith("workbook.bin") for name in lower):
        raise FileRefused("type", f"这是 .xlsb 二进制表格；{_SAVE_ZH}", f"this is a binary .xlsb sheet; {_SAVE_EN}")
    if any(name.startswith(("word/", "ppt/")) for name in lower):
        raise FileRefused(
            "type",
            "这是 Word 或 PowerPoint 文件，不是表格；请用模板表格填写。",
            "this is a Word or PowerPoint file and no sheet; use the template sheet.",
        )
    if _TYPES not in parts:
        raise FileRefused(
            "type",
            "这是 ZIP 压缩包，不是 .xlsx 表格；请解压后提交里面的表格。",
            "this is a ZIP archive and no .xlsx sheet; unpack it and hand in the sheet.",
        )
    if b"purl.oclc.org/ooxml" in parts.get("xl/workbook.xml", b""):
        raise FileRefused(
            "type", f"这是“严格 Open XML”格式；{_SAVE_ZH}", f"this is the strict Open XML format; {_SAVE_EN}"
        )


def _refuse_document_type(part: bytes) -> None:
    """Run the XML parser over a part, to where it could declare entities. Pictures fail at their first byte."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _document_type
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        return  # no XML; if it should be, the library says so
    except (LookupError, ValueError) as error:  # an encoding that Python does not know or cannot use
        raise damaged() from error


def _document_type(*_: object) -> None:
    raise FileRefused(
        "format",
        f"表格里有实体声明（DOCTYPE），正常的表格没有，已拒绝；{_SAVE_ZH}",
        f"the sheet declares a document type, as no normal sheet does, and is refused; {_SAVE_EN}",
    )
