"""The three streams of a process: what lies behind them never decides how a command ends (decision 0028).

A command fixes its exit code by what it did. A full disk or a closed pipe behind its output, or a terminal that knows
no Chinese, comes afterwards and changes nothing of it: what cannot be written is lost or replaced, and said.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import re
import select
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TextIO, cast

_NEAREST: Final = "starmark-nearest"  # the name of our way with characters that a stream cannot encode
# What stands for a sign where it cannot be written. A mark of a check must never become the mark of another.
_STAND_INS: Final[Mapping[str, tuple[str, ...]]] = {
    "✓": ("√", "+"),
    "✗": ("×", "x"),
    "—": ("-",),
    "–": ("-",),
    "━": ("-",),
    "“": ('"',),
    "”": ('"',),
    "‘": ("'",),
    "’": ("'",),
    "…": ("...",),
    "←": ("<-",),
    "→": ("->",),
    "·": ("-",),
    "｜": ("|",),
    "：": (":",),
    "；": (";",),
    "，": (",",),
    "（": ("(",),
    "）": (")",),
}
_SIZE: Final = re.compile(r"[0-9]{1,4}")  # of a terminal, as the environment may give it
_LEAST: Final[Mapping[str, int]] = {"COLUMNS": 20, "LINES": 1}  # no table can be drawn in fewer


class _Unfailing(io.FileIO):
    """A stream that remembers the failure of what lies behind it, and from then on takes everything for written."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "wb", closefd=False)
        self.failure: OSError | None = None

    def write(self, data: bytes | bytearray | memoryview, /) -> int:  # type: ignore[override]
        if self.failure is None:
            try:
                while (written := super().write(data)) is None:  # a full pipe that does not wait by itself
                    select.select((), (self,), ())
            except OSError as error:
                self.failure = error
            else:
                return written
        return memoryview(data).nbytes


def settle() -> None:
    """Make the streams of this process unfailing, open those that were closed, forget an impossible size."""
    _fill_descriptors()
    codecs.register_error(_NEAREST, _nearest)
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
    if sys.stdout is sys.__stdout__:
        sys.stdout = _unfailing(1, sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _unfailing(2, sys.stderr)
    for name, least in _LEAST.items():
        if not _SIZE.fullmatch(size := os.environ.get(name, "")) or int(size) < least:
            os.environ.pop(name, None)


def failure() -> OSError | None:
    """Return why the output is not complete; a reader that closed its pipe had enough, and is no failure."""
    sys.stdout.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    found = raw.failure if isinstance(raw, _Unfailing) else None
    return None if found is None or found.errno == errno.EPIPE else found


def can_write(text: str) -> bool:
    """Tell whether standard output can encode a text."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _fill_descriptors() -> None:
    """Open what is closed of 0, 1 and 2: else the next file, perhaps the register, gets that number and our output."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # it gets the lowest number that is free


def _unfailing(descriptor: int, stream: TextIO | None) -> TextIO:
    if stream is None:  # closed when the process began
        return Path(os.devnull).open("w", encoding="utf-8")
    return io.TextIOWrapper(
        io.BufferedWriter(cast("io.RawIOBase", _Unfailing(descriptor))),
        encoding=stream.encoding,
        errors=_NEAREST,
        line_buffering=descriptor == 2 or stream.isatty(),
    )


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_stand_in(c, error.encoding) for c in error.object[error.start : error.end]), error.end


def _stand_in(character: str, encoding: str) -> str:
    return next(each for each in (*_STAND_INS.get(character, ()), "?") if _has(encoding, each))


def _has(encoding: str, text: str) -> bool:
    if encoding == "charmap":  # an old code page, which does not say which one it is
        return text.isascii()
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
