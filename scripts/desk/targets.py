"""Which certificates an act is about: numbers as typed, or a sheet with one number a row."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from certs import limits
from certs.certificate import number
from certs.certificate.reading import text_encoding
from certs.certificate.reading.bare_workbook import bare
from certs.certificate.reading.refused_input import FileRefused
from certs.errors import FieldError, Misuse, Refused, Words
from scripts.terminal import input_file

SHEETS: Final = frozenset({".xlsx", ".csv", ".txt"})
HEADS: Final = frozenset({"证书编号", "编号", "number"})


def numbers(targets: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers that the targets name, normalised, in their order.

    Raises Misuse if there is none, Refused if a sheet cannot be read or a number stands there twice.
    """
    texts = [number.compact(text) for target in targets for text in _expand(target)]
    if not texts:
        raise Misuse(
            "missing_number",
            "没有写证书编号。什么也没有办理；用 --help 查看写法。",
            "No certificate number was given. Nothing was done; see --help.",
        )
    if len(texts) > limits.BATCH:
        raise Refused(
            "batch",
            f"一次最多办理 {limits.BATCH} 张，请分批。",
            f"At most {limits.BATCH} certificates at once; split the list.",
        )
    twice = sorted({text for text in texts if texts.count(text) > 1}) if len(set(texts)) < len(texts) else []
    if twice:
        raise Refused(
            "duplicate",
            "有编号写了两次。什么也没有办理；请删去重复的。",
            "A number is given twice. Nothing was done; take the second one out.",
            errors=tuple(
                FieldError("number", text, "duplicate", Words(f"{text} 写了两次。", f"{text} is given twice."))
                for text in twice
            ),
        )
    return tuple(texts)


def is_sheet(target: str) -> bool:
    """Tell whether a target names a sheet rather than a certificate: no number ends like a file name."""
    return Path(target).suffix.lower() in SHEETS


def _expand(target: str) -> list[str]:
    if not is_sheet(target):
        return [target]
    data = _bytes(Path(target))
    rows = _xlsx_rows(data, target) if data.startswith(b"PK") else _text_rows(data, target)
    return _column(rows, target)


def _bytes(path: Path) -> bytes:
    try:
        data = input_file.read(path, limits.XLSX_FILE)
    except OSError as error:
        raise _unreadable(str(path), error.strerror or "") from error
    if len(data) > limits.XLSX_FILE:
        raise _unreadable(str(path), f"> {limits.XLSX_FILE} bytes")
    return data


def _xlsx_rows(data: bytes, name: str) -> list[list[str]]:
    try:
        book = openpyxl.load_workbook(bare(data).file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(max_row=limits.XLSX_ROWS, max_col=50, values_only=True)
        ]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise _unreadable(name, type(error).__name__) from error


def _text_rows(data: bytes, name: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text_encoding.decode(data), newline="")))[: limits.XLSX_ROWS]
    except FileRefused as error:
        raise Refused(
            "sheet",
            f"读不了表格 {name}：{error.words.zh}什么也没有办理。",
            f"The sheet {name} cannot be read: {error.words.en} Nothing was done.",
        ) from error
    except csv.Error as error:
        raise _unreadable(name, "CSV") from error


def _column(rows: list[list[str]], name: str) -> list[str]:
    """Return the column headed 证书编号 or number; without such a head, the first column."""
    for place, row in enumerate(rows[:5]):
        for column, cell in enumerate(row):
            if cell.strip().lower() in HEADS:
                below = [line[column].strip() for line in rows[place + 1 :] if len(line) > column]
                return [text for text in below if text and text.lower() not in HEADS]
    numbers = [row[0].strip() for row in rows if row and row[0].strip()]
    if not numbers:
        raise _unreadable(name, "empty")
    return numbers


def _unreadable(name: str, cause: str) -> Refused:
    return Refused(
        "sheet",
        f"读不了表格 {name}（{cause}）。什么也没有办理；请检查文件，表头写“证书编号”，每行一个编号。",
        f"The sheet {name} cannot be read ({cause}). Nothing was done; check the file: a "
        "column headed 证书编号 or number, one number a row.",
    )
