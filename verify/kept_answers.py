"""Answers about a certificate, kept while what they rest on stays the same, to the byte.

Its page and its answer in the API are a function of its log entries and those of the one that it was last renewed as,
the size of the log, the head that witnesses cosigned last and the Beijing day; only the time of the check changes from
one asking to the next. The entries are read from the register for every answer, and an answer is kept under their exact
bytes, so one changed byte, one new entry or a new day makes a new one, with every check made anew. What is not genuine
is never kept (decision 0034).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from markupsafe import Markup

from certs import limits
from certs.lifecycle.record import Record
from certs.register.store.remembered import Remembered
from verify.open_answers import weak_tag

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Stands in a kept answer for the time of the check. No text of a certificate can hold this character, and it stands as
# it is in HTML and JSON.
TIME: Final = Markup("\x7f")

Key = tuple[str, date, int, bytes, tuple[tuple[int, bytes], ...]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept answer in pieces, between which the time of the check belongs, and the ETag of it at whatever time."""

    pieces: tuple[bytes, ...]
    tag: str

    def at(self, time: str) -> bytes:
        """Return the answer with the time of the check in it."""
        return time.encode().join(self.pieces)


def key_of(form: str, day: date, size: int, cosigned: bytes, record: Record, newest: Record | None = None) -> Key:
    """Return what an answer rests on. `form` is the language of a page, or another form of answer.

    `cosigned` is the head that witnesses cosigned last, empty where there is none; `newest` the last of the
    certificates that were renewed from this one.
    """
    entries = record.entries + (newest.entries if newest else ())
    return form, day, size, cosigned, tuple((event.position, event.raw) for event in entries)


class Ready(NamedTuple):
    """An answer that is ready, with the headers that are its own and the route under which it is counted."""

    route: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Early(NamedTuple):
    """What the door answers by itself where it is kept, without asking Flask for a view (decision 0074).

    `asked` returns the number that a request asks about in the plainest way, None for every other request. `answer`
    reads the register as the view does, and returns None for what is not kept; it raises StarmarkError. Each of
    `watchers` is told route, status, seconds and bytes of what was answered so.
    """

    asked: Callable[[WSGIEnvironment], str | None]
    answer: Callable[[str], Ready | None]
    watchers: list[Callable[[str, int, float, bytes], None]]


EARLY: Final = "starmark.early"  # of the application's extensions
FAILED: Final = "starmark.failed"  # of a request's environment: why the register did not answer the door


class KeptAnswers:
    """The newest answers asked for."""

    def __init__(self) -> None:
        self._answers = Remembered[Key, Kept](limits.KEPT_ANSWERS)

    def get(self, key: Key) -> Kept | None:
        """Return an answer; None if it is not kept."""
        return self._answers.get(key)

    def keep(self, key: Key, text: str) -> Kept:
        """Keep an answer, and return it as it is kept. Raises ValueError if the time stands nowhere in it."""
        pieces = tuple(piece.encode() for piece in text.split(TIME))
        if len(pieces) < 2:
            raise ValueError("an answer that does not tell its time")
        return self._answers.keep(key, Kept(pieces, weak_tag(b"".join(pieces))))
