"""What the table of fields says of each field: how it is read, what it is called, and where it goes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final, TypeVar, dataclass_transform

from certs import limits
from certs.errors import Words


class Kind(Enum):
    """How a field is read."""

    TEXT = auto()
    LATIN = auto()  # a name in English
    LONG_TEXT = auto()  # several lines, joined by ；
    ENTRIES = auto()  # a list of texts
    PATTERNS = auto()  # a list of texts in which * is any run and ? one character
    USCC = auto()
    NUMBER = auto()  # the number of a certificate, ours or taken over
    CATEGORY = auto()  # GB/T 4754 code
    SCHEME = auto()
    SCORE = auto()
    COUNT = auto()  # a whole number
    DECIDERS = auto()
    DAY = auto()
    LEVEL = auto()  # the code of a level, or its name
    STANDING = auto()  # how a certificate taken over stands: valid or suspended


LISTS: Final = frozenset({Kind.ENTRIES, Kind.PATTERNS, Kind.DECIDERS})
NUMERIC: Final = frozenset({Kind.SCORE, Kind.COUNT})
_ROW: Final = "row"  # the key of a field's metadata
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in files, its head in the sheet, the note that explains it, and the width of its column.

    `least` and `most` bound a COUNT; for texts `most` is the number of characters. `content` tells whether it is part
    of what a certificate says: score, headcount and deciders are never published. `search` is the name under which the
    search finds its texts; "" is not searched. `limit` is how the composed scope text introduces it, where it narrows a
    scope item down. `empty_means_all` tells that a list which was left empty limits nothing; `apart` that a cell of the
    sheet with 、 or a comma in one entry is refused, since it may be one entry or several.
    """

    kind: Kind
    head: Words
    note: Words
    width: int
    least: int
    most: int
    content: bool
    search: str
    limit: str
    empty_means_all: bool
    apart: bool
    name: str = ""
    required: bool = False

    @property
    def empty(self) -> object:
        """What stands in a record of the credential where the field was left out."""
        return () if self.kind in LISTS else ""


def row(  # noqa: PLR0913 - each is a cell of the table
    kind: Kind,
    head: tuple[str, str],
    note: tuple[str, str],
    *,
    default: Any = dataclasses.MISSING,
    kw_only: bool = False,
    width: int = 18,
    least: int = 0,
    most: int = limits.STRING,
    content: bool = True,
    search: str = "",
    limit: str = "",
    empty_means_all: bool = False,
    apart: bool = False,
) -> Any:
    """Make a field of a `table` class a row; `head` and `note` in both languages, without a `default` it is required.

    `kw_only` is for an optional field that stands before a required one.
    """
    facts = Field(kind, Words(*head), Words(*note), width, least, most, content, search, limit, empty_means_all, apart)
    return dataclasses.field(default=default, kw_only=kw_only, metadata={_ROW: facts})


@dataclass_transform(frozen_default=True, field_specifiers=(row,))
def table(record: type[_T]) -> type[_T]:
    """Make a class of values a frozen dataclass whose fields are rows of the table."""
    return dataclass(frozen=True, slots=True)(record)


def rows_of(record: type) -> tuple[Field, ...]:
    """Return the rows of a class in their order: named as its fields, required where the class has no default."""
    return tuple(
        dataclasses.replace(field.metadata[_ROW], name=field.name, required=field.default is dataclasses.MISSING)
        for field in dataclasses.fields(record)
        if _ROW in field.metadata
    )
