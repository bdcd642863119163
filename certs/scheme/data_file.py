"""Entries of a data file that people keep by hand, read so strictly that a slip is named by its line.

`tomllib` forgets where a table stood. The heads `[[kind]]` stand in the order of the tables, so their lines are found
again in the text, and the lines of their fields below them; data of this room is written with one head, one field or
one inline table of a list on a line of its own.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, TypeVar

from certs import limits
from certs.errors import Malformed, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMAT: Final = 1
_T = TypeVar("_T")
_HEAD = re.compile(r"[ \t]*\[\[?[ \t]*([A-Za-z0-9_-]+)[ \t]*\]")
_FIELD = re.compile(r"[ \t]*([A-Za-z0-9_-]+)[ \t]*=")
_AT = re.compile(r"\(at line (\d+), column \d+\)")  # how tomllib ends its message
_INLINE = re.compile(r"[ \t]*\{")


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a file, with the place that an error names.

    `line` is where it begins: 1 for what stands before the first head. `fields` has the line of each of its fields,
    `inner` the lines of the inline tables of its list.
    """

    file: str
    kind: str
    line: int
    table: Mapping[str, Any]
    fields: Mapping[str, int] = field(default_factory=dict)
    inner: tuple[int, ...] = ()

    def wrong(self, zh: str, en: str, name: str = "") -> Malformed:
        """Return the error for this entry, or for its field of that name; the caller raises it."""
        told, line = f"{self.kind} {self._called()}".strip(), self.fields.get(name, self.line)
        return Malformed(
            "scheme-data",
            f"数据文件 {self.file} 第 {line} 行（{told}）：{zh}。请改正后再用。",
            f"data file {self.file}, line {line} ({told}): {en}. Correct it before use.",
        )

    def _called(self) -> str:
        name = self.table.get("code", self.table.get("clause", ""))
        return name if isinstance(name, str) and self.kind != "head" else ""

    def only(self, *names: str) -> None:
        """Raise Malformed if there is a field that nobody reads, so that a misspelt one is never passed over."""
        if unknown := sorted(set(self.table) - set(names)):
            raise self.wrong(f"未知字段 {'、'.join(unknown)}", f"unknown field {', '.join(unknown)}", unknown[0])

    def value(self, name: str, kind: type[_T]) -> _T:
        """Return a field of exactly this type. Raises Malformed."""
        if name not in self.table:
            raise self.wrong(f"缺少 {name}", f"{name} is missing")
        value = self.table[name]
        if type(value) is not kind:
            raise self.wrong(f"{name} 的类型不对，应为 {kind.__name__}", f"{name} should be {kind.__name__}", name)
        return value

    def text(self, name: str) -> str:
        """Return a text that is not empty. Raises Malformed."""
        text = self.value(name, str)
        if not text.strip():
            raise self.wrong(f"{name} 是空的", f"{name} is empty", name)
        return text

    def exact(self, name: str) -> Decimal:
        """Return a number that is written as a text, so that it stays exact. Raises Malformed."""
        text = self.text(name)
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise self.wrong(
                f'{name} 应写成带引号的数，如 "95"，现在是“{text[:40]}”',
                f'{name} should be a number in quotes such as "95", and is “{text[:40]}”',
                name,
            )
        return number

    def words(self, name: str) -> Words:
        """Return a text in both languages. Raises Malformed."""
        table = Entry(
            self.file,
            f"{self.kind} {self._called()} {name}".replace("  ", " "),
            self.fields.get(name, self.line),
            self.value(name, dict),
        )
        table.only("zh", "en")
        return Words(table.text("zh"), table.text("en"))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, none twice. Raises Malformed."""
        texts = self.value(name, list)
        if any(not isinstance(item, str) or not item for item in texts) or len(set(texts)) != len(texts):
            raise self.wrong(
                f"{name} 应是不重复的文字列表", f"{name} should be a list of texts, none of them twice", name
            )
        return tuple(texts)

    def listed(self, name: str) -> tuple[Entry, ...]:
        """Return the inline tables of a list, with those within them, each on a line of its own. Raises Malformed."""
        items = self.value(name, list)
        counts = [_spread(item) for item in items]
        if not all(counts) or sum(counts) != len(self.inner):
            raise self.wrong(
                f"{name} 应是表的列表，每项以“{{”开头，各占一行",
                f"{name} should be a list of tables, each beginning with “{{” on a line of its own",
                name,
            )
        starts = [sum(counts[:place]) for place in range(len(counts))]
        return tuple(
            Entry(self.file, name, self.inner[start], item, {}, self.inner[start + 1 : start + count])
            for item, start, count in zip(items, starts, counts, strict=True)
        )


def _spread(item: object) -> int:
    """Return on how many lines a table of a list begins, with the tables of lists within it; 0 for what is no table."""
    if not isinstance(item, dict):
        return 0
    return 1 + sum(_spread(each) for value in item.values() if isinstance(value, list) for each in value)


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file as its head and its entries by kind, each in the order of the file."""

    head: Entry
    entries: Mapping[str, tuple[Entry, ...]]


def read_entries(data: bytes, file: str, *kinds: str, optional: Iterable[str] = ()) -> DataFile:
    """Read a file with the lists `kinds`, and `optional` ones where it has any. Raises Malformed, naming the line."""
    top = Entry(file, "TOML", 1, {})
    if len(data) > limits.TOML_FILE:
        raise top.wrong("文件过大", "the file is too large")
    try:
        text = data.decode("utf-8")
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = _AT.search(str(error))
        top = Entry(file, "TOML", int(at[1]) if at else 1, {})
        raise top.wrong(f"不是正确的 TOML：{error}", f"it is no good TOML: {error}") from error
    places = _places(text)
    wanted = (*kinds, *(kind for kind in optional if kind in table))
    rest = {name: value for name, value in table.items() if name not in wanted}
    head = Entry(file, "head", 1, rest, places[0].fields)
    if head.value("format", int) != FORMAT:
        raise head.wrong(f"格式号 {rest['format']} 不认识", f"format {rest['format']} is not known", "format")
    return DataFile(
        head,
        {kind: _of_kind(head, places, kind, table.get(kind)) for kind in (*kinds, *optional) if kind in wanted}
        | {kind: () for kind in optional if kind not in wanted},
    )


@dataclass(frozen=True, slots=True)
class _Place:
    kind: str
    line: int
    fields: dict[str, int]
    inner: list[int]


def _places(text: str) -> list[_Place]:
    """Return where each head of a text stands and what lies below it, the first place being what has no head."""
    places = [_Place("", 1, {}, [])]
    for number, line in enumerate(text.split("\n"), start=1):
        if head := _HEAD.match(line):
            places.append(_Place(head[1], number, {}, []))
        elif name := _FIELD.match(line):
            places[-1].fields.setdefault(name[1], number)
        elif _INLINE.match(line):
            places[-1].inner.append(number)
    return places


def _of_kind(head: Entry, places: list[_Place], kind: str, value: object) -> tuple[Entry, ...]:
    here = [place for place in places if place.kind == kind]
    if not isinstance(value, list) or len(here) != len(value):
        raise head.wrong(
            f"应有 [[{kind}]]，每项一个，各占一行",
            f"there should be [[{kind}]], one for each, on lines of their own",
            kind,
        )
    return tuple(
        Entry(head.file, kind, place.line, table, place.fields, tuple(place.inner))
        for place, table in zip(here, value, strict=True)
    )
