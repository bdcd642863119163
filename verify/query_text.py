"""The question of an address, read as whoever wrote it meant it: UTF-8, and GBK where it is no UTF-8.

Old Chinese software and some scanners quote what people type as GBK (`%BA%A3` for 海); a browser quotes UTF-8, which
hardly any GBK text happens to be. What is neither keeps a mark for each byte that could not be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from typing import IO, Final
from urllib.parse import unquote_to_bytes

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

_NOTHING: Final = ImmutableMultiDict[str, str]()


class AskedRequest(Request):
    """A request whose question may hold any bytes."""

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        """Keep a file that is handed in in memory: nothing of it is written anywhere."""
        return BytesIO()

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """The parts of the question, by their names."""
        return ImmutableMultiDict(_parts(self.query_string)) if self.query_string else _NOTHING


def _parts(query: bytes) -> Iterator[tuple[str, str]]:
    for part in query.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            yield text_of(name), text_of(value)


def text_of(quoted: bytes) -> str:
    """Return the text of a quoted part of a question."""
    raw = unquote_to_bytes(quoted.replace(b"+", b" "))
    for encoding in ("utf-8", "gbk"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
