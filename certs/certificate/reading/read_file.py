"""The door for staff input: bytes and a file name come in, drafts and refusals go out; bad content never raises."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final

from certs.certificate import glyphs
from certs.certificate.reading.findings import Findings, shown
from certs.certificate.reading.reading_toml import read_toml
from certs.certificate.reading.refused_input import FileRefused, Reading, RefusedInput

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Reading", "RefusedInput", "read"]

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_NAMES: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
)
_SAVE_AS: Final = (
    "请在 Excel 或 WPS 里打开，另存为“Excel 工作簿（.xlsx）”后再提交。",
    "open it in a spreadsheet program, save it as .xlsx and try again.",
)


def read(data: bytes, name: str, today: date, more: AbstractSet[int] = glyphs.NONE, *, scheme: str = "") -> Reading:
    """Return what the file holds. It is known by its content: a zip is taken for XLSX, all else for TOML.

    `name` is how errors call the file; `more` are the code points of fonts that the body added;
    `scheme` is the one that it issues by where a file names none.
    """
    source = shown(name)[:200] or "?"
    try:
        _refuse_known_strangers(data, name)
        if data.startswith(_ZIP):
            from certs.certificate.reading.reading_xlsx import read_xlsx

            return read_xlsx(data, source, today, more, scheme)
        findings = Findings()
        draft = read_toml(data, source, today, findings, more, scheme)
    except FileRefused as refused:
        return Reading((), (refused.to_input(source),))
    if draft is None:
        return Reading((), (RefusedInput(source, tuple(findings.errors)),))
    return Reading((draft,), ())


def _refuse_known_strangers(data: bytes, name: str) -> None:
    """Name the files that people hand in by mistake, so that they learn more than "no TOML"."""
    ending = name.rpartition(".")[2].lower()
    if not data:
        raise FileRefused(
            "missing",
            "文件是空的（0 字节），可能没有保存完；请重新保存后再提交。",
            "the file is empty (0 bytes), perhaps half written; save it again.",
        )
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise FileRefused(
                "format",
                "表格设了打开密码；请在 Excel 或 WPS 里去掉密码再保存。",
                "the sheet has a password; remove it and save again.",
            )
        raise FileRefused(
            "type", f"这是旧格式的 .xls 表格，不能读取；{_SAVE_AS[0]}", f"this is an old .xls sheet; {_SAVE_AS[1]}"
        )
    if ending in {"csv", "tsv"}:
        raise FileRefused(
            "type",
            f"不接受 CSV 表格（会丢失格式和前导零）；{_SAVE_AS[0]}",
            f"CSV is not taken (it loses formats and leading zeros); {_SAVE_AS[1]}",
        )
    for magic, what in _NAMES:
        if data.startswith(magic):
            raise FileRefused(
                "type",
                f"这是 {what} 文件；请提交 .toml 文件或 .xlsx 表格。",
                f"this is a {what} file; hand in a .toml file or an .xlsx sheet.",
            )
    _refuse_other_texts(data[:200].lstrip().lower())
    if ending in {"xlsx", "xlsm"} and not data.startswith(_ZIP):
        raise FileRefused(
            "format",
            "文件名是 .xlsx，内容却不是表格，可能没有保存完或已损坏；请重新保存后再提交。",
            "the name says .xlsx, but the content is no sheet; it may be half written or damaged. Save it again.",
        )


def _refuse_other_texts(start: bytes) -> None:
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise FileRefused(
            "type",
            f"这是网页或 XML 文件，不是真正的表格；{_SAVE_AS[0]}",
            f"this is a web page or XML and no real sheet; {_SAVE_AS[1]}",
        )
    if start.startswith(b"{"):
        raise FileRefused(
            "type",
            "这是 JSON；请提交 .toml 文件或 .xlsx 表格。",
            "this is JSON; hand in a .toml file or an .xlsx sheet.",
        )
