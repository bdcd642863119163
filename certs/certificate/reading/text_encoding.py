"""A file of text as people save it: UTF-8, or the encoding that it is in by its name, with what to do about it."""

from __future__ import annotations

from typing import Final

from certs.certificate.reading.refused_input import FileRefused

_BOM: Final = b"\xef\xbb\xbf"


def decode(data: bytes) -> str:
    """Return the text of a UTF-8 file, without its byte order mark. Raises FileRefused for every other."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise FileRefused(
            "format",
            "文件是 UTF-16 编码，请用记事本“另存为”，编码选 UTF-8。",
            "the file is in UTF-16; save it again with encoding UTF-8.",
        )
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise _wrong_encoding(data, error.start) from error
    if "\x00" in text:
        raise FileRefused(
            "type",
            "文件里有空字节（NUL），不是文字文件，可能已损坏；请重新导出，或使用备份。",
            "the file holds NUL bytes and is no text; it may be damaged. Export it again or take a backup.",
        )
    return text


def decode_any(data: bytes) -> str:
    """Return the text of a list that nobody signs: UTF-8, UTF-16 by its mark, else GBK. Raises FileRefused."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            raise _wrong_encoding(data, error.start) from error
    return decode(data)


def _wrong_encoding(data: bytes, start: int) -> FileRefused:
    line = data.count(b"\n", 0, start) + 1
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return FileRefused(
            "format",
            f"文件不是 UTF-8 编码的文字（第 {line} 行起读不通），可能已损坏；请用记事本另存为 UTF-8。",
            f"the file is no UTF-8 text (it breaks at line {line}); save it again with encoding UTF-8.",
        )
    return FileRefused(
        "format",
        f"文件是 GBK（ANSI）编码（第 {line} 行起有中文），请用记事本“另存为”，编码选 UTF-8。",
        f"the file is in GBK (ANSI), as line {line} shows; save it again with encoding UTF-8.",
    )
