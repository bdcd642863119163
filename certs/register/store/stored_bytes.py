"""Reading what our own store holds: where that cannot be read, the fault is the store's and never the asker's.

The readers of our formats refuse bytes as `Malformed`, which goes back to whoever brought them. What comes out of the
register was brought by nobody: there it means damage, and the answer is "could not check" (exit 2, HTTP 503).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import orjson

from certs.days import parse_instant
from certs.errors import CouldNotCheck, NotGenuine, Refused
from certs.lifecycle.compromise import Condemned
from certs.lifecycle.events import LoggedEvent, parse_event
from certs.lifecycle.record import Record, fold, require_contents

# What reading raises where bytes are not what they should be: another type, a value out of range, a part that lacks.
_UNREADABLE = (Refused, NotGenuine, TypeError, ValueError, LookupError, AttributeError, OverflowError, MemoryError)


@contextmanager
def of_our_store() -> Iterator[None]:
    """Turn what stored bytes do not allow into CouldNotCheck `register_damaged`. No question may be read in here."""
    try:
        yield
    except _UNREADABLE as exc:
        raise damaged() from exc


def stored_raw(raw: Any) -> bytes:
    """Return the bytes of an entry as the store holds them. Raises CouldNotCheck where they are none."""
    if not isinstance(raw, bytes | memoryview):
        raise damaged()
    return bytes(raw)


def stored_event(position: int, raw: Any) -> LoggedEvent:
    """Read an entry as the store holds it. Raises CouldNotCheck where it cannot be read, or is of a newer format."""
    data = stored_raw(raw)
    try:
        return parse_event(position, data)
    except _UNREADABLE as exc:
        raise damaged(f" ({position})") from exc


def plain_event(position: int, raw: Any) -> LoggedEvent:
    """Read an entry to count it, without holding it to its form, which takes five times as long. Raises CouldNotCheck.

    What is shown, signed or handed on is read by `stored_event`.
    """
    data = stored_raw(raw)
    try:
        body = orjson.loads(data)
        effective = date.fromisoformat(body["effective"])
        return LoggedEvent(position, data, body, body["type"], parse_instant(body["recorded"]), effective)
    except _UNREADABLE as exc:
        raise damaged(f" ({position})") from exc


def stored_record(events: Iterable[LoggedEvent], condemned: Condemned = ()) -> Record:
    """Fold the stored entries of one certificate. Raises CouldNotCheck where one certifies no content of ours."""
    with of_our_store():
        record = fold(events, condemned)
        require_contents(record)
        return record


def damaged(where: str = "") -> CouldNotCheck:
    """Return what is said of a register that cannot be read; `where` is the place, if it is known."""
    return CouldNotCheck(
        "register_damaged",
        f"登记簿里有一处已损坏{where}，不能据此回答。请运行 starmark recover，不行就从备份恢复。",
        f"Something in the register is damaged{where}, so it cannot answer. Run starmark recover, or restore a backup.",
    )
