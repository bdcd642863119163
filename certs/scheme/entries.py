"""Entries of a data file that people keep by hand, read so strictly that a slip is named by its line.

`tomllib` forgets where a table stood. The heads `[[kind]]` stand in the order of the tables, so their lines are found
again in the text; data of this room is written with one head on a line of its own.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from certs import bounds
from certs.errors import Malformed, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT: Final = 1
_T = TypeVar("_T")
_HEAD = re.compile(r"^[ \t]*\[\[[ \t]*([a-z_]+)[ \t]*\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a file, with the place that an error names. `line` is 1 for what stands before the first head."""

    file: str
    kind: str
    line: int
    table: Mapping[str, Any]

    def wrong(self, zh: str, en: str) -> Malformed:
        """Return the error for this entry; the caller raises it."""
        name = self.table.get("code", self.table.get("clause", ""))
        told = f"{self.kind} {name}".strip() if isinstance(name, str) else self.kind
        return Malformed("scheme-data", Words(
            f"数据文件 {self.file} 第 {self.line} 行（{told}）：{zh}。请改正后再用。",
            f"data file {self.file}, line {self.line} ({told}): {en}. Correct it before use.",
        ))

    def only(self, *names: str) -> None:
        """Raise Malformed if there is a field that nobody reads, so that a misspelt one is never passed over."""
        if unknown := sorted(set(self.table) - set(names)):
            raise self.wrong(f"未知字段 {'、'.join(unknown)}", f"unknown field {', '.join(unknown)}")

    def value(self, name: str, kind: type[_T]) -> _T:
        """Return a field of exactly this type. Raises Malformed."""
        if name not in self.table:
            raise self.wrong(f"缺少 {name}", f"{name} is missing")
        found = self.table[name]
        if type(found) is not kind:
            raise self.wrong(f"{name} 的类型不对，应为 {kind.__name__}", f"{name} should be {kind.__name__}")
        return found

    def text(self, name: str) -> str:
        """Return a text that is not empty. Raises Malformed."""
        found = self.value(name, str)
        if not found.strip():
            raise self.wrong(f"{name} 是空的", f"{name} is empty")
        return found

    def words(self, name: str) -> Words:
        """Return a text in both languages. Raises Malformed."""
        table = Entry(self.file, f"{self.kind} {self.table.get('code', '')} {name}".replace("  ", " "), self.line,
                      self.value(name, dict))
        table.only("zh", "en")
        return Words(table.text("zh"), table.text("en"))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, none twice. Raises Malformed."""
        found = self.value(name, list)
        if any(not isinstance(item, str) or not item for item in found) or len(set(found)) != len(found):
            raise self.wrong(f"{name} 应是不重复的文字列表", f"{name} should be a list of texts, none of them twice")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file as its head and its entries by kind, each in the order of the file."""

    head: Entry
    entries: Mapping[str, tuple[Entry, ...]]


def read_entries(data: bytes, file: str, *kinds: str) -> DataFile:
    """Read a file whose lists are `kinds`. Raises Malformed, naming the line."""
    top = Entry(file, "TOML", 1, {})
    if len(data) > bounds.TOML_FILE:
        raise top.wrong("文件过大", "the file is too large")
    try:
        text = data.decode("utf-8")
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # the message of tomllib has line and column
        raise top.wrong(f"不是正确的 TOML：{error}", f"it is no good TOML: {error}") from error
    head = Entry(file, "head", 1, {name: value for name, value in table.items() if name not in kinds})
    if head.value("format", int) != FORMAT:
        raise head.wrong(f"格式号 {head.table['format']} 不认识", f"format {head.table['format']} is not known")
    return DataFile(head, {kind: _listed(head, text, kind, table.get(kind)) for kind in kinds})


def _listed(head: Entry, text: str, kind: str, value: object) -> tuple[Entry, ...]:
    lines = [text.count("\n", 0, found.start()) + 1 for found in _HEAD.finditer(text) if found[1] == kind]
    if not isinstance(value, list) or len(lines) != len(value):
        raise head.wrong(f"应有 [[{kind}]]，每项一个，各占一行", f"there should be [[{kind}]], one for each, on lines of their own")
    return tuple(Entry(head.file, kind, line, table) for line, table in zip(lines, value, strict=True))
