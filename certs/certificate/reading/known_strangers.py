"""Files that people hand in by mistake, told by their first bytes, so that they learn more than "cannot be read"."""

from __future__ import annotations

from typing import Final

from certs.certificate.reading.refused_input import FileRefused
from certs.errors import Words

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
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
SAVE_AS: Final = (
    "请在 Excel 或 WPS 里打开，另存为“Excel 工作簿（.xlsx）”后再提交。",
    "open it in a spreadsheet program, save it as .xlsx and try again.",
)


def refuse(data: bytes, name: str, instead: Words) -> None:
    """Refuse by its kind what people hand in by mistake. `instead` says what is wanted. Raises FileRefused."""
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
            "type", f"这是旧格式的 .xls 表格，不能读取；{SAVE_AS[0]}", f"this is an old .xls sheet; {SAVE_AS[1]}"
        )
    for magic, what in _NAMES:
        if data.startswith(magic):
            raise FileRefused("type", f"这是 {what} 文件；{instead.zh}", f"this is a {what} file; {instead.en}")
    _refuse_other_texts(data[:200].lstrip().lower(), instead)
    if ending in {"xlsx", "xlsm"} and not data.startswith(ZIP):
        raise FileRefused(
            "format",
            "文件名是 .xlsx，内容却不是表格，可能没有保存完或已损坏；请重新保存后再提交。",
            "the name says .xlsx, but the content is no sheet; it may be half written or damaged. Save it again.",
        )


def _refuse_other_texts(start: bytes, instead: Words) -> None:
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise FileRefused(
            "type",
            f"这是网页或 XML 文件，不是真正的表格；{SAVE_AS[0]}",
            f"this is a web page or XML and no real sheet; {SAVE_AS[1]}",
        )
    if start.startswith(b"{"):
        raise FileRefused("type", f"这是 JSON；{instead.zh}", f"this is JSON; {instead.en}")
